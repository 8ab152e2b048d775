import { describe, expect, expectTypeOf, it } from 'vitest';
import { type CommandDefinition, defineCommand, findPaperOption, findRestOption } from '../../../src/chat/command.ts';
import { type Options, pickValidValues, validateOptionValues } from '../../../src/chat/option.ts';

const options = {
  query: { kind: 'text', description: 'Words', required: true, isRest: true },
  note: { kind: 'text', description: 'Some more words' },
  page: { kind: 'integer', description: 'A page', min: 1, max: 10 },
  size: { kind: 'integer', description: 'A size', min: -5, max: 5, required: true },
  order: { kind: 'choice', description: 'An order', choices: ['newest', 'oldest'] },
} as const satisfies Options;

const definition = {
  name: 'typed',
  description: 'Has options of every kind',
  options,
  audience: 'everyone',
  ephemeral: true,
  examples: ['typed'],
} as const satisfies CommandDefinition;

describe('defineCommand', () => {
  it('types the values of run by the options, and the needs by the parameter of create', () => {
    const command = defineCommand(definition, ({ prefix }: { readonly prefix: string }) => ({
      run: (values) => {
        expectTypeOf(values).toEqualTypeOf<{
          readonly query: string;
          readonly note: string | undefined;
          readonly page: number | undefined;
          readonly size: number;
          readonly order: 'newest' | 'oldest' | undefined;
        }>();
        return { blocks: [{ kind: 'prose', spans: [{ kind: 'text', text: prefix + values.query }] }] };
      },
    }));
    expectTypeOf(command.bind).parameter(0).toEqualTypeOf<{ readonly prefix: string }>();
    expect(command).toMatchObject(definition);
    expect(command.bind({ prefix: '> ' })).toMatchObject({ ...definition, run: expect.any(Function) });
  });

  it('requires a suggester for each option with autocomplete', () => {
    const paper = { kind: 'text', description: 'A paper', autocomplete: true } as const;
    const run = () => ({ blocks: [] });
    const suggest = { paper: () => [] };
    expect(defineCommand({ ...definition, options: { paper } }, () => ({ run, suggest })).bind({}).suggest).toBe(
      suggest,
    );
    // @ts-expect-error there is no suggester
    defineCommand({ ...definition, options: { paper } }, () => ({ run }));
    // @ts-expect-error no option has autocomplete
    defineCommand(definition, () => ({ run, suggest }));
  });
});

describe('validateOptionValues', () => {
  it('trims texts, and converts numbers and choices', () => {
    const given = { query: '  safe rl ', page: '2', size: -3, order: 'Newest' };
    expect(validateOptionValues(options, given)).toEqual({
      values: { query: 'safe rl', page: 2, size: -3, order: 'newest' },
    });
  });

  it('reports all problems, each with its option', () => {
    expect(
      validateOptionValues(options, { page: 11, size: 'big', order: 'best', color: 'red', shape: 'round' }),
    ).toEqual({
      problems: [
        { option: 'query', message: 'is missing' },
        { option: 'page', message: 'must be a whole number from 1 to 10' },
        { option: 'size', message: 'must be a whole number from -5 to 5' },
        { option: 'order', message: 'must be newest or oldest' },
        { message: 'there is no option color, shape' },
      ],
    });
  });

  it.each(['', ' ', '\n', undefined])('treats %j as missing', (blank) => {
    expect(validateOptionValues(options, { query: 'rl', size: 0, note: blank, page: blank, order: blank })).toEqual({
      values: { query: 'rl', size: 0 },
    });
    expect(validateOptionValues(options, { query: blank, size: 0 })).toEqual({
      problems: [{ option: 'query', message: 'is missing' }],
    });
  });

  it.each(['1.0', '1e1', '0x1', '١', '１', 'true', '1 2', Number.NaN, 1.5, Number.POSITIVE_INFINITY, '9'.repeat(400)])(
    'rejects %j as a whole number',
    (page) => {
      expect(validateOptionValues(options, { query: 'rl', size: 0, page })).toEqual({
        problems: [{ option: 'page', message: 'must be a whole number from 1 to 10' }],
      });
    },
  );
});

describe('pickValidValues', () => {
  it('returns the values that are valid each on its own', () => {
    expect(pickValidValues(options, { query: ' rl ', page: 11, size: '3', order: 'best', color: 'red' })).toEqual({
      query: 'rl',
      size: 3,
    });
    expect(pickValidValues(options, {})).toEqual({});
  });
});

describe('findRestOption', () => {
  it('returns the option that takes the remaining words, if there is one', () => {
    expect(findRestOption({ options })).toBe('query');
    expect(findRestOption({ options: { page: options.page } })).toBeUndefined();
  });
});

describe('findPaperOption', () => {
  it('returns the option that a thread fills in, if there is one', () => {
    expect(findPaperOption({ options: { paper: { ...options.query, fromThread: true } } })).toBe('paper');
    expect(findPaperOption({ options })).toBeUndefined();
  });
});
