import type { types } from '@slack/bolt';
import type { Field, Form } from '../../src/chat/form.ts';
import type { OptionValues, Suggestion } from '../../src/chat/invocation.ts';
import { shorten } from '../../src/text/shorten.ts';
import { visible } from '../../src/text/visible.ts';
import { plainText } from './escape.ts';
import { LIMITS } from './limits.ts';
import { noteText, type SlackView, type ViewNote } from './view.ts';

/** The field of a form that asks where a public answer goes. No option has this name. */
const WHERE = 'where to';

/** What a form needs to know to be drawn. */
interface Drawing {
  readonly note: ViewNote;
  /** For fields that offer listed values: those that stand in them at first. */
  readonly chosen: ReadonlyMap<string, Suggestion>;
}

/** Anything else Slack refuses, and the whole form with it. */
const CHANNEL = /^[CG][A-Z0-9]{2,28}$/;

/** A form as a modal. Each field is a block with the option's name, so that an error finds its field. */
export function formView({ command, fields, carried }: Form, { note, chosen }: Drawing): types.ModalView {
  return {
    type: 'modal',
    title: plainText(`Papers: ${command.name}`, LIMITS.viewTitle),
    submit: plainText(command.name.charAt(0).toUpperCase() + command.name.slice(1), LIMITS.viewTitle),
    close: plainText('Cancel', LIMITS.viewTitle),
    private_metadata: noteText({ ...note, form: { command: command.name, carried } }),
    blocks: [...fields.map((field) => inputOf(field, chosen.get(field.name))), ...(command.private ? [] : [whereOf()])],
  };
}

type State = Readonly<Record<string, Readonly<Record<string, Entered>>>>;

/** What Slack says of a field. */
interface Entered {
  readonly value?: string | null | undefined;
  readonly selected_option?: { readonly value?: string | undefined } | null | undefined;
  readonly selected_conversation?: string | null | undefined;
}

/** What was filled in, by the options' names. */
export function valuesIn(state: State): OptionValues {
  const entered = Object.entries(state).flatMap(([name, block]) => {
    const [one] = Object.values(block);
    const value = one?.selected_option?.value ?? one?.selected_conversation ?? one?.value;
    return typeof value !== 'string' || name === WHERE ? [] : [[name, value] as const];
  });
  return Object.fromEntries(entered);
}

/** Errors for the fields that they belong to. What has no field, or belongs to one that was left empty, is said at the first. */
export function errorsAt(
  { blocks }: SlackView,
  { values, message, wrong }: { values: OptionValues; message: string; wrong: Readonly<Record<string, string>> },
): Record<string, string> {
  const [first = '', ...others] = blocks.flatMap(({ type, block_id: id }) => (type === 'input' && id ? [id] : []));
  const placed = Object.entries(wrong).filter(
    ([name]) => name === first || (others.includes(name) && values[name] !== undefined),
  );
  const isAllPlaced = placed.length > 0 && placed.length === Object.keys(wrong).length;
  const errors = isAllPlaced ? placed : [[first, message] as const, ...placed];
  return Object.fromEntries(errors.map(([name, words]) => [name, shorten(words, LIMITS.fieldError)]));
}

function inputOf(field: Field, chosen: Suggestion | undefined): types.InputBlock {
  const { name, label, required, option } = field;
  return {
    type: 'input',
    block_id: name,
    label: plainText(label, LIMITS.fieldLabel),
    hint: plainText(option.description, LIMITS.fieldLabel),
    optional: !required,
    element: elementOf(field, chosen),
  };
}

function elementOf({ name, option, value }: Field, chosen: Suggestion | undefined): types.InputBlock['element'] {
  const action_id = name;
  switch (option.kind) {
    case 'choice': {
      const options = option.choices.map((choice) => optionOf({ label: choice, value: choice }));
      const initial_option = options.find((one) => one.value === value);
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
        ...(value !== undefined && CHANNEL.test(value) && { initial_conversation: value }),
      };
    case 'text':
      if (option.listed) {
        const initial_option = chosen && optionOf(chosen);
        return { type: 'external_select', action_id, min_query_length: 1, ...(initial_option && { initial_option }) };
      }
      return {
        type: 'plain_text_input',
        action_id,
        max_length: LIMITS.text,
        ...(value && { initial_value: shorten(visible(value), LIMITS.text) }),
      };
  }
}

/** A suggestion as a choice of a menu. A value that Slack would not take whole can't be offered. */
export function optionOf({ label, value }: Suggestion): types.PlainTextOption {
  return { text: plainText(label, LIMITS.optionText), value };
}

/** Slack gives an address for the channel that is chosen here, so that one can share where the bot is not. */
function whereOf(): types.InputBlock {
  return {
    type: 'input',
    block_id: WHERE,
    label: plainText('Where', LIMITS.fieldLabel),
    element: {
      type: 'conversations_select',
      action_id: WHERE,
      default_to_current_conversation: true,
      response_url_enabled: true,
    },
  };
}
