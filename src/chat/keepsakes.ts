import { createHash } from 'node:crypto';

/** Keeps texts too long for a button under a short key. The same text has the same key, so keeping it again costs nothing. */
export interface Keepsakes {
  keep(text: string): string;
  /** What is at hand under a key. */
  recall(key: string): string | undefined;
  /** Takes in what is kept under a key elsewhere, by another process or before this one started. */
  fetch(key: string): Promise<void>;
}

/** Where keepsakes outlive the process. */
interface Shelf {
  keep(text: string): void;
  recall(key: string): Promise<string | undefined>;
}

const MOST = 10_000;

/** Keepsakes at hand: the newest ten thousand in memory, all others on the shelf, where there is one. */
export function createKeepsakes(shelf?: Shelf): Keepsakes {
  const texts = new Map<string, string>();
  const hold = (text: string): string => {
    const key = createHash('sha256').update(text).digest('base64url').slice(0, 16);
    texts.delete(key);
    texts.set(key, text);
    const oldest = texts.keys().next().value;
    if (texts.size > MOST && oldest !== undefined) texts.delete(oldest);
    return key;
  };
  return {
    keep(text) {
      const key = hold(text);
      shelf?.keep(text);
      return key;
    },
    recall: (key) => texts.get(key),
    async fetch(key) {
      const text = await shelf?.recall(key);
      if (text !== undefined) hold(text);
    },
  };
}
