import { describe, expect, expectTypeOf, it } from 'vitest';
import { defineCommand, findRestOption } from '../../../src/chat/command.ts';
import { type Options, pickValidValues, validateOptionValues } from '../../../src/chat/option.ts';

const options = {
  query: { kind: 'text', description: 'Words', required: true, isRest: true },
  note: { kind: 'text', description: 'Some more words' },
  page: { kind: 'integer', description: 'A page', min: 1, max: 10 },
  size: { kind: 'integer', description: 'A size', min: -5, max: 5, required: true },
  order: { kind: 'choice', description: 'An order', choices: ['newest', 'oldest'] },
} as const satisfies Options;

describe('defineCommand', () => {
  it('types the values that run is given by the options', () => {
    const command = defineCommand({
      name: 'typed',
      description: 'Has options of every kind',
      options,
      audience: 'everyone',
      ephemeral: true,
      examples: ['typed'],
      run: (values) => {
        expectTypeOf(values).toEqualTypeOf<{
          readonly query: string;
          readonly note: string | undefined;
          readonly page: number | undefined;
          readonly size: number;
          readonly order: 'newest' | 'oldest' | undefined;
        }>();
        return { blocks: [] };
      },
    });
    expect(command.name).toBe('typed');
  });
});

describe('checkValues', () => {
  it('gives the values back, texts trimmed, numbers made of digits', () => {
    const given = { query: '  safe rl ', page: '2', size: -3, order: 'Newest' };
    expect(validateOptionValues(options, given)).toEqual({
      values: { query: 'safe rl', page: 2, size: -3, order: 'newest' },
    });
  });

  it('says everything that is wrong, the option first', () => {
    expect(
      validateOptionValues(options, { page: 11, size: 'big', order: 'best', color: 'red', shape: 'round' }),
    ).toEqual({
      problems: [
        { option: 'query', message: 'is missing' },
        { option: 'page', message: 'takes a whole number from 1 to 10' },
        { option: 'size', message: 'takes a whole number from -5 to 5' },
        { option: 'order', message: 'takes newest, oldest' },
        { message: 'there is no option color, shape' },
      ],
    });
  });

  it.each(['', ' ', '\n', undefined])('takes %j for no value', (blank) => {
    expect(validateOptionValues(options, { query: 'rl', size: 0, note: blank, page: blank, order: blank })).toEqual({
      values: { query: 'rl', size: 0 },
    });
    expect(validateOptionValues(options, { query: blank, size: 0 })).toEqual({
      problems: [{ option: 'query', message: 'is missing' }],
    });
  });

  it.each(['1.0', '1e1', '0x1', '١', '１', 'true', '1 2', Number.NaN, 1.5, Number.POSITIVE_INFINITY, '9'.repeat(400)])(
    'takes %j for no whole number',
    (page) => {
      expect(validateOptionValues(options, { query: 'rl', size: 0, page })).toEqual({
        problems: [{ option: 'page', message: 'takes a whole number from 1 to 10' }],
      });
    },
  );
});

describe('rightValues', () => {
  it('are those that are right by themselves', () => {
    expect(pickValidValues(options, { query: ' rl ', page: 11, size: '3', order: 'best', color: 'red' })).toEqual({
      query: 'rl',
      size: 3,
    });
    expect(pickValidValues(options, {})).toEqual({});
  });
});

describe('restOf', () => {
  it('is the option that takes the rest, where there is one', () => {
    expect(findRestOption({ options })).toBe('query');
    expect(findRestOption({ options: { page: options.page } })).toBeUndefined();
  });
});
