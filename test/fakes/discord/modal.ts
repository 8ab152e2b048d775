import { type Component, everyComponent, type MessageBody } from './message-body.ts';

const KIND = { stringSelect: 3, textInput: 4, channelSelect: 8 } as const;

/** The submitted components of a modal, and the chosen channels with the types that were offered. */
export interface FilledModal {
  readonly components: readonly object[];
  readonly channels: readonly { readonly id: string; readonly types: readonly number[] | undefined }[];
}

/**
 * Fills in a modal as Discord's client does, keeping initial values unless given.
 *
 * @throws Error if the client wouldn't submit it: unknown fields, empty required fields, text that is too long, choices
 * that weren't offered
 */
export function fillInModal({ components }: MessageBody, values: Readonly<Record<string, string>>): FilledModal {
  const fields = everyComponent(components).flatMap(({ component }) => (component.custom_id ? [component] : []));
  const names = fields.map(({ custom_id }) => custom_id);
  const unknownName = Object.keys(values).find((name) => !names.includes(name));
  if (unknownName !== undefined)
    throw new Error(`the modal has no field ${unknownName}; there are ${names.join(', ')}`);
  const enteredValue = (field: Component): string => values[field.custom_id ?? ''] ?? initialValue(field);
  for (const field of fields) check(field, enteredValue(field));
  return {
    components: (components ?? []).map((one) => toSubmitted(one, enteredValue)),
    channels: fields.flatMap((field) =>
      field.type === KIND.channelSelect && enteredValue(field) !== ''
        ? [{ id: enteredValue(field), types: field['channel_types'] as readonly number[] | undefined }]
        : [],
    ),
  };
}

/** The value of a field when the modal opens. */
export function initialValue(field: Component): string {
  const chosen = field.options?.find((one) => 'default' in one && one.default);
  const preset = field['default_values'] as readonly { readonly id: string }[] | undefined;
  return chosen?.value ?? preset?.[0]?.id ?? (typeof field['value'] === 'string' ? field['value'] : '');
}

function check({ custom_id, type, required = true, options, max_length }: Component, value: string): void {
  if (required && value === '') throw new Error(`the field ${custom_id} is required`);
  if (type === KIND.textInput && value.length > Number(max_length ?? 4000)) throw new Error(`${custom_id} is too long`);
  if (type === KIND.stringSelect && value !== '' && !options?.some((one) => one.value === value)) {
    throw new Error(`${custom_id} has no ${value}; there are ${options?.map((one) => one.value).join(', ')}`);
  }
}

/** A component as submitted: a label with its value, or only the id of a text. */
function toSubmitted(component: Component, enteredValue: (field: Component) => string, id = 1): object {
  const { type, custom_id, component: inner } = component;
  if (inner) return { type, id, component: toSubmitted(inner, enteredValue, id + 1) };
  if (!custom_id) return { type, id };
  const value = enteredValue(component);
  return { type, id, custom_id, ...(type === KIND.textInput ? { value } : { values: value === '' ? [] : [value] }) };
}
