import { channelIdIn } from '../../../src/chat/channels-named.ts';
import type { Field, Form } from '../../../src/chat/form.ts';
import { CHANNELS } from './channels.ts';
import type { FieldShown, FormShown } from './protocol.ts';

/** A form as the page draws it. */
export function formShown(id: string, { command, fields }: Form): FormShown {
  return { id, title: `/papers ${command.name}`, description: command.description, fields: fields.map(fieldShown) };
}

function fieldShown(field: Field): FieldShown {
  const { name, label, required, option } = field;
  return { name, label, note: option.description, required, value: standingIn(field), input: inputOf(field) };
}

/** A choice is one as it is offered, however it was typed. */
function standingIn({ option, value = '' }: Field): string {
  if (option.kind === 'channel') return channelIdIn(option, value) ?? '';
  if (option.kind !== 'choice') return value;
  return option.choices.find((choice) => choice.toLowerCase() === value.toLowerCase()) ?? '';
}

function inputOf({ option }: Field): FieldShown['input'] {
  switch (option.kind) {
    case 'text':
      return { kind: option.listed ? 'list' : option.suggest === undefined ? 'text' : 'suggested' };
    case 'integer':
      return { kind: 'number', min: option.min, max: option.max };
    case 'choice':
      return { kind: 'choice', choices: option.choices.map((choice) => ({ label: choice, value: choice })) };
    case 'channel':
      return { kind: 'choice', choices: CHANNELS.map(({ id, name }) => ({ label: `#${name}`, value: id })) };
  }
}
