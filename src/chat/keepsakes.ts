import { createHash } from 'node:crypto';

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
