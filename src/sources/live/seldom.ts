/** What is done no more often than now and then. */
export interface Seldom {
  /** Whether it was not done for so long; then it counts as done now. */
  isTime(key: string, everyMs: number): boolean;
  /** It was not done after all. */
  forget(key: string): void;
}

/** Beyond so many, the oldest may be done again early. */
const MOST_REMEMBERED = 10_000;

export function createSeldom(now: () => Date): Seldom {
  const doneAt = new Map<string, number>();
  return {
    isTime(key, everyMs) {
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
