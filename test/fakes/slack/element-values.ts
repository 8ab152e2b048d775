import { type Block, type Element, everyElement, type Option } from './bodies.ts';

/** What somebody puts into an element: words, the value of an option, the id of a person or channel, or several. */
export type Entry = string | readonly string[];
/** By `action_id` or `block_id`. */
export type Entries = Readonly<Record<string, Entry>>;

/** What elements of these types hold, and under what name Slack gives it. */
const FIELD: Readonly<Record<string, string>> = {
  users_select: 'selected_user',
  channels_select: 'selected_channel',
  conversations_select: 'selected_conversation',
  multi_users_select: 'selected_users',
  multi_channels_select: 'selected_channels',
  multi_conversations_select: 'selected_conversations',
  datepicker: 'selected_date',
  timepicker: 'selected_time',
  datetimepicker: 'selected_date_time',
  plain_text_input: 'value',
  email_text_input: 'value',
  url_text_input: 'value',
  number_input: 'value',
  button: 'value',
};
const ONE_OPTION = ['static_select', 'external_select', 'overflow', 'radio_buttons'];
const SEVERAL_OPTIONS = ['multi_static_select', 'multi_external_select', 'checkboxes'];

/** The part of a payload that tells what was put into an element. */
export function chosen(element: Element, entry: Entry, found: readonly Option[] = []): object {
  const { type, action_id: id } = element;
  const values = [entry].flat();
  const option = (value: string): Option => {
    const offered = [...optionsOf(element), ...found];
    const one = offered.find((each) => each.value === value);
    if (!one) throw new Error(`${id} has no ${value}; there are ${offered.map((each) => each.value).join(', ')}`);
    return one;
  };
  if (ONE_OPTION.includes(type)) return { type, selected_option: option(values[0] ?? '') };
  if (SEVERAL_OPTIONS.includes(type)) return { type, selected_options: values.map(option) };
  const field = FIELD[type];
  if (!field) throw new Error(`nothing can be put into ${id}, which is a ${type}`);
  return { type, [field]: type.startsWith('multi_') ? values : entry };
}

interface Known {
  /** What menus found. */
  readonly found?: readonly Option[];
  /** What the person is looking at. */
  readonly channel?: string | undefined;
}

/** Everything that stands in a view, as Slack gives it: what was put in, and else what stood there at first. */
export function stateOf(
  blocks: readonly Block[],
  entries: Entries,
  { found = [], channel }: Known = {},
): { values: object } {
  const values: Record<string, Record<string, object>> = {};
  const all = everyElement(blocks);
  const names = all.flatMap(({ block, element }) => [element.action_id, block.block_id]);
  const strange = Object.keys(entries).find((name) => !names.includes(name));
  if (strange !== undefined) throw new Error(`nothing there is called ${strange}; there are ${names.join(', ')}`);
  for (const { block, element } of all) {
    const { block_id: place = '' } = block;
    const { action_id: id = '', type } = element;
    const entry = entries[id] ?? (block.type === 'input' ? entries[place] : undefined);
    if (type === 'button' || type === 'overflow') continue;
    values[place] = {
      ...values[place],
      [id]: entry === undefined ? atFirst(element, channel) : chosen(element, entry, found),
    };
  }
  return { values };
}

/** The first field that has to be filled in and is not: with it a view cannot be submitted. */
export function unfilled(blocks: readonly Block[], state: { values: object }): string | undefined {
  const values = state.values as Readonly<Record<string, Readonly<Record<string, object>>>>;
  return blocks.find(({ type, optional, block_id: id = '', element }) => {
    if (type !== 'input' || optional === true) return false;
    const { type: _, ...held } = { type: '', ...values[id]?.[element?.action_id ?? ''] };
    return Object.values(held).every((value) => value === null || value === '' || [value].flat().length === 0);
  })?.block_id;
}

function optionsOf({ options = [], option_groups: groups = [] }: Element): Option[] {
  return [...options, ...groups.flatMap((group) => group.options)];
}

function atFirst(element: Element, channel: string | undefined): object {
  const { type } = element;
  if (type === 'conversations_select' && element['default_to_current_conversation'] === true && channel !== undefined)
    return { type, selected_conversation: channel };
  if (SEVERAL_OPTIONS.includes(type)) return { type, selected_options: element['initial_options'] ?? [] };
  if (ONE_OPTION.includes(type)) return { type, selected_option: element['initial_option'] ?? null };
  const field = FIELD[type] ?? 'value';
  return { type, [field]: element[field.replace('selected', 'initial').replace(/^value$/, 'initial_value')] ?? null };
}

/** The channels that were chosen where the app may answer. */
export function answerableIn(
  blocks: readonly Block[],
  state: { values: object },
): { readonly block_id: string; readonly action_id: string; readonly channel_id: string }[] {
  const values = state.values as Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
  return everyElement(blocks).flatMap(({ block: { block_id = '' }, element: { action_id = '', ...element } }) => {
    const held = values[block_id]?.[action_id] ?? {};
    const channel = held['selected_conversation'] ?? held['selected_channel'];
    if (element['response_url_enabled'] !== true || typeof channel !== 'string') return [];
    return [{ block_id, action_id, channel_id: channel }];
  });
}
