import { parseChannelId } from '../../../src/chat/channels-named.ts';
import type { Form, FormField } from '../../../src/chat/form.ts';
import { CHANNELS } from './channels.ts';
import type { FieldView, FormView } from './protocol.ts';

/** A form as the page draws it. */
export function toFormView(id: string, { command, fields }: Form): FormView {
  return { id, title: `/papers ${command.name}`, description: command.description, fields: fields.map(toFieldView) };
}

function toFieldView(field: FormField): FieldView {
  const { name, label, required, option } = field;
  return { name, label, note: option.description, required, value: initialValue(field), input: toFieldInput(field) };
}

/** A choice is one as it is offered, however it was typed. */
function initialValue({ option, value = '' }: FormField): string {
  if (option.kind === 'channel') return parseChannelId(option, value) ?? '';
  if (option.kind !== 'choice') return value;
  return option.choices.find((choice) => choice.toLowerCase() === value.toLowerCase()) ?? '';
}

function toFieldInput({ option }: FormField): FieldView['input'] {
  switch (option.kind) {
    case 'text':
      return { kind: option.isRestrictedToSuggestions ? 'list' : option.suggest === undefined ? 'text' : 'suggested' };
    case 'integer':
      return { kind: 'number', min: option.min, max: option.max };
    case 'choice':
      return { kind: 'choice', choices: option.choices.map((choice) => ({ label: choice, value: choice })) };
    case 'channel':
      return { kind: 'choice', choices: CHANNELS.map(({ id, name }) => ({ label: `#${name}`, value: id })) };
  }
}
