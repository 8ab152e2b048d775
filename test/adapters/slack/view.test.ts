import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formView, optionOf } from '../../../adapters/slack/form.ts';
import { answerView, homeView, noteIn } from '../../../adapters/slack/view.ts';
import { commands } from '../../../commands/index.ts';
import { type Command, commandsOn, type Option } from '../../../src/chat/command.ts';
import { type Form, formOf } from '../../../src/chat/form.ts';
import type { Suggestion } from '../../../src/chat/invocation.ts';
import { checkView } from '../../fakes/slack/block-check/bodies.ts';
import { anyDocument, HOSTILE } from '../../fixtures/documents.ts';

const NOTE = { channel: 'C0FAKE0001', thread: '1700000000.000100', depth: 2 };
const COMMANDS = commandsOn('slack', commands);
/** Nobody is asked for a command that takes nothing. */
const ASKABLE = COMMANDS.filter((one) => !one.private || formOf({ text: one.name }, COMMANDS).fields.length > 0);

const anyText = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.constantFrom(...HOSTILE));
const described = { description: anyText.map((text) => text.slice(0, 100)), required: fc.boolean() };
const choices = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,20}$/), { minLength: 1, maxLength: 100 });
const anyOption: fc.Arbitrary<Option> = fc.oneof(
  fc.record({ kind: fc.constant('text'), listed: fc.boolean(), ...described }),
  fc.record({ kind: fc.constant('integer'), min: fc.integer(), max: fc.integer(), ...described }),
  fc.record({ kind: fc.constant('choice'), choices, ...described }),
  fc.record({ kind: fc.constant('channel'), ...described }),
);

const name = fc.stringMatching(/^[a-z]{1,32}$/);
const anyForm: fc.Arbitrary<Form> = fc.record({
  command: fc.record({ name, private: fc.boolean() }).map((some) => ({ ...COMMANDS[0], ...some }) as Command),
  fields: fc.uniqueArray(fc.record({ name, label: name, required: fc.boolean(), option: anyOption, value: anyText }), {
    minLength: 1,
    maxLength: 20,
    selector: (field) => field.name,
  }),
  carried: fc.dictionary(name, fc.string({ maxLength: 20 }), { maxKeys: 3 }),
});

/** A document with half a character in it, which the check takes for one that was cut. */
const isWhole = (value: unknown): boolean => !JSON.stringify(value).includes('\ufffd');

describe('a view', () => {
  it('of any document is one that Slack takes, as a modal and as the home tab', () => {
    fc.assert(
      fc.property(anyDocument.filter(isWhole), (document) => {
        expect(checkView(answerView(document, NOTE))).toEqual([]);
        expect(checkView(homeView(document))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('remembers where it was opened, and how many lie below it', () => {
    expect(noteIn(answerView({ blocks: [] }, NOTE))).toEqual(NOTE);
    expect(noteIn({ private_metadata: '' })).toEqual({ depth: 0 });
  });
});

describe('a form', () => {
  it.each(ASKABLE.map((command) => [command.name]))('of /papers %s is one that Slack takes', (text) => {
    expect(checkView(formView(formOf({ text }, COMMANDS), { note: NOTE, chosen: new Map() }))).toEqual([]);
  });

  it('of any command is one that Slack takes, whatever stands in it at first', () => {
    fc.assert(
      fc.property(anyForm.filter(isWhole), anyText.filter(isWhole), (form, label) => {
        const chosen = new Map(form.fields.map((field): [string, Suggestion] => [field.name, { label, value: 'x' }]));
        const view = formView(form, { note: NOTE, chosen });
        expect(checkView(view)).toEqual([]);
        expect(noteIn(view)).toEqual({ ...NOTE, form: { command: form.command.name, carried: form.carried } });
      }),
      { numRuns: 100 },
    );
  });

  it('has what the call says in its fields', () => {
    const form = formOf({ text: 'search walking since:2024 sort:newest' }, COMMANDS);
    const [query] = formView(form, { note: NOTE, chosen: new Map() }).blocks;
    expect(query).toMatchObject({ element: { initial_value: 'walking since:2024 sort:newest' } });
  });

  it('offers a title as it is, however long', () => {
    expect(optionOf({ label: 'x'.repeat(200), value: '2401.12345' }).text.text).toHaveLength(75);
  });
});
