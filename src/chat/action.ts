import { UserError } from '../errors.ts';
import { inTime } from '../in-time.ts';
import type { Control } from './document.ts';
import type { Keepsakes } from './keepsakes.ts';

/**
 * What a button or menu does: it calls a command. `text` is the call as one would type it after `/papers`; `replaces` puts the answer
 * in the place of the message that holds the button, as turning a page does; `asks` opens the command as a form, with what the text says
 * filled in already.
 */
export interface Action {
  readonly text: string;
  readonly replaces: boolean;
  readonly asks?: boolean;
}

/**
 * The longest an action may be. Discord keeps 100 characters with a button, the fewest of all platforms
 * (https://discord.com/developers/docs/components/reference); the rest is the adapter's, to tell two buttons of a message apart.
 */
export const MAX_ACTION_LENGTH = 96;

const KEPT = '#';

/** An action as a text that a platform keeps with its button, so that the button works after a restart. Long calls go to the keepsakes. */
export function encodeAction({ text, replaces, asks }: Action, keepsakes: Keepsakes): string {
  const how = asks ? 'ask:' : replaces ? 'turn:' : 'run:';
  const fits = how.length + text.length <= MAX_ACTION_LENGTH && !text.startsWith(KEPT);
  return fits ? how + text : how + KEPT + keepsakes.keep(text);
}

/**
 * Fetches what is kept for a control, where it is not at hand: to be awaited before anybody asks what the control does. Forms that are
 * kept as actions are may be among them.
 */
export async function fetchKept(encoded: string, keepsakes: Keepsakes): Promise<void> {
  const key = /^\w+:#(.+)$/s.exec(encoded)?.[1];
  if (key !== undefined && keepsakes.recall(key) === undefined) await keepsakes.fetch(key);
}

/** The same, before a platform gets its first response, which can't wait for long. Where it can't be had, whoever needs it says so. */
export async function fetchKeptInTime(encoded: string, keepsakes: Keepsakes, ms: number): Promise<void> {
  await inTime(fetchKept(encoded, keepsakes), ms).catch(() => undefined);
}

/** @throws UserError when the button is none of ours, or older than what was kept for it */
export function decodeAction(encoded: string, keepsakes: Keepsakes): Action {
  const match = /^(run|turn|ask):(.*)$/s.exec(encoded);
  const call = match?.[2] ?? '';
  const text = call.startsWith(KEPT) ? keepsakes.recall(call.slice(1)) : call;
  if (!match || text === undefined)
    throw new UserError('This button is too old to work. Send the command again for a fresh one.');
  return { text, replaces: match[1] === 'turn', ...(match[1] === 'ask' && { asks: true }) };
}

/** A button that calls a command. */
export function callButton(label: string, action: Action, keepsakes: Keepsakes): Control {
  return { kind: 'button', label, action: encodeAction(action, keepsakes) };
}
