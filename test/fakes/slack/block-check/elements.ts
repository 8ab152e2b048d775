import { type Finding, finding } from '../finding.ts';
import {
  allOf,
  boolean,
  byType,
  check,
  integer,
  list,
  matching,
  oneOf,
  type Rule,
  shape,
  string,
  url,
} from './rules.ts';
import { anyText, plain, richText } from './texts.ts';

const action_id = string(255);
const colour = oneOf('primary', 'danger');
const confirm = shape(
  { text: anyText(300) },
  { title: plain(100), confirm: plain(30), deny: plain(30), style: colour },
);

// The maximum length of a value is 150 in the documentation and 75 in the SDK.
const option = (text: Rule, more: Readonly<Record<string, Rule>> = {}): Rule =>
  shape({ text, value: string(75) }, { description: text, ...more });
const choice = option(plain(75));
const mrkdwnChoice = option(anyText(75));
const groups = list(shape({ label: plain(75), options: list(choice, 100) }), 100);

const focus = { focus_on_load: boolean };
const confirmable = { confirm };
const hint = { placeholder: plain(150) };
const maxSelected = { max_selected_items: integer(1, 100) };
const dispatch = {
  dispatch_action_config: shape({
    trigger_actions_on: list(oneOf('on_enter_pressed', 'on_character_entered'), 2),
  }),
};
const responds = { response_url_enabled: boolean };
const filter = shape(
  {},
  {
    include: list(oneOf('im', 'mpim', 'private', 'public'), 4),
    exclude_external_shared_channels: boolean,
    exclude_bot_users: boolean,
  },
);
const ids = list(string(30), 100);
const element = (required: Readonly<Record<string, Rule>>, optional: Readonly<Record<string, Rule>> = {}): Rule =>
  shape(required, { action_id, ...optional });
const menu = (more: Readonly<Record<string, Rule>>): Rule =>
  element({}, { ...confirmable, ...focus, ...hint, ...more });

/** Menus have options or groups with unique values, and initial options among them. */
const offering = check((value, at) => {
  const { options, option_groups: grouped } = value;
  if ((options === undefined) === (grouped === undefined))
    return [finding(at, 'must have either options or option_groups')];
  return chosenOf(value, at);
});

const chosen = check((value, at) => chosenOf(value, at));

export const ELEMENTS: Readonly<Record<string, Rule>> = {
  button: element({ text: plain(75) }, { value: string(2000), url: url(), style: colour, ...confirmable, ...label() }),
  overflow: element({ options: list(option(plain(75), { url: url() }), 5, 2) }, confirmable),
  static_select: allOf(menu({ options: list(choice, 100), option_groups: groups, initial_option: choice }), offering),
  multi_static_select: allOf(
    menu({ options: list(choice, 100), option_groups: groups, initial_options: list(choice, 100), ...maxSelected }),
    offering,
  ),
  external_select: menu({ initial_option: choice, min_query_length: integer(0, 100) }),
  multi_external_select: menu({
    initial_options: list(choice, 100),
    min_query_length: integer(0, 100),
    ...maxSelected,
  }),
  users_select: menu({ initial_user: string(30) }),
  multi_users_select: menu({ initial_users: ids, ...maxSelected }),
  channels_select: menu({ initial_channel: string(30), ...responds }),
  multi_channels_select: menu({ initial_channels: ids, ...maxSelected }),
  conversations_select: menu({
    initial_conversation: string(30),
    default_to_current_conversation: boolean,
    filter,
    ...responds,
  }),
  multi_conversations_select: menu({
    initial_conversations: ids,
    default_to_current_conversation: boolean,
    filter,
    ...maxSelected,
  }),
  radio_buttons: allOf(
    element({ options: list(mrkdwnChoice, 10) }, { initial_option: mrkdwnChoice, ...confirmable, ...focus }),
    chosen,
  ),
  checkboxes: allOf(
    element({ options: list(mrkdwnChoice, 10) }, { initial_options: list(mrkdwnChoice, 10), ...confirmable, ...focus }),
    chosen,
  ),
  datepicker: menu({ initial_date: matching(/^\d{4}-\d\d-\d\d$/, 'a date (YYYY-MM-DD)') }),
  timepicker: menu({ initial_time: matching(/^\d\d:\d\d$/, 'a time (HH:mm)'), timezone: string(100) }),
  datetimepicker: element({}, { initial_date_time: integer(1_000_000_000, 9_999_999_999), ...confirmable, ...focus }),
  plain_text_input: element(
    {},
    {
      ...focus,
      ...hint,
      ...dispatch,
      initial_value: string(3000, 0),
      multiline: boolean,
      min_length: integer(0, 3000),
      max_length: integer(1, 3000),
    },
  ),
  rich_text_input: element({}, { ...focus, ...hint, ...dispatch, initial_value: richText }),
  number_input: element(
    { is_decimal_allowed: boolean },
    { ...focus, ...hint, ...dispatch, initial_value: string(50), min_value: string(50), max_value: string(50) },
  ),
  email_text_input: element({}, { ...focus, ...hint, ...dispatch, initial_value: string(3000) }),
  url_text_input: element({}, { ...focus, ...hint, ...dispatch, initial_value: string(3000) }),
  feedback_buttons: element({ positive_button: feedback(), negative_button: feedback() }),
  icon_button: element(
    { icon: string(50), text: plain(75) },
    { value: string(2000), visible_to_user_ids: ids, ...confirmable, ...label() },
  ),
};

export const elements = (...types: readonly string[]): Rule => byType(() => ELEMENTS, types);

/** An image by URL or as an uploaded file, with alternative text. */
export const imageElement = (more: Readonly<Record<string, Rule>> = {}): Rule =>
  allOf(
    shape({ alt_text: string(2000) }, { image_url: url(), slack_file: file, ...more }),
    check((value, at) =>
      (value['image_url'] === undefined) === (value['slack_file'] === undefined)
        ? [finding(at, 'must have either image_url or slack_file')]
        : [],
    ),
  );
const file = shape({}, { id: string(50), url: url() });
export const image: Rule = byType(() => ({ image: imageElement() }));

function label(): Readonly<Record<string, Rule>> {
  return { accessibility_label: string(75) };
}

function feedback(): Rule {
  return shape({ text: plain(75), value: string(2000) }, label());
}

function chosenOf(value: Readonly<Record<string, unknown>>, at: string): Finding[] {
  const { options, option_groups: grouped, initial_option: one, initial_options: several } = value;
  const offered = [...listOf(options), ...listOf(grouped).flatMap((group) => listOf(Object(group).options))];
  const values = offered.map((each) => Object(each).value);
  const initial = [...(one === undefined ? [] : [one]), ...listOf(several)];
  const unexpected = initial.filter((each) => !offered.some((known) => JSON.stringify(known) === JSON.stringify(each)));
  return [
    ...(new Set(values).size < values.length ? [finding(at, 'has options with the same value')] : []),
    ...(unexpected.length > 0 ? [finding(at, 'has an initial option that is not an option')] : []),
  ];
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
