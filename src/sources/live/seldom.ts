/** What is done no more often than now and then. */
export interface Seldom {
  /** Notes that it is done now. False where it was not so long ago: then it is not to be. */
  claim(key: string, everyMs: number): boolean;
  /** It was not done after all. */
  forget(key: string): void;
}

/** Beyond so many, the oldest may be done again early. */
const MOST_REMEMBERED = 10_000;

/** Remembers the last ten thousand keys, in this process alone. */
export function createSeldom(now: () => Date): Seldom {
  const doneAt = new Map<string, number>();
  return {
    claim(key, everyMs) {
      const at = now().getTime();
      const before = doneAt.get(key);
      if (before !== undefined && at - before < everyMs) return false;
      doneAt.delete(key);
      doneAt.set(key, at);
      const [oldest] = doneAt.keys();
      if (doneAt.size > MOST_REMEMBERED && oldest !== undefined) doneAt.delete(oldest);
      return true;
    },
    forget: (key) => void doneAt.delete(key),
  };
}
