import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeFormState, encodeFormState, renderModal } from '../../../../adapters/discord/form.ts';
import { commands } from '../../../../commands/index.ts';
import { createActionStore } from '../../../../src/chat/action.ts';
import type { Command } from '../../../../src/chat/command.ts';
import { createForm } from '../../../../src/chat/interaction.ts';
import type { Option, Options, OptionValues } from '../../../../src/chat/option.ts';
import { UserError } from '../../../../src/runtime/errors.ts';
import { callbackFindings } from '../../../fakes/discord/body-check.ts';
import { formatFinding } from '../../../fakes/discord/finding.ts';
import type { Component, MessageBody } from '../../../fakes/discord/message-body.ts';
import { HOSTILE } from '../../../fixtures/documents.ts';

const actionStore = createActionStore();
const IN_SERVER = { actionStore, isInServer: true };

function commandWith(options: Options, name = 'watch'): Command {
  return {
    ...{ name, description: 'Watches a topic', options, audience: 'everyone', ephemeral: true },
    examples: ['watch robots'],
    run: () => ({ blocks: [] }),
  };
}

function modal(
  options: Options,
  values: OptionValues = {},
  modalOptions: Parameters<typeof renderModal>[1] = IN_SERVER,
) {
  const command = commandWith(options);
  return renderModal(createForm({ command: command.name, values }, [command]), modalOptions) as MessageBody &
    ReturnType<typeof renderModal>;
}

/** What Discord would reject in a modal. */
function violations(body: ReturnType<typeof renderModal>): string[] {
  return callbackFindings(9, body).map(formatFinding);
}

function labels(body: MessageBody): readonly Component[] {
  return body.components ?? [];
}

const text = (more: Partial<Option> = {}): Option => ({ kind: 'text', description: 'Some words', ...more }) as Option;

describe('renderModal', () => {
  it('has a prefilled field for each option, by its kind', () => {
    const body = modal(
      {
        topic: text({ required: true }),
        count: { kind: 'integer', description: 'How many', min: 1, max: 30 },
        order: { kind: 'choice', description: 'Which first', choices: ['newest', 'best'] },
        where: { kind: 'channel', description: 'Where to' },
      },
      { topic: 'robots', count: 5, order: 'Best', where: '<#123456789012345678>' },
    );
    expect(violations(body)).toEqual([]);
    expect(body).toMatchObject({
      title: 'Papers: watch',
      components: [
        {
          ...{ type: 18, label: 'Topic', description: 'Some words' },
          component: { type: 4, custom_id: 'topic', required: true, value: 'robots' },
        },
        { label: 'Count', component: { type: 4, required: false, value: '5', placeholder: '1 to 30' } },
        {
          label: 'Order',
          component: {
            ...{ type: 3, required: false, min_values: 0 },
            options: [{ value: 'newest' }, { value: 'best', default: true }],
          },
        },
        {
          label: 'Where',
          component: {
            ...{ type: 8, required: false, channel_types: [0, 5, 10, 11, 12] },
            default_values: [{ type: 'channel', id: '123456789012345678' }],
          },
        },
      ],
    });
  });

  it('shows five fields, required ones first, and says how to set the others', () => {
    const optional = Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f'].map((name) => [name, text()]));
    const body = modal({ ...optional, needed: text({ required: true }) }, { f: 'kept' });
    expect(violations(body)).toEqual([]);
    expect(labels(body).map(({ label }) => label)).toEqual(['Needed', 'A', 'B', 'C', 'D']);
    expect(labels(body).at(-1)).toMatchObject({
      description: 'More options of /papers watch: e, f',
      component: { placeholder: 'Some words' },
    });
    expect(decodeFormState(body.custom_id, actionStore)).toEqual({ command: 'watch', values: { f: 'kept' } });
  });

  it('has no field for hidden options, but keeps their values', () => {
    const body = modal({ topic: text(), id: text({ hidden: true }) }, { id: 'ab12cd34' });
    expect(labels(body)).toHaveLength(1);
    expect(decodeFormState(body.custom_id, actionStore).values).toEqual({ id: 'ab12cd34' });
  });

  it('has no channel field outside servers, but keeps the channel', () => {
    const where = { topic: text(), where: { kind: 'channel', description: 'Where to' } } as const;
    const body = modal(where, { where: '123456789012345678' }, { actionStore, isInServer: false });
    expect(labels(body).map(({ label }) => label)).toEqual(['Topic']);
    expect(decodeFormState(body.custom_id, actionStore).values).toEqual({ where: '123456789012345678' });
  });

  it('shows the description of a command without fields', () => {
    const body = modal({ id: text({ hidden: true }) });
    expect(violations(body)).toEqual([]);
    expect(labels(body)).toEqual([{ type: 10, content: 'Watches a topic' }]);
  });

  it.each<[string, readonly string[]]>([
    ['too many for a menu', Array.from({ length: 26 }, (_, at) => `choice ${at}`)],
    ['too long for a menu', ['x'.repeat(101)]],
    ['blank', ['a', ' ']],
    ['empty', []],
  ])('has a text input for choices that are %s', (_, choices) => {
    const body = modal({ order: { kind: 'choice', description: 'Which first', choices } });
    expect(violations(body)).toEqual([]);
    expect(labels(body)).toMatchObject([{ component: { type: 4 } }]);
  });

  it.each(commands.map((command) => [command.name, command] as const))('is valid for /papers %s', (_, command) => {
    for (const isInServer of [true, false]) {
      expect(
        violations(
          renderModal(createForm({ command: command.name, values: {} }, commands), { ...IN_SERVER, isInServer }),
        ),
      ).toEqual([]);
    }
  });

  it.each(HOSTILE)('is valid with the value and description %j', (hostile) => {
    expect(violations(modal({ topic: text({ description: hostile }) }, { topic: hostile }))).toEqual([]);
  });

  it('is valid for any options and values', () => {
    const anyText = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 300 }), fc.string({ unit: 'binary' }));
    const base = { description: anyText, required: fc.boolean(), hidden: fc.boolean() };
    const anyOption: fc.Arbitrary<Option> = fc.oneof(
      fc.record({ ...base, kind: fc.constant('text' as const), listed: fc.boolean() }),
      fc.record({ ...base, kind: fc.constant('integer' as const), min: fc.integer(), max: fc.integer() }),
      fc.record({ ...base, kind: fc.constant('channel' as const) }),
      fc.record({
        ...base,
        kind: fc.constant('choice' as const),
        choices: fc.uniqueArray(fc.stringMatching(/^[a-z ]{0,120}$/), { maxLength: 30 }),
      }),
    );
    const anyName = fc.stringMatching(/^[a-z]{1,32}$/);
    const anyValue = fc.oneof(anyText, fc.integer(), fc.constant('123456789012345678'), fc.string({ minLength: 4500 }));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(anyName, anyOption, fc.option(anyValue, { nil: undefined })), { maxLength: 12 }),
        fc.boolean(),
        (given, isInServer) => {
          const options = Object.fromEntries(given.map(([name, option]) => [name, option]));
          const values = Object.fromEntries(given.map(([name, , value]) => [name, value]));
          expect(violations(modal(options, values, { actionStore, isInServer }))).toEqual([]);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('the state of a form', () => {
  it('is the same after encoding and decoding, within the length of a custom id', () => {
    const values = fc.dictionary(
      fc.stringMatching(/^[a-z]{1,32}$/),
      fc.oneof(fc.string({ unit: 'binary' }), fc.integer()),
    );
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{1,32}$/), values, (command, typed) => {
        const state = { command, values: { ...typed } };
        const encoded = encodeFormState(state, actionStore);
        expect(encoded.length).toBeLessThanOrEqual(96);
        expect(decodeFormState(encoded, actionStore)).toEqual(state);
      }),
    );
  });

  it.each(['', 'form:', 'form:[', 'form:[1,2]', 'form:["a",{"b":[]}]', 'form:#gone', 'run:top', '#gone'])(
    'is rejected if it is malformed or expired: %j',
    (encoded) => {
      expect(() => decodeFormState(encoded, actionStore)).toThrow(UserError);
    },
  );
});
