import type { BlockAction, types } from '@slack/bolt';
import { type ActionStore, loadStoredActionWithTimeout } from '../../src/chat/action.ts';
import type { Control } from '../../src/chat/document.ts';
import { escapeAction, plainTextObject, unescapeAction } from './escape.ts';
import { LIMITS } from './limits.ts';

/** What Slack says of a button, an overflow menu or a select when it is used: one of the `actions` of `block_actions`. */
export interface ActionPayload {
  readonly action_id: string;
  readonly value?: string | undefined;
  readonly selected_option?: { readonly value?: string | undefined } | null | undefined;
}

/** Gives each control of a message a number, as no two may have the same id. */
export type NextId = () => number;

type MenuChoice = Extract<Control, { kind: 'menu' }>['choices'][number];

/** What a control means may be kept elsewhere: that may take so much of the three seconds that Slack gives. */
const ACTION_FETCH_TIMEOUT_MS = 600;

/** How much of an action an option's value holds beside its number and the place of the rest. */
const MAX_TAIL_LENGTH = LIMITS.optionValue - '99.255.255~'.length;

/** The action of a control, or nothing where it was a link, which Slack opens by itself and only tells. */
export function decodeControlAction({
  action_id,
  value,
  selected_option: selectedOption,
}: ActionPayload): string | undefined {
  if (selectedOption?.value === undefined) return value === undefined ? undefined : unescapeAction(value);
  const [, offset, length, tail] = /^\d+\.(\d+)\.(\d+)~(.*)$/s.exec(selectedOption.value) ?? [];
  if (tail === undefined) return unescapeAction(selectedOption.value);
  const prefixes = action_id.replace(/^\d+~/, '');
  return unescapeAction(prefixes.slice(Number(offset), Number(offset) + Number(length)) + tail);
}

/** The action of the control that somebody pressed, with what is kept for it at hand, if that can be had in time. */
export async function fetchPressedAction(body: BlockAction, actionStore: ActionStore): Promise<string | undefined> {
  const [payload] = body.actions;
  const action = payload && decodeControlAction(payload as ActionPayload);
  if (action !== undefined) await loadStoredActionWithTimeout(action, actionStore, ACTION_FETCH_TIMEOUT_MS);
  return action;
}

/** Buttons, and for each menu a select, or several where one can't hold all choices. */
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

/** Buttons as one small menu, or the button where there is but one; nothing where Slack could not hold them so. */
export function overflowMenu(controls: readonly Control[], nextId: NextId): types.Overflow | types.Button | undefined {
  const buttons = controls.filter((control) => control.kind === 'button');
  const [first] = buttons;
  if (first === undefined || buttons.length < controls.length) return undefined;
  if (buttons.length === 1) return buttonElement(first, nextId);
  const { id, options, remaining } = packOptions(buttons, LIMITS.overflowOptions, nextId);
  return remaining.length > 0 ? undefined : { type: 'overflow', action_id: id, options };
}

/** A button that opens an address. It needs an id too, as Slack tells that it was pressed. */
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
 * As many choices as fit in one menu. An action may be longer than an option's value, so the value holds its end, and the menu's id the
 * beginnings, which are often the same; the value says where in the id its own stands. So a menu works without anything kept by us.
 */
function packOptions(choices: readonly MenuChoice[], maxOptions: number, nextId: NextId) {
  const options: types.PlainTextOption[] = [];
  let id = `${nextId()}~`;
  const prefixesStart = id.length;
  for (const { label, action } of choices.slice(0, maxOptions)) {
    const [prefix, tail] = splitAction(escapeAction(action));
    const existingIndex = id.indexOf(prefix, prefixesStart);
    if (existingIndex === -1 && id.length + prefix.length > LIMITS.actionId && options.length > 0) break;
    const offset = (existingIndex === -1 ? id.length : existingIndex) - prefixesStart;
    if (existingIndex === -1) id += prefix;
    options.push({
      text: plainTextObject(label, LIMITS.optionText),
      value: `${options.length}.${offset}.${prefix.length}~${tail}`,
    });
  }
  return { id, options, remaining: choices.slice(options.length) };
}

/** The end of an action that an option's value holds, and what stands before it; never cut within a character. */
function splitAction(action: string): [head: string, tail: string] {
  const cut = Math.max(0, action.length - MAX_TAIL_LENGTH);
  const safeCut = /^[\udc00-\udfff]/.test(action.slice(cut)) ? cut + 1 : cut;
  return [action.slice(0, safeCut), action.slice(safeCut)];
}

const OWNER_BLOCK_ID = /^for (\S+) /;

/**
 * Notes in a message for whom it is, so that only they turn its pages. The note is the id of the first block, which Slack gives back with
 * everything that is pressed in the message, also after a restart.
 *
 * @param version another one at each change of the message, as Slack wants block ids to be new then
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

/** Whether the message in which something was pressed is for the one who pressed it. */
export function isMessageOwner({ message, user }: BlockAction): boolean {
  const blocks: readonly { readonly block_id?: string }[] = message?.['blocks'] ?? [];
  return OWNER_BLOCK_ID.exec(blocks[0]?.block_id ?? '')?.[1] === user.id;
}
