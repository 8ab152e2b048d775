import type { BlockAction, types } from '@slack/bolt';
import { type ActionStore, loadStoredActionWithTimeout } from '../../src/chat/action.ts';
import type { Control } from '../../src/chat/document.ts';
import { escapeAction, plainTextObject, unescapeAction } from './escape.ts';
import { LIMITS } from './limits.ts';

/** One of the `actions` of a `block_actions` payload: a button, an overflow menu or a select. */
export interface ActionPayload {
  readonly action_id: string;
  readonly value?: string | undefined;
  readonly selected_option?: { readonly value?: string | undefined } | null | undefined;
}

/** Numbers the controls of a message, as action ids must be unique. */
export type NextId = () => number;

type MenuChoice = Extract<Control, { kind: 'menu' }>['choices'][number];

/** The share of Slack's three seconds spent on loading a stored action. */
const ACTION_FETCH_TIMEOUT_MS = 600;

/** What an option's value has room for beside its number, offset and length. */
const MAX_TAIL_LENGTH = LIMITS.optionValue - '99.255.255~'.length;

/** The action of a control, or `undefined` for a link button, which Slack opens and only reports. */
export function decodeControlAction({
  action_id,
  value,
  selected_option: selectedOption,
}: ActionPayload): string | undefined {
  if (selectedOption?.value === undefined) return value === undefined ? undefined : unescapeAction(value);
  const [, offset, length, tail] = /^\d+\.(\d+)\.(\d+)~(.*)$/s.exec(selectedOption.value) ?? [];
  if (tail === undefined) return unescapeAction(selectedOption.value);
  const heads = action_id.replace(/^\d+~/, '');
  return unescapeAction(heads.slice(Number(offset), Number(offset) + Number(length)) + tail);
}

/** The action of the control that was used, loaded from the action store if that's possible in time. */
export async function fetchPressedAction(body: BlockAction, actionStore: ActionStore): Promise<string | undefined> {
  const [payload] = body.actions;
  const action = payload && decodeControlAction(payload as ActionPayload);
  if (action !== undefined) await loadStoredActionWithTimeout(action, actionStore, ACTION_FETCH_TIMEOUT_MS);
  return action;
}

/** Controls as buttons and selects. A menu with too many choices becomes several selects. */
export function controlElements(controls: readonly Control[], nextId: NextId): types.ActionsBlockElement[] {
  return controls.flatMap((control): types.ActionsBlockElement[] =>
    control.kind === 'button'
      ? [buttonElement(control, nextId)]
      : selectMenus(control.choices, nextId).map(({ id, options }) => ({
          type: 'static_select',
          action_id: id,
          placeholder: plainTextObject(control.label, LIMITS.placeholder),
          options,
        })),
  );
}

/** Buttons as an overflow menu, or a single button. `undefined` without buttons, or if they don't fit. */
export function overflowMenu(controls: readonly Control[], nextId: NextId): types.Overflow | types.Button | undefined {
  const buttons = controls.filter((control) => control.kind === 'button');
  const [first] = buttons;
  if (first === undefined || buttons.length < controls.length) return undefined;
  if (buttons.length === 1) return buttonElement(first, nextId);
  const { id, options, remaining } = packOptions(buttons, LIMITS.overflowOptions, nextId);
  return remaining.length > 0 ? undefined : { type: 'overflow', action_id: id, options };
}

/** A button that opens a URL. It needs an id too, as Slack reports clicks on it. */
export function linkButton(label: string, url: string, nextId: NextId): types.Button {
  return { type: 'button', action_id: `${nextId()}~`, text: plainTextObject(label, LIMITS.buttonText), url };
}

function buttonElement({ label, action }: MenuChoice, nextId: NextId): types.Button {
  const value = escapeAction(action);
  return { type: 'button', action_id: `${nextId()}~`, text: plainTextObject(label, LIMITS.buttonText), value };
}

function selectMenus(
  choices: readonly MenuChoice[],
  nextId: NextId,
): { id: string; options: types.PlainTextOption[] }[] {
  if (choices.length === 0) return [];
  const { remaining, ...menu } = packOptions(choices, LIMITS.options, nextId);
  return [menu, ...selectMenus(remaining, nextId)];
}

/**
 * As many choices as fit into one menu. An action can be longer than an option's value: the value holds the action's
 * tail, and the offset and length of its head in the menu's id. Equal heads are in the id once.
 */
function packOptions(choices: readonly MenuChoice[], maxOptions: number, nextId: NextId) {
  const options: types.PlainTextOption[] = [];
  let id = `${nextId()}~`;
  const headsStart = id.length;
  for (const { label, action } of choices.slice(0, maxOptions)) {
    const [head, tail] = splitAction(escapeAction(action));
    const existingIndex = id.indexOf(head, headsStart);
    if (existingIndex === -1 && id.length + head.length > LIMITS.actionId && options.length > 0) break;
    const offset = (existingIndex === -1 ? id.length : existingIndex) - headsStart;
    if (existingIndex === -1) id += head;
    options.push({
      text: plainTextObject(label, LIMITS.optionText),
      value: `${options.length}.${offset}.${head.length}~${tail}`,
    });
  }
  return { id, options, remaining: choices.slice(options.length) };
}

/** Splits off the tail that fits into an option's value, never inside a surrogate pair. */
function splitAction(action: string): [head: string, tail: string] {
  const cut = Math.max(0, action.length - MAX_TAIL_LENGTH);
  const safeCut = /^[\udc00-\udfff]/.test(action.slice(cut)) ? cut + 1 : cut;
  return [action.slice(0, safeCut), action.slice(safeCut)];
}

const OWNER_BLOCK_ID = /^for (\S+) /;

/**
 * Stores the user who can page through a message in its first block's id, which Slack returns with each interaction.
 *
 * @param version has to change with each update of the message, as Slack asks for new block ids
 */
export function withMessageOwner<T extends { readonly blocks: types.KnownBlock[] }>(
  userId: string,
  message: T,
  version: string,
): T {
  const [first, ...rest] = message.blocks;
  if (first === undefined) return message;
  return { ...message, blocks: [{ ...first, block_id: `for ${userId} ${version}`.slice(0, 255) }, ...rest] };
}

/** Whether the user of an interaction owns its message. */
export function isMessageOwner({ message, user }: BlockAction): boolean {
  const blocks: readonly { readonly block_id?: string }[] = message?.['blocks'] ?? [];
  return OWNER_BLOCK_ID.exec(blocks[0]?.block_id ?? '')?.[1] === user.id;
}
