import { LRUCache } from 'lru-cache';

/** Allows an action at most once per cooldown and key. */
export interface Throttle {
  /** Starts the cooldown. False if the key is still cooling down. */
  tryAcquire(key: string, cooldownMs: number): boolean;
  /** Ends the cooldown of a key whose action failed. */
  reset(key: string): void;
}

export const MAX_KEYS = 10_000;

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

/** Passes on the first event of a key at once, and of those within the interval after it only the last, at the end of the interval. */
export interface TrailingThrottle<Event> {
  record(key: string, event: Event): void;
  /** Passes on all pending events. */
  flush(): void;
}

interface TrailingThrottleOptions<Event> {
  readonly onEvent: (event: Event) => void;
  readonly intervalMs: number;
}

/** Beyond 10,000 keys, the interval of the oldest one ends early. Its timers don't keep the process alive. */
export function createTrailingThrottle<Event>({
  onEvent,
  intervalMs,
}: TrailingThrottleOptions<Event>): TrailingThrottle<Event> {
  const entries = new Map<string, { readonly timer: NodeJS.Timeout; pending?: { readonly event: Event } }>();

  const takePending = (key: string): { readonly event: Event } | undefined => {
    const entry = entries.get(key);
    clearTimeout(entry?.timer);
    entries.delete(key);
    return entry?.pending;
  };

  const flushKey = (key: string): void => {
    const pending = takePending(key);
    if (pending !== undefined) onEvent(pending.event);
  };

  const record = (key: string, event: Event): void => {
    const entry = entries.get(key);
    if (entry !== undefined) {
      entry.pending = { event };
      return;
    }
    const oldest = entries.keys().next().value;
    if (entries.size >= MAX_KEYS && oldest !== undefined) flushKey(oldest);
    const timer = setTimeout(() => {
      const pending = takePending(key);
      if (pending !== undefined) record(key, pending.event);
    }, intervalMs);
    entries.set(key, { timer: timer.unref() });
    onEvent(event);
  };

  return {
    record,
    flush() {
      for (const key of [...entries.keys()]) flushKey(key);
    },
  };
}
