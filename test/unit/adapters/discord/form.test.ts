import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeFormState, encodeFormState, renderModal } from '../../../../adapters/discord/form.ts';
import { commands } from '../../../../commands/index.ts';
import { createActionStore } from '../../../../src/chat/action.ts';
import type { Command } from '../../../../src/chat/command.ts';
import { createForm } from '../../../../src/chat/form.ts';
import type { Option, Options, OptionValues } from '../../../../src/chat/option.ts';
import { UserError } from '../../../../src/runtime/errors.ts';
import { callbackFindings } from '../../../fakes/discord/body-check.ts';
import { words } from '../../../fakes/discord/finding.ts';
import type { Component, MessageBody } from '../../../fakes/discord/message-body.ts';
import { HOSTILE } from '../../../fixtures/documents.ts';

const actionStore = createActionStore();
const HERE = { actionStore, isInServer: true };

function commandWith(options: Options, name = 'watch'): Command {
  return {
    ...{ name, description: 'Watches a topic', options, audience: 'everyone', ephemeral: true },
    examples: ['watch robots'],
    run: () => ({ blocks: [] }),
  };
}

function modal(options: Options, values: OptionValues = {}, how: Parameters<typeof renderModal>[1] = HERE) {
  const command = commandWith(options);
  return renderModal(createForm({ command: command.name, values }, [command]), how) as MessageBody &
    ReturnType<typeof renderModal>;
}

/** What is wrong with a modal, in Discord's eyes. */
function wrongWith(body: ReturnType<typeof renderModal>): string[] {
  return callbackFindings(9, body).map(words);
}

/** The labels of a modal, each with what it is around. */
function labels(body: MessageBody): readonly Component[] {
  return body.components ?? [];
}

const text = (more: Partial<Option> = {}): Option => ({ kind: 'text', description: 'Some words', ...more }) as Option;

describe('a form on Discord', () => {
  it('has a field of its kind for each option, filled in as far as is known', () => {
    const body = modal(
      {
        topic: text({ required: true }),
        count: { kind: 'integer', description: 'How many', min: 1, max: 30 },
        order: { kind: 'choice', description: 'Which first', choices: ['newest', 'best'] },
        where: { kind: 'channel', description: 'Where to' },
      },
      { topic: 'robots', count: 5, order: 'Best', where: '<#123456789012345678>' },
    );
    expect(wrongWith(body)).toEqual([]);
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

  it('shows five fields, those first that have to be filled in, and says how the others can be set', () => {
    const optional = Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f'].map((name) => [name, text()]));
    const body = modal({ ...optional, needed: text({ required: true }) }, { f: 'kept' });
    expect(wrongWith(body)).toEqual([]);
    expect(labels(body).map(({ label }) => label)).toEqual(['Needed', 'A', 'B', 'C', 'D']);
    expect(labels(body).at(-1)).toMatchObject({
      description: 'More options of /papers watch: e, f',
      component: { placeholder: 'Some words' },
    });
    expect(decodeFormState(body.custom_id, actionStore)).toEqual({ command: 'watch', values: { f: 'kept' } });
  });

  it('has no field for what is hidden, which goes along unseen', () => {
    const body = modal({ topic: text(), id: text({ hidden: true }) }, { id: 'ab12cd34' });
    expect(labels(body)).toHaveLength(1);
    expect(decodeFormState(body.custom_id, actionStore).values).toEqual({ id: 'ab12cd34' });
  });

  it('offers no channels where there are none, and keeps the one that was meant', () => {
    const where = { topic: text(), where: { kind: 'channel', description: 'Where to' } } as const;
    const body = modal(where, { where: '123456789012345678' }, { actionStore, isInServer: false });
    expect(labels(body).map(({ label }) => label)).toEqual(['Topic']);
    expect(decodeFormState(body.custom_id, actionStore).values).toEqual({ where: '123456789012345678' });
  });

  it('says what it is about where there is nothing to fill in', () => {
    const body = modal({ id: text({ hidden: true }) });
    expect(wrongWith(body)).toEqual([]);
    expect(labels(body)).toEqual([{ type: 10, content: 'Watches a topic' }]);
  });

  it.each<[string, readonly string[]]>([
    ['more than a menu holds', Array.from({ length: 26 }, (_, at) => `choice ${at}`)],
    ['longer than a menu shows', ['x'.repeat(101)]],
    ['blank', ['a', ' ']],
    ['not there', []],
  ])('lets one type a choice where the choices are %s', (_, choices) => {
    const body = modal({ order: { kind: 'choice', description: 'Which first', choices } });
    expect(wrongWith(body)).toEqual([]);
    expect(labels(body)).toMatchObject([{ component: { type: 4 } }]);
  });

  it.each(commands.map((command) => [command.name, command] as const))('can be one of /papers %s', (_, command) => {
    for (const isInServer of [true, false]) {
      expect(
        wrongWith(renderModal(createForm({ command: command.name, values: {} }, commands), { ...HERE, isInServer })),
      ).toEqual([]);
    }
  });

  it.each(HOSTILE)('takes %j for a value and for a name', (hostile) => {
    expect(wrongWith(modal({ topic: text({ description: hostile }) }, { topic: hostile }))).toEqual([]);
  });

  it('is one that Discord takes, whatever the command and what was typed', () => {
    const anyWords = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 300 }), fc.string({ unit: 'binary' }));
    const base = { description: anyWords, required: fc.boolean(), hidden: fc.boolean() };
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
    const anyValue = fc.oneof(
      anyWords,
      fc.integer(),
      fc.constant('123456789012345678'),
      fc.string({ minLength: 4500 }),
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(anyName, anyOption, fc.option(anyValue, { nil: undefined })), { maxLength: 12 }),
        fc.boolean(),
        (given, isInServer) => {
          const options = Object.fromEntries(given.map(([name, option]) => [name, option]));
          const values = Object.fromEntries(given.map(([name, , value]) => [name, value]));
          expect(wrongWith(modal(options, values, { actionStore, isInServer }))).toEqual([]);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('a form that Discord keeps', () => {
  it('comes back as it was, whatever was typed, in no more than Discord takes', () => {
    const values = fc.dictionary(
      fc.stringMatching(/^[a-z]{1,32}$/),
      fc.oneof(fc.string({ unit: 'binary' }), fc.integer()),
    );
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{1,32}$/), values, (command, typed) => {
        const kept = { command, values: { ...typed } };
        const written = encodeFormState(kept, actionStore);
        expect(written.length).toBeLessThanOrEqual(96);
        expect(decodeFormState(written, actionStore)).toEqual(kept);
      }),
    );
  });

  it.each(['', 'form:', 'form:[', 'form:[1,2]', 'form:["a",{"b":[]}]', 'form:#gone', 'run:top', '#gone'])(
    'is too old, or none of ours: %j',
    (written) => {
      expect(() => decodeFormState(written, actionStore)).toThrow(UserError);
    },
  );
});
