import {
  type APIComponentInLabel,
  type APILabelComponent,
  type APIModalInteractionResponseCallbackData,
  type APITextInputComponent,
  ComponentType,
  type ModalSubmitInteraction,
  SelectMenuDefaultValueType,
  TextInputStyle,
} from 'discord.js';
import { channelIdIn } from '../../src/chat/channels-named.ts';
import type { Field, Form } from '../../src/chat/form.ts';
import type { OptionValues } from '../../src/chat/invocation.ts';
import type { Keepsakes } from '../../src/chat/keepsakes.ts';
import { shorten } from '../../src/text/shorten.ts';
import { plainText } from './escape.ts';
import { encodeForm } from './kept-form.ts';
import { LIMITS } from './limits.ts';
import { POSTABLE } from './registration.ts';

interface Drawing {
  readonly keepsakes: Keepsakes;
  /** Outside of servers there are no channels to choose from. */
  readonly inServer: boolean;
}

/**
 * A form as a modal (https://discord.com/developers/docs/components/reference#label). Discord takes five fields at most, so those that
 * have to be filled in come first. What the others hold goes along unseen, and the last field says how else they can be set.
 */
export function modalOf(form: Form, { keepsakes, inServer }: Drawing): APIModalInteractionResponseCallbackData {
  const { command, fields, carried } = form;
  const offered = fields
    .filter(({ option, required }) => inServer || required || option.kind !== 'channel')
    .sort((a, b) => Number(b.required) - Number(a.required));
  const shown = offered.slice(0, LIMITS.modalFields);
  const others = offered.slice(LIMITS.modalFields).map(({ name }) => name);
  const unseen = fields.flatMap((one) => (shown.includes(one) || !one.value ? [] : [[one.name, one.value] as const]));
  const labels = shown.map((field, at) => {
    const isLast = others.length > 0 && at === shown.length - 1;
    return labelOf(field, isLast ? `More options of /papers ${command.name}: ${others.join(', ')}` : undefined);
  });
  const nothingToFill = { type: ComponentType.TextDisplay, content: plainText(command.description) || '…' } as const;
  return {
    custom_id: encodeForm({ command: command.name, values: { ...carried, ...Object.fromEntries(unseen) } }, keepsakes),
    title: shorten(`Papers: ${command.name}`, LIMITS.modalTitle),
    components: labels.length === 0 ? [nothingToFill] : labels,
  };
}

/** What was filled in, by the options' names. */
export function valuesIn({ fields }: ModalSubmitInteraction): OptionValues {
  const entered = fields.fields.map((field) => {
    const value = 'values' in field ? field.values[0] : 'value' in field ? field.value : undefined;
    return [field.customId, typeof value === 'string' ? value : undefined] as const;
  });
  return Object.fromEntries(entered);
}

/** @param note what stands below the field in the place of its description, which then stands in the field as long as it is empty */
function labelOf(field: Field, note: string | undefined): APILabelComponent {
  const said = plainText(field.option.description);
  const description = shorten(note ?? said, LIMITS.fieldNote);
  return {
    type: ComponentType.Label,
    label: shorten(plainText(field.label), LIMITS.fieldLabel) || '…',
    ...(description && { description }),
    component: inputOf(field, note === undefined ? '' : shorten(said, LIMITS.fieldNote)),
  };
}

function inputOf(field: Field, hint: string): APIComponentInLabel {
  const { name, option, value = '', required } = field;
  // Discord refuses a select that has to be filled in and takes no value (discord-api-docs#7800).
  const select = {
    custom_id: name,
    required,
    ...(!required && { min_values: 0 }),
    ...(hint && { placeholder: hint }),
  };
  switch (option.kind) {
    case 'choice': {
      if (!isMenu(option.choices)) return textInput(field, hint || option.choices.join(', '));
      const chosen = option.choices.findIndex((choice) => choice.toLowerCase() === value.toLowerCase());
      const options = option.choices.map((choice, at) => ({
        label: choice,
        value: choice,
        ...(at === chosen && { default: true }),
      }));
      return { type: ComponentType.StringSelect, ...select, options };
    }
    case 'channel': {
      const id = channelIdIn(option, value);
      return {
        type: ComponentType.ChannelSelect,
        ...select,
        channel_types: [...POSTABLE],
        ...(id !== undefined &&
          /^\d+$/.test(id) && { default_values: [{ type: SelectMenuDefaultValueType.Channel, id }] }),
      };
    }
    case 'integer':
      return textInput(field, hint || `${option.min} to ${option.max}`);
    case 'text':
      return textInput(field, hint);
  }
}

function textInput({ name, value = '', required }: Field, hint: string): APITextInputComponent {
  const typed = shorten(plainText(value), LIMITS.textInput);
  return {
    type: ComponentType.TextInput,
    custom_id: name,
    style: TextInputStyle.Short,
    required,
    max_length: LIMITS.textInput,
    ...(typed && { value: typed }),
    ...(hint && { placeholder: shorten(hint, LIMITS.fieldNote) }),
  };
}

/** Whether Discord takes these as a menu. */
function isMenu(choices: readonly string[]): boolean {
  const fit = choices.every((choice) => choice.trim() !== '' && choice.length <= LIMITS.selectText);
  return fit && choices.length > 0 && choices.length <= LIMITS.selectOptions;
}
