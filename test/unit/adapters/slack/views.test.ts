import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formView, toSelectOption } from '../../../../adapters/slack/form.ts';
import { documentModal, homeView, parseViewMetadata } from '../../../../adapters/slack/views.ts';
import { commands } from '../../../../commands/index.ts';
import { type Command, commandsForPlatform } from '../../../../src/chat/command.ts';
import { createForm, type Form } from '../../../../src/chat/form.ts';
import type { Option, Suggestion } from '../../../../src/chat/option.ts';
import { checkView } from '../../../fakes/slack/block-check/bodies.ts';
import { anyDocument, HOSTILE } from '../../../fixtures/documents.ts';

const NOTE = { channel: 'C0FAKE0001', thread: '1700000000.000100', depth: 2 };
const COMMANDS = commandsForPlatform('slack', commands);
/** Nobody is asked for a command that takes nothing. */
const ASKABLE = COMMANDS.filter((one) => !one.ephemeral || createForm({ text: one.name }, COMMANDS).fields.length > 0);

const anyText = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.constantFrom(...HOSTILE));
const described = { description: anyText.map((text) => text.slice(0, 100)), required: fc.boolean() };
const choices = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,20}$/), { minLength: 1, maxLength: 100 });
const anyOption: fc.Arbitrary<Option> = fc.oneof(
  fc.record({ kind: fc.constant('text'), isRestrictedToSuggestions: fc.boolean(), ...described }),
  fc.record({ kind: fc.constant('integer'), min: fc.integer(), max: fc.integer(), ...described }),
  fc.record({ kind: fc.constant('choice'), choices, ...described }),
  fc.record({ kind: fc.constant('channel'), ...described }),
);

const name = fc.stringMatching(/^[a-z]{1,32}$/);
const anyForm: fc.Arbitrary<Form> = fc.record({
  command: fc.record({ name, ephemeral: fc.boolean() }).map((some) => ({ ...COMMANDS[0], ...some }) as Command),
  fields: fc.uniqueArray(fc.record({ name, label: name, required: fc.boolean(), option: anyOption, value: anyText }), {
    minLength: 1,
    maxLength: 20,
    selector: (field) => field.name,
  }),
  hiddenValues: fc.dictionary(name, fc.string({ maxLength: 20 }), { maxKeys: 3 }),
});

/** A document with half a character in it, which the check takes for one that was cut. */
const isWhole = (value: unknown): boolean => !JSON.stringify(value).includes('\ufffd');

describe('a view', () => {
  it('of any document is one that Slack takes, as a modal and as the home tab', () => {
    fc.assert(
      fc.property(anyDocument.filter(isWhole), (document) => {
        expect(checkView(documentModal(document, NOTE))).toEqual([]);
        expect(checkView(homeView(document))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('remembers where it was opened, and how many lie below it', () => {
    expect(parseViewMetadata(documentModal({ blocks: [] }, NOTE))).toEqual(NOTE);
    expect(parseViewMetadata({ private_metadata: '' })).toEqual({ depth: 0 });
  });
});

describe('a form', () => {
  it.each(ASKABLE.map((command) => [command.name]))('of /papers %s is one that Slack takes', (text) => {
    expect(checkView(formView(createForm({ text }, COMMANDS), { metadata: NOTE, initialOptions: new Map() }))).toEqual(
      [],
    );
  });

  it('of any command is one that Slack takes, whatever stands in it at first', () => {
    fc.assert(
      fc.property(anyForm.filter(isWhole), anyText.filter(isWhole), (form, label) => {
        const initialOptions = new Map(
          form.fields.map((field): [string, Suggestion] => [field.name, { label, value: 'x' }]),
        );
        const view = formView(form, { metadata: NOTE, initialOptions });
        expect(checkView(view)).toEqual([]);
        expect(parseViewMetadata(view)).toEqual({
          ...NOTE,
          form: { command: form.command.name, carried: form.hiddenValues },
        });
      }),
      { numRuns: 100 },
    );
  });

  it('has what the call says in its fields', () => {
    const form = createForm({ text: 'search walking since:2024 sort:newest' }, COMMANDS);
    const [query] = formView(form, { metadata: NOTE, initialOptions: new Map() }).blocks;
    expect(query).toMatchObject({ element: { initial_value: 'walking since:2024 sort:newest' } });
  });

  it('offers a title as it is, however long', () => {
    expect(toSelectOption({ label: 'x'.repeat(200), value: '2401.12345' }).text.text).toHaveLength(75);
  });
});
