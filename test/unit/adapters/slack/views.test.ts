import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { slack } from '../../../../adapters/slack/descriptor.ts';
import { formView, toSelectOption } from '../../../../adapters/slack/form.ts';
import { documentModal, homeView, parseViewMetadata } from '../../../../adapters/slack/views.ts';
import { commands } from '../../../../commands/index.ts';
import { type Command, commandsForPlatform } from '../../../../src/chat/command.ts';
import { createForm, type Form } from '../../../../src/chat/interaction.ts';
import type { Option, Suggestion } from '../../../../src/chat/option.ts';
import { checkView } from '../../../fakes/slack/block-check/bodies.ts';
import { anyDocument, HOSTILE } from '../../../fixtures/documents.ts';

const METADATA = { channel: 'C0FAKE0001', thread: '1700000000.000100', depth: 2 };
const COMMANDS = commandsForPlatform(slack, commands);
/** Commands that have a form. */
const COMMANDS_WITH_FORM = COMMANDS.filter(
  (one) => !one.ephemeral || createForm({ text: one.name }, COMMANDS).fields.length > 0,
);

const anyText = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.constantFrom(...HOSTILE));
const commonProperties = { description: anyText.map((text) => text.slice(0, 100)), required: fc.boolean() };
const choices = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,20}$/), { minLength: 1, maxLength: 100 });
const anyOption: fc.Arbitrary<Option> = fc.oneof(
  fc.record({ kind: fc.constant('text'), isRestrictedToSuggestions: fc.boolean(), ...commonProperties }),
  fc.record({ kind: fc.constant('integer'), min: fc.integer(), max: fc.integer(), ...commonProperties }),
  fc.record({ kind: fc.constant('choice'), choices, ...commonProperties }),
  fc.record({ kind: fc.constant('channel'), ...commonProperties }),
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

/** The check mistakes replacement characters for halves of characters. */
const isWellFormed = (value: unknown): boolean => !JSON.stringify(value).includes('\ufffd');

describe('documentModal and homeView', () => {
  it('return valid views for any document', () => {
    fc.assert(
      fc.property(anyDocument.filter(isWellFormed), (document) => {
        expect(checkView(documentModal(document, METADATA))).toEqual([]);
        expect(checkView(homeView(document))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('store the metadata in the modal', () => {
    expect(parseViewMetadata(documentModal({ blocks: [] }, METADATA))).toEqual(METADATA);
    expect(parseViewMetadata({ private_metadata: '' })).toEqual({ depth: 0 });
  });
});

describe('formView', () => {
  it.each(COMMANDS_WITH_FORM.map((command) => [command.name]))('returns a valid view for /papers %s', (text) => {
    expect(
      checkView(formView(createForm({ text }, COMMANDS), { metadata: METADATA, initialOptions: new Map() })),
    ).toEqual([]);
  });

  it('returns a valid view for any command and initial values', () => {
    fc.assert(
      fc.property(anyForm.filter(isWellFormed), anyText.filter(isWellFormed), (form, label) => {
        const initialOptions = new Map(
          form.fields.map((field): [string, Suggestion] => [field.name, { label, value: 'x' }]),
        );
        const view = formView(form, { metadata: METADATA, initialOptions });
        expect(checkView(view)).toEqual([]);
        expect(parseViewMetadata(view)).toEqual({
          ...METADATA,
          form: { command: form.command.name, carried: form.hiddenValues },
        });
      }),
      { numRuns: 100 },
    );
  });

  it('prefills the fields from the call', () => {
    const form = createForm({ text: 'search walking since:2024 sort:newest' }, COMMANDS);
    const [query] = formView(form, { metadata: METADATA, initialOptions: new Map() }).blocks;
    expect(query).toMatchObject({ element: { initial_value: 'walking since:2024 sort:newest' } });
  });

  it('shortens long titles of select options', () => {
    expect(toSelectOption({ label: 'x'.repeat(200), value: '2401.12345' }).text.text).toHaveLength(75);
  });
});
