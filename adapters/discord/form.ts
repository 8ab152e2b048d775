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
import { z } from 'zod';
import { type ActionStore, MAX_ACTION_LENGTH } from '../../src/chat/action.ts';
import type { Form, FormField } from '../../src/chat/interaction.ts';
import { type OptionValues, parseChannelId } from '../../src/chat/option.ts';
import { UserError } from '../../src/runtime/errors.ts';
import { truncate } from '../../src/text/format.ts';
import { plainLabel } from './escape.ts';
import { LIMITS } from './limits.ts';
import { POSTABLE_CHANNEL_TYPES } from './registration.ts';

interface ModalOptions {
  readonly actionStore: ActionStore;
  /** There are no channels to choose from outside servers. */
  readonly isInServer: boolean;
}

/**
 * Renders a form as a modal (https://discord.com/developers/docs/components/reference#label), with required fields
 * first. Values of fields beyond Discord's limit are kept in the custom id, and the description of the last field says
 * how to set them.
 */
export function renderModal(
  form: Form,
  { actionStore, isInServer }: ModalOptions,
): APIModalInteractionResponseCallbackData {
  const { command, fields, hiddenValues } = form;
  const offered = fields
    .filter(({ option, required }) => isInServer || required || option.kind !== 'channel')
    .sort((a, b) => Number(b.required) - Number(a.required));
  const shown = offered.slice(0, LIMITS.modalFields);
  const overflow = offered.slice(LIMITS.modalFields).map(({ name }) => name);
  const omittedValues = fields.flatMap((field) =>
    shown.includes(field) || !field.value ? [] : [[field.name, field.value] as const],
  );
  const labels = shown.map((field, index) => {
    const isLast = overflow.length > 0 && index === shown.length - 1;
    return renderLabel(field, isLast ? `More options of /papers ${command.name}: ${overflow.join(', ')}` : undefined);
  });
  const emptyNotice = { type: ComponentType.TextDisplay, content: plainLabel(command.description) || '…' } as const;
  return {
    custom_id: encodeFormState(
      { command: command.name, values: { ...hiddenValues, ...Object.fromEntries(omittedValues) } },
      actionStore,
    ),
    title: truncate(`Papers: ${command.name}`, LIMITS.modalTitle),
    components: labels.length === 0 ? [emptyNotice] : labels,
  };
}

/** The submitted values by option name; `undefined` for empty fields. */
export function parseFormValues({ fields }: ModalSubmitInteraction): OptionValues {
  const entries = fields.fields.map((field) => {
    const value = 'values' in field ? field.values[0] : 'value' in field ? field.value : undefined;
    return [field.customId, typeof value === 'string' ? value : undefined] as const;
  });
  return Object.fromEntries(entries);
}

/** @param note shown instead of the option's description, which becomes the placeholder */
function renderLabel(field: FormField, note: string | undefined): APILabelComponent {
  const optionDescription = plainLabel(field.option.description);
  const description = truncate(note ?? optionDescription, LIMITS.fieldHint);
  return {
    type: ComponentType.Label,
    label: truncate(plainLabel(field.label), LIMITS.fieldLabel) || '…',
    ...(description && { description }),
    component: renderInput(field, note === undefined ? '' : truncate(optionDescription, LIMITS.fieldHint)),
  };
}

function renderInput(field: FormField, hint: string): APIComponentInLabel {
  const { name, option, value = '', required } = field;
  // Discord rejects a required select with `min_values: 0` (discord-api-docs#7800).
  const select = {
    custom_id: name,
    required,
    ...(!required && { min_values: 0 }),
    ...(hint && { placeholder: hint }),
  };
  switch (option.kind) {
    case 'choice': {
      if (!fitsSelectMenu(option.choices)) return renderTextInput(field, hint || option.choices.join(', '));
      const selectedIndex = option.choices.findIndex((choice) => choice.toLowerCase() === value.toLowerCase());
      const options = option.choices.map((choice, index) => ({
        label: choice,
        value: choice,
        ...(index === selectedIndex && { default: true }),
      }));
      return { type: ComponentType.StringSelect, ...select, options };
    }
    case 'channel': {
      const id = parseChannelId(option, value);
      return {
        type: ComponentType.ChannelSelect,
        ...select,
        channel_types: [...POSTABLE_CHANNEL_TYPES],
        ...(id !== undefined &&
          /^\d+$/.test(id) && { default_values: [{ type: SelectMenuDefaultValueType.Channel, id }] }),
      };
    }
    case 'integer':
      return renderTextInput(field, hint || `${option.min} to ${option.max}`);
    case 'text':
      return renderTextInput(field, hint);
  }
}

function renderTextInput({ name, value = '', required }: FormField, hint: string): APITextInputComponent {
  const initialText = truncate(plainLabel(value), LIMITS.textInput);
  return {
    type: ComponentType.TextInput,
    custom_id: name,
    style: TextInputStyle.Short,
    required,
    max_length: LIMITS.textInput,
    ...(initialText && { value: initialText }),
    ...(hint && { placeholder: truncate(hint, LIMITS.fieldHint) }),
  };
}

function fitsSelectMenu(choices: readonly string[]): boolean {
  const areChoicesValid = choices.every((choice) => choice.trim() !== '' && choice.length <= LIMITS.selectText);
  return areChoicesValid && choices.length > 0 && choices.length <= LIMITS.selectOptions;
}

/** The state of a form: its command and values. */
export interface FormState {
  readonly command: string;
  readonly values: OptionValues;
}

const FORM_PREFIX = 'form:';
const STORED_PREFIX = '#';

const FormStateSchema = z.tuple([z.string(), z.record(z.string(), z.union([z.string(), z.number()]))]);

/**
 * Encodes a form's state for the custom id of a modal or of a button that reopens it, so that both work after a
 * restart. Unlike an action, which is parsed like typed text, it preserves values exactly. Long states go to the action
 * store.
 */
export function encodeFormState({ command, values }: FormState, actionStore: ActionStore): string {
  const json = JSON.stringify([command, values]);
  const fits = FORM_PREFIX.length + json.length <= MAX_ACTION_LENGTH;
  return FORM_PREFIX + (fits ? json : STORED_PREFIX + actionStore.put(json));
}

/** Whether a button reopens a form, rather than running an action. */
export function isFormState(encoded: string): boolean {
  return encoded.startsWith(FORM_PREFIX);
}

/** @throws UserError if it's malformed, or no longer in the action store */
export function decodeFormState(encoded: string, actionStore: ActionStore): FormState {
  const text = isFormState(encoded) ? encoded.slice(FORM_PREFIX.length) : '';
  const json = text.startsWith(STORED_PREFIX) ? actionStore.get(text.slice(STORED_PREFIX.length)) : text;
  const result = FormStateSchema.safeParse(parseJson(json ?? ''));
  if (result.success) return { command: result.data[0], values: result.data[1] };
  throw new UserError('This form has expired. Run the command again.');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
