import { createHash } from 'node:crypto';

/** Keeps texts too long for a button under a short key. The same text has the same key, so keeping it again costs nothing. */
export interface Keepsakes {
  keep(text: string): string;
  recall(key: string): string | undefined;
}

const MOST = 10_000;

/** Keepsakes in memory: the newest ten thousand, until the process ends. */
export function createKeepsakes(): Keepsakes {
  const texts = new Map<string, string>();
  return {
    keep(text) {
      const key = createHash('sha256').update(text).digest('base64url').slice(0, 16);
      texts.delete(key);
      texts.set(key, text);
      const oldest = texts.keys().next().value;
      if (texts.size > MOST && oldest !== undefined) texts.delete(oldest);
      return key;
    },
    recall: (key) => texts.get(key),
  };
}
