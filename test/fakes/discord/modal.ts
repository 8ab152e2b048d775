import { type Component, everyComponent, type MessageBody } from './message-body.ts';

const KIND = { stringSelect: 3, textInput: 4, channelSelect: 8 } as const;

/** A modal as a person sends it, and the channels chosen in it with the kinds that were offered. */
export interface FilledModal {
  readonly components: readonly object[];
  readonly channels: readonly { readonly id: string; readonly types: readonly number[] | undefined }[];
}

/**
 * Fills in a modal as Discord's client lets people: what stands in it stays unless it is changed.
 *
 * @throws where the client would not send it: a field that is not there or was left empty, a text too long, a choice not offered
 */
export function filledIn({ components }: MessageBody, values: Readonly<Record<string, string>>): FilledModal {
  const fields = everyComponent(components).flatMap(({ component }) => (component.custom_id ? [component] : []));
  const names = fields.map(({ custom_id }) => custom_id);
  const strange = Object.keys(values).find((name) => !names.includes(name));
  if (strange !== undefined) throw new Error(`the modal has no field ${strange}; there are ${names.join(', ')}`);
  const entered = (field: Component): string => values[field.custom_id ?? ''] ?? initial(field);
  for (const field of fields) check(field, entered(field));
  return {
    components: (components ?? []).map((one) => sent(one, entered)),
    channels: fields.flatMap((field) =>
      field.type === KIND.channelSelect && entered(field) !== ''
        ? [{ id: entered(field), types: field['channel_types'] as readonly number[] | undefined }]
        : [],
    ),
  };
}

/** What stands in a field when the modal opens. */
export function initial(field: Component): string {
  const chosen = field.options?.find((one) => 'default' in one && one.default);
  const preset = field['default_values'] as readonly { readonly id: string }[] | undefined;
  return chosen?.value ?? preset?.[0]?.id ?? (typeof field['value'] === 'string' ? field['value'] : '');
}

function check({ custom_id, type, required = true, options, max_length }: Component, value: string): void {
  if (required && value === '') throw new Error(`the field ${custom_id} has to be filled in`);
  if (type === KIND.textInput && value.length > Number(max_length ?? 4000)) throw new Error(`${custom_id} is too long`);
  if (type === KIND.stringSelect && value !== '' && !options?.some((one) => one.value === value)) {
    throw new Error(`${custom_id} has no ${value}; there are ${options?.map((one) => one.value).join(', ')}`);
  }
}

/** The components as they come back: labels with what was entered, and texts by their number alone. */
function sent(component: Component, entered: (field: Component) => string, id = 1): object {
  const { type, custom_id, component: inner } = component;
  if (inner) return { type, id, component: sent(inner, entered, id + 1) };
  if (!custom_id) return { type, id };
  const value = entered(component);
  return { type, id, custom_id, ...(type === KIND.textInput ? { value } : { values: value === '' ? [] : [value] }) };
}
