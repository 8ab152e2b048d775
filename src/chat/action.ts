import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { UserError } from '../runtime/errors.ts';
import { withTimeout } from '../runtime/retry.ts';
import type { Block, Control, Document } from './document.ts';

/** What a button or menu choice does: it runs a command. */
export interface Action {
  /** The command as typed after `/papers`. */
  readonly text: string;
  /** The reply replaces the message that holds the control, as when a list turns a page. */
  readonly replacesOriginal: boolean;
  /** Opens the command as a form, filled in from `text`, instead of running it. */
  readonly opensForm?: boolean;
}

/**
 * The most characters of an action on a platform. Discord takes 100 for a button, the fewest of all
 * (https://discord.com/developers/docs/components/reference); adapters use the rest to tell apart controls with equal
 * actions.
 */
export const MAX_ACTION_LENGTH = 96;

/** Marks the key of a stored text. A text that starts with it is escaped. */
const STORED_PREFIX = '#';
const ESCAPE = '\\';

/**
 * An action as the string that a control carries, so that it still works after a restart. It has any length until
 * `storeLongActions` replaces those that platforms don't take.
 */
export function encodeAction({ text, replacesOriginal, opensForm }: Action): string {
  const prefix = opensForm ? 'ask:' : replacesOriginal ? 'turn:' : 'run:';
  return prefix + (text.startsWith(STORED_PREFIX) || text.startsWith(ESCAPE) ? ESCAPE : '') + text;
}

/** @throws UserError when the string is not an encoded action, or its stored text has expired */
export function decodeAction(encoded: string, actionStore: Pick<ActionStore, 'get'>): Action {
  const [, prefix, payload = ''] = /^(run|turn|ask):(.*)$/s.exec(encoded) ?? [];
  const text = payload.startsWith(STORED_PREFIX)
    ? actionStore.get(payload.slice(1))
    : payload.slice(payload.startsWith(ESCAPE) ? 1 : 0);
  if (prefix === undefined || text === undefined) {
    throw new UserError('This button has expired. Run the command again to get a new one.');
  }
  return { text, replacesOriginal: prefix === 'turn', ...(prefix === 'ask' && { opensForm: true }) };
}

/**
 * Replaces actions that are too long for a platform by keys of the action store. Every document passes here before it
 * is sent.
 */
export function storeLongActions({ blocks }: Document, actionStore: Pick<ActionStore, 'put'>): Document {
  const shorten = (encoded: string): string => {
    if (encoded.length <= MAX_ACTION_LENGTH) return encoded;
    const [, prefix, payload = ''] = /^(\w+:)(.*)$/s.exec(encoded) ?? [];
    return `${prefix}${STORED_PREFIX}${actionStore.put(payload.slice(payload.startsWith(ESCAPE) ? 1 : 0))}`;
  };
  const shortenControl = (control: Control): Control =>
    control.kind === 'button'
      ? { ...control, action: shorten(control.action) }
      : { ...control, choices: control.choices.map((choice) => ({ ...choice, action: shorten(choice.action) })) };
  return {
    blocks: blocks.map(
      (block): Block => ('controls' in block ? { ...block, controls: block.controls.map(shortenControl) } : block),
    ),
  };
}

/**
 * Loads the stored text of an action into memory, so that `decodeAction` finds it. Discord's forms have such keys too.
 */
export async function loadStoredAction(encoded: string, actionStore: ActionStore): Promise<void> {
  const key = /^\w+:#(.+)$/s.exec(encoded)?.[1];
  if (key !== undefined && actionStore.get(key) === undefined) await actionStore.load(key);
}

/**
 * The same for adapters that must respond within seconds. A text that couldn't be loaded is reported by `decodeAction`.
 */
export async function loadStoredActionWithTimeout(
  encoded: string,
  actionStore: ActionStore,
  timeoutMs: number,
): Promise<void> {
  await withTimeout(loadStoredAction(encoded, actionStore), timeoutMs).catch(() => undefined);
}

/** A button that runs a command. */
export function commandButton(label: string, text: string, options: Partial<Omit<Action, 'text'>> = {}): Control {
  return { kind: 'button', label, action: encodeAction({ text, replacesOriginal: false, ...options }) };
}

/** Keeps texts that are too long for a control under a short key. Equal texts get equal keys. */
export interface ActionStore {
  put(text: string): string;
  /** The text of a key, if it is in memory. */
  get(key: string): string | undefined;
  /** Reads into memory what another process stored, or this one before it restarted. */
  load(key: string): Promise<void>;
}

interface PersistentActionStore {
  put(text: string): void;
  get(key: string): Promise<string | undefined>;
}

const MAX_CACHED_ACTIONS = 10_000;

/** The newest texts in memory, and all of them in a persistent store if there is one. */
export function createActionStore(persistent?: PersistentActionStore): ActionStore {
  const texts = new LRUCache<string, string>({ max: MAX_CACHED_ACTIONS });
  const cacheText = (text: string): string => {
    const key = createHash('sha256').update(text).digest('base64url').slice(0, 16);
    texts.set(key, text);
    return key;
  };
  return {
    put(text) {
      persistent?.put(text);
      return cacheText(text);
    },
    get: (key) => texts.get(key),
    async load(key) {
      const text = await persistent?.get(key);
      if (text !== undefined) cacheText(text);
    },
  };
}
