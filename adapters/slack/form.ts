import type { BlockSuggestion, types } from '@slack/bolt';
import type { Form, FormField } from '../../src/chat/interaction.ts';
import type { OptionValues, Suggestion } from '../../src/chat/option.ts';
import { withTimeout } from '../../src/runtime/retry.ts';
import { sanitizeLine, truncate } from '../../src/text/format.ts';
import { plainTextObject } from './escape.ts';
import { type Actor, type HandlerDeps, toActor, unescapeEntities } from './interaction.ts';
import { LIMITS } from './limits.ts';
import { parseViewMetadata, type SlackView, serializeViewMetadata, type ViewMetadata } from './views.ts';

/** The field for the channel of a public reply. No option has this name. */
const DESTINATION_FIELD = 'where to';

interface FormViewOptions {
  readonly metadata: ViewMetadata;
  /** The initial choices of fields that only take suggestions, by field name. */
  readonly initialOptions: ReadonlyMap<string, Suggestion>;
}

/** Slack rejects the whole form if a channel field has any other initial value. */
const CHANNEL_ID_PATTERN = /^[CG][A-Z0-9]{2,28}$/;

/** A form as a modal. The block id of each field is the option's name, so that errors are shown at their fields. */
export function formView(
  { command, fields, hiddenValues }: Form,
  { metadata, initialOptions }: FormViewOptions,
): types.ModalView {
  return {
    type: 'modal',
    title: plainTextObject(`Papers: ${command.name}`, LIMITS.viewTitle),
    submit: plainTextObject(command.name.charAt(0).toUpperCase() + command.name.slice(1), LIMITS.viewTitle),
    close: plainTextObject('Cancel', LIMITS.viewTitle),
    private_metadata: serializeViewMetadata({ ...metadata, form: { command: command.name, carried: hiddenValues } }),
    blocks: [
      ...fields.map((field) => inputBlock(field, initialOptions.get(field.name))),
      ...(command.ephemeral ? [] : [destinationBlock()]),
    ],
  };
}

/** The submitted values by option name. */
export function parseFormValues({ state }: SlackView): OptionValues {
  const entries = Object.entries(state.values).flatMap(([name, block]) => {
    const [fieldState] = Object.values(block);
    const value = fieldState?.selected_option?.value ?? fieldState?.selected_conversation ?? fieldState?.value;
    return typeof value !== 'string' || name === DESTINATION_FIELD ? [] : [[name, value] as const];
  });
  return Object.fromEntries(entries);
}

/** Errors by field. If one has no field, or its field was left empty, the first field gets the whole message. */
export function toFieldErrors(
  { blocks }: SlackView,
  values: OptionValues,
  message: string,
  fieldErrors: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const [first = '', ...others] = blocks.flatMap(({ type, block_id: id }) => (type === 'input' && id ? [id] : []));
  const placedErrors = Object.entries(fieldErrors).filter(
    ([name]) => name === first || (others.includes(name) && values[name] !== undefined),
  );
  const areAllPlaced = placedErrors.length > 0 && placedErrors.length === Object.keys(fieldErrors).length;
  const errors = areAllPlaced ? placedErrors : [[first, message] as const, ...placedErrors];
  return Object.fromEntries(errors.map(([name, errorText]) => [name, truncate(errorText, LIMITS.fieldError)]));
}

function inputBlock(field: FormField, initialOption: Suggestion | undefined): types.InputBlock {
  const { name, label, required, option } = field;
  return {
    type: 'input',
    block_id: name,
    label: plainTextObject(label, LIMITS.fieldLabel),
    hint: plainTextObject(option.description, LIMITS.fieldLabel),
    optional: !required,
    element: inputElement(field, initialOption),
  };
}

function inputElement(
  { name, option, value }: FormField,
  initialOption: Suggestion | undefined,
): types.InputBlock['element'] {
  const action_id = name;
  switch (option.kind) {
    case 'choice': {
      const options = option.choices.map((choice) => toSelectOption({ label: choice, value: choice }));
      const initial_option = options.find((choiceOption) => choiceOption.value === value);
      return { type: 'static_select', action_id, options, ...(initial_option && { initial_option }) };
    }
    case 'integer':
      return {
        type: 'number_input',
        action_id,
        is_decimal_allowed: false,
        min_value: String(option.min),
        max_value: String(option.max),
        ...(value !== undefined && /^-?\d{1,15}$/.test(value) && { initial_value: value }),
      };
    case 'channel':
      return {
        type: 'conversations_select',
        action_id,
        filter: { include: ['public', 'private'], exclude_bot_users: true },
        ...(value !== undefined && CHANNEL_ID_PATTERN.test(value) && { initial_conversation: value }),
      };
    case 'text':
      if (option.isRestrictedToSuggestions) {
        const initial_option = initialOption && toSelectOption(initialOption);
        return { type: 'external_select', action_id, min_query_length: 1, ...(initial_option && { initial_option }) };
      }
      return {
        type: 'plain_text_input',
        action_id,
        max_length: LIMITS.text,
        ...(value && { initial_value: truncate(sanitizeLine(value), LIMITS.text) }),
      };
  }
}

/** A suggestion as a select option. Its value has to fit (`createAutocomplete`), as it isn't shortened. */
export function toSelectOption({ label, value }: Suggestion): types.PlainTextOption {
  return { text: plainTextObject(label, LIMITS.optionText), value };
}

/** Slack sends a response URL for the chosen channel, so people can share to channels that the bot isn't in. */
function destinationBlock(): types.InputBlock {
  return {
    type: 'input',
    block_id: DESTINATION_FIELD,
    label: plainTextObject('Share to', LIMITS.fieldLabel),
    element: {
      type: 'conversations_select',
      action_id: DESTINATION_FIELD,
      default_to_current_conversation: true,
      response_url_enabled: true,
    },
  };
}

/** Suggests values for a form's fields. */
export interface Autocomplete {
  /** Suggestions within Slack's limits on their number and length. */
  suggest(actor: Actor, query: { command: string; option: string; partial: string }): Promise<Suggestion[]>;
  /** Suggestions for a select in which someone types; none if they aren't ready within `loadingAfterMs`. */
  suggestForField(body: BlockSuggestion): Promise<Suggestion[]>;
}

export function createAutocomplete({
  dispatch,
  tenant,
  loadingAfterMs,
}: Pick<HandlerDeps, 'dispatch' | 'tenant' | 'loadingAfterMs'>): Autocomplete {
  const suggest: Autocomplete['suggest'] = async (actor, query) => {
    const response = await dispatch({ ...actor, kind: 'autocomplete', ...query });
    const suggestions = response.kind === 'suggestions' ? response.suggestions : [];
    return suggestions.filter(({ value }) => value.length <= LIMITS.optionValue).slice(0, LIMITS.options);
  };
  return {
    suggest,
    async suggestForField(body) {
      const metadata = parseViewMetadata(body.view ?? {});
      const command = metadata.form?.command ?? '';
      const query = { command, option: body.block_id, partial: unescapeEntities(body.value) };
      return (await withTimeout(suggest(toActor(body, tenant, metadata), query), loadingAfterMs)) ?? [];
    },
  };
}
