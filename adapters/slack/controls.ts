import type { BlockAction, types } from '@slack/bolt';
import { fetchKeptInTime } from '../../src/chat/action.ts';
import type { Control } from '../../src/chat/document.ts';
import type { Keepsakes } from '../../src/chat/keepsakes.ts';
import { escapeAction, plainText, unescapeAction } from './escape.ts';
import { LIMITS } from './limits.ts';

/** What Slack says of a button, an overflow menu or a select when it is used: one of the `actions` of `block_actions`. */
export interface Pressed {
  readonly action_id: string;
  readonly value?: string | undefined;
  readonly selected_option?: { readonly value?: string | undefined } | null | undefined;
}

/** Gives each control of a message a number, as no two may have the same id. */
export type NextId = () => number;

type Choice = Extract<Control, { kind: 'menu' }>['choices'][number];

/** What a control means may be kept elsewhere: that may take so much of the three seconds that Slack gives. */
const FETCH_MS = 600;

/** How much of an action an option's value holds beside its number and the place of the rest. */
const TAIL = LIMITS.optionValue - '99.255.255~'.length;

/** The action of a control, or nothing where it was a link, which Slack opens by itself and only tells. */
export function actionOf({ action_id, value, selected_option: chosen }: Pressed): string | undefined {
  if (chosen?.value === undefined) return value === undefined ? undefined : unescapeAction(value);
  const [, start, length, tail] = /^\d+\.(\d+)\.(\d+)~(.*)$/s.exec(chosen.value) ?? [];
  if (tail === undefined) return unescapeAction(chosen.value);
  const heads = action_id.replace(/^\d+~/, '');
  return unescapeAction(heads.slice(Number(start), Number(start) + Number(length)) + tail);
}

/** The action of the control that somebody pressed, with what is kept for it at hand, if that can be had in time. */
export async function fetchPressed(body: BlockAction, keepsakes: Keepsakes): Promise<string | undefined> {
  const [pressed] = body.actions;
  const action = pressed && actionOf(pressed as Pressed);
  if (action !== undefined) await fetchKeptInTime(action, keepsakes, FETCH_MS);
  return action;
}

/** Buttons, and for each menu a select, or several where one can't hold all choices. */
export function controlElements(controls: readonly Control[], nextId: NextId): types.ActionsBlockElement[] {
  return controls.flatMap((control): types.ActionsBlockElement[] =>
    control.kind === 'button'
      ? [buttonOf(control, nextId)]
      : selects(control.choices, nextId).map(({ id, options }) => ({
          type: 'static_select',
          action_id: id,
          placeholder: plainText(control.label, LIMITS.placeholder),
          options,
        })),
  );
}

/** Buttons as one small menu, or the button where there is but one; nothing where Slack could not hold them so. */
export function overflow(controls: readonly Control[], nextId: NextId): types.Overflow | types.Button | undefined {
  const buttons = controls.filter((control) => control.kind === 'button');
  const [first] = buttons;
  if (first === undefined || buttons.length < controls.length) return undefined;
  if (buttons.length === 1) return buttonOf(first, nextId);
  const { id, options, left } = optionsOf(buttons, LIMITS.overflowOptions, nextId);
  return left.length > 0 ? undefined : { type: 'overflow', action_id: id, options };
}

/** A button that opens an address. It needs an id too, as Slack tells that it was pressed. */
export function linkButton(label: string, url: string, nextId: NextId): types.Button {
  return { type: 'button', action_id: `${nextId()}~`, text: plainText(label, LIMITS.buttonText), url };
}

function buttonOf({ label, action }: Choice, nextId: NextId): types.Button {
  const value = escapeAction(action);
  return { type: 'button', action_id: `${nextId()}~`, text: plainText(label, LIMITS.buttonText), value };
}

function selects(choices: readonly Choice[], nextId: NextId): { id: string; options: types.PlainTextOption[] }[] {
  if (choices.length === 0) return [];
  const { left, ...menu } = optionsOf(choices, LIMITS.options, nextId);
  return [menu, ...selects(left, nextId)];
}

/**
 * As many choices as fit in one menu. An action may be longer than an option's value, so the value holds its end, and the menu's id the
 * beginnings, which are often the same; the value says where in the id its own stands. So a menu works without anything kept by us.
 */
function optionsOf(choices: readonly Choice[], most: number, nextId: NextId) {
  const options: types.PlainTextOption[] = [];
  let id = `${nextId()}~`;
  const from = id.length;
  for (const { label, action } of choices.slice(0, most)) {
    const [head, tail] = splitAt(escapeAction(action));
    const known = id.indexOf(head, from);
    if (known === -1 && id.length + head.length > LIMITS.actionId && options.length > 0) break;
    const start = (known === -1 ? id.length : known) - from;
    if (known === -1) id += head;
    options.push({
      text: plainText(label, LIMITS.optionText),
      value: `${options.length}.${start}.${head.length}~${tail}`,
    });
  }
  return { id, options, left: choices.slice(options.length) };
}

/** The end of an action that an option's value holds, and what stands before it; never cut within a character. */
function splitAt(action: string): [head: string, tail: string] {
  const cut = Math.max(0, action.length - TAIL);
  const whole = /^[\udc00-\udfff]/.test(action.slice(cut)) ? cut + 1 : cut;
  return [action.slice(0, whole), action.slice(whole)];
}
