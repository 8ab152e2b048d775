import { createHash } from 'node:crypto';
import { UserError } from '../runtime/errors.ts';
import { withTimeout } from '../runtime/retry.ts';
import type { Control } from './document.ts';

/**
 * What a button or menu does: it calls a command. `text` is the call as one would type it after `/papers`; `replaces` puts the answer
 * in the place of the message that holds the button, as turning a page does; `asks` opens the command as a form, with what the text says
 * filled in already.
 */
export interface Action {
  readonly text: string;
  readonly replacesOriginal: boolean;
  readonly opensForm?: boolean;
}

/**
 * The longest an action may be. Discord keeps 100 characters with a button, the fewest of all platforms
 * (https://discord.com/developers/docs/components/reference); the rest is the adapter's, to tell two buttons of a message apart.
 */
export const MAX_ACTION_LENGTH = 96;

const STORED_PREFIX = '#';

/** An action as a text that a platform keeps with its button, so that the button works after a restart. Long calls go to the keepsakes. */
export function encodeAction({ text, replacesOriginal, opensForm }: Action, actionStore: ActionStore): string {
  const prefix = opensForm ? 'ask:' : replacesOriginal ? 'turn:' : 'run:';
  const fits = prefix.length + text.length <= MAX_ACTION_LENGTH && !text.startsWith(STORED_PREFIX);
  return fits ? prefix + text : prefix + STORED_PREFIX + actionStore.put(text);
}

/**
 * Fetches what is kept for a control, where it is not at hand: to be awaited before anybody asks what the control does. Forms that are
 * kept as actions are may be among them.
 */
export async function loadStoredAction(encoded: string, actionStore: ActionStore): Promise<void> {
  const key = /^\w+:#(.+)$/s.exec(encoded)?.[1];
  if (key !== undefined && actionStore.get(key) === undefined) await actionStore.load(key);
}

/** The same, before a platform gets its first response, which can't wait for long. Where it can't be had, whoever needs it says so. */
export async function loadStoredActionWithTimeout(
  encoded: string,
  actionStore: ActionStore,
  timeoutMs: number,
): Promise<void> {
  await withTimeout(loadStoredAction(encoded, actionStore), timeoutMs).catch(() => undefined);
}

/** @throws UserError when the button is none of ours, or older than what was kept for it */
export function decodeAction(encoded: string, actionStore: ActionStore): Action {
  const match = /^(run|turn|ask):(.*)$/s.exec(encoded);
  const payload = match?.[2] ?? '';
  const text = payload.startsWith(STORED_PREFIX) ? actionStore.get(payload.slice(1)) : payload;
  if (!match || text === undefined)
    throw new UserError('This button is too old to work. Send the command again for a fresh one.');
  return { text, replacesOriginal: match[1] === 'turn', ...(match[1] === 'ask' && { opensForm: true }) };
}

/** A button that calls a command. */
export function commandButton(label: string, action: Action, actionStore: ActionStore): Control {
  return { kind: 'button', label, action: encodeAction(action, actionStore) };
}

/** Keeps texts too long for a button under a short key. The same text has the same key, so keeping it again costs nothing. */
export interface ActionStore {
  put(text: string): string;
  /** What is at hand under a key. */
  get(key: string): string | undefined;
  /** Takes in what is kept under a key elsewhere, by another process or before this one started. */
  load(key: string): Promise<void>;
}

/** Where keepsakes outlive the process. */
interface PersistentActionStore {
  put(text: string): void;
  get(key: string): Promise<string | undefined>;
}

const MAX_CACHED_ACTIONS = 10_000;

/** Keepsakes at hand: the newest ten thousand in memory, all others on the shelf, where there is one. */
export function createActionStore(persistent?: PersistentActionStore): ActionStore {
  const texts = new Map<string, string>();
  const cacheText = (text: string): string => {
    const key = createHash('sha256').update(text).digest('base64url').slice(0, 16);
    texts.delete(key);
    texts.set(key, text);
    const oldest = texts.keys().next().value;
    if (texts.size > MAX_CACHED_ACTIONS && oldest !== undefined) texts.delete(oldest);
    return key;
  };
  return {
    put(text) {
      const key = cacheText(text);
      persistent?.put(text);
      return key;
    },
    get: (key) => texts.get(key),
    async load(key) {
      const text = await persistent?.get(key);
      if (text !== undefined) cacheText(text);
    },
  };
}
