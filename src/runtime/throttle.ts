/** What is done no more often than now and then. */
export interface Throttle {
  /** Notes that it is done now. False where it was not so long ago: then it is not to be. */
  tryAcquire(key: string, cooldownMs: number): boolean;
  /** It was not done after all. */
  reset(key: string): void;
}

/** Beyond so many, the oldest may be done again early. */
const MAX_KEYS = 10_000;

/** Remembers the last ten thousand keys, in this process alone. */
export function createThrottle(now: () => Date): Throttle {
  const lastRunAt = new Map<string, number>();
  return {
    tryAcquire(key, cooldownMs) {
      const at = now().getTime();
      const previous = lastRunAt.get(key);
      if (previous !== undefined && at - previous < cooldownMs) return false;
      lastRunAt.delete(key);
      lastRunAt.set(key, at);
      const [oldest] = lastRunAt.keys();
      if (lastRunAt.size > MAX_KEYS && oldest !== undefined) lastRunAt.delete(oldest);
      return true;
    },
    reset: (key) => void lastRunAt.delete(key),
  };
}
