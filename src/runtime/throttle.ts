import { LRUCache } from 'lru-cache';

/** Allows an action at most once per cooldown and key. */
export interface Throttle {
  /** Starts the cooldown. False if the key is still cooling down. */
  tryAcquire(key: string, cooldownMs: number): boolean;
  /** Ends the cooldown of a key whose action failed. */
  reset(key: string): void;
}

const MAX_KEYS = 10_000;

/** For this process. Beyond 10,000 keys, the least recently used cooldown ends early. */
export function createThrottle(now: () => Date): Throttle {
  const lastRunAt = new LRUCache<string, number>({ max: MAX_KEYS });
  return {
    tryAcquire(key, cooldownMs) {
      const at = now().getTime();
      const previous = lastRunAt.get(key);
      if (previous !== undefined && at - previous < cooldownMs) return false;
      lastRunAt.set(key, at);
      return true;
    },
    reset: (key) => void lastRunAt.delete(key),
  };
}
