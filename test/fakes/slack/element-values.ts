import { type Block, type Element, interactiveElements, type Option } from './bodies.ts';

/** What a user enters or chooses: text, an option's value, a user's or channel's id, or several. */
export type Entry = string | readonly string[];
/** By `action_id` or `block_id`. */
export type Entries = Readonly<Record<string, Entry>>;

/** The payload property with the value, by element type. */
const FIELD_BY_TYPE: Readonly<Record<string, string>> = {
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
const SINGLE_SELECT_TYPES = ['static_select', 'external_select', 'overflow', 'radio_buttons'];
const MULTI_SELECT_TYPES = ['multi_static_select', 'multi_external_select', 'checkboxes'];

/** The payload of an element's value. */
export function selectionPayload(element: Element, entry: Entry, found: readonly Option[] = []): object {
  const { type, action_id: id } = element;
  const values = [entry].flat();
  const option = (value: string): Option => {
    const offered = [...optionsOf(element), ...found];
    const one = offered.find((each) => each.value === value);
    if (!one) throw new Error(`${id} has no option ${value}, only ${offered.map((each) => each.value).join(', ')}`);
    return one;
  };
  if (SINGLE_SELECT_TYPES.includes(type)) return { type, selected_option: option(values[0] ?? '') };
  if (MULTI_SELECT_TYPES.includes(type)) return { type, selected_options: values.map(option) };
  const field = FIELD_BY_TYPE[type];
  if (!field) throw new Error(`${id} is a ${type}, which has no value`);
  return { type, [field]: type.startsWith('multi_') ? values : entry };
}

interface StateOptions {
  /** Loaded external options. */
  readonly found?: readonly Option[];
  /** The current conversation. */
  readonly channel?: string | undefined;
}

/** The `state` of a view: the entries, and the initial values of other elements. */
export function viewState(
  blocks: readonly Block[],
  entries: Entries,
  { found = [], channel }: StateOptions = {},
): { values: object } {
  const values: Record<string, Record<string, object>> = {};
  const all = interactiveElements(blocks);
  const names = all.flatMap(({ block, element }) => [element.action_id, block.block_id]);
  const unexpected = Object.keys(entries).find((name) => !names.includes(name));
  if (unexpected !== undefined) throw new Error(`no field ${unexpected}, only ${names.join(', ')}`);
  for (const { block, element } of all) {
    const { block_id: place = '' } = block;
    const { action_id: id = '', type } = element;
    const entry = entries[id] ?? (block.type === 'input' ? entries[place] : undefined);
    if (type === 'button' || type === 'overflow') continue;
    values[place] = {
      ...values[place],
      [id]: entry === undefined ? initialState(element, channel) : selectionPayload(element, entry, found),
    };
  }
  return { values };
}

/** The first required field without a value. */
export function findEmptyField(blocks: readonly Block[], state: { values: object }): string | undefined {
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

function initialState(element: Element, channel: string | undefined): object {
  const { type } = element;
  if (type === 'conversations_select' && element['default_to_current_conversation'] === true && channel !== undefined)
    return { type, selected_conversation: channel };
  if (MULTI_SELECT_TYPES.includes(type)) return { type, selected_options: element['initial_options'] ?? [] };
  if (SINGLE_SELECT_TYPES.includes(type)) return { type, selected_option: element['initial_option'] ?? null };
  const field = FIELD_BY_TYPE[type] ?? 'value';
  return { type, [field]: element[field.replace('selected', 'initial').replace(/^value$/, 'initial_value')] ?? null };
}

/** The channels chosen in fields with `response_url_enabled`. */
export function findResponseUrlTargets(
  blocks: readonly Block[],
  state: { values: object },
): { readonly block_id: string; readonly action_id: string; readonly channel_id: string }[] {
  const values = state.values as Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
  return interactiveElements(blocks).flatMap(
    ({ block: { block_id = '' }, element: { action_id = '', ...element } }) => {
      const held = values[block_id]?.[action_id] ?? {};
      const channel = held['selected_conversation'] ?? held['selected_channel'];
      if (element['response_url_enabled'] !== true || typeof channel !== 'string') return [];
      return [{ block_id, action_id, channel_id: channel }];
    },
  );
}
