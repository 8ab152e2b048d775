import type { Place } from './place.ts';

/** Where a thread is: it may have to be asked for. */
type ResolvePlace = () => Promise<Place | undefined>;

/** Threads in which something happens. */
export interface ThreadActivityThrottle {
  /** Tells it at once, unless it was told of this thread just now: then at the end of that time, once for all that happened meanwhile. */
  record(thread: string, resolvePlace: ResolvePlace): void;
  /** Tells what was not told yet. */
  flush(): void;
}

interface ThreadActivityThrottleDeps {
  readonly onActivity: (where: ResolvePlace) => void;
  /** How long nothing more is told of a thread. */
  readonly intervalMs: number;
}

/** Threads of which is remembered that something happened in them just now. */
export const MAX_TRACKED_THREADS = 10_000;

/** In one moment of talk many messages come, and what is made of them is made once. */
export function createThreadActivityThrottle({
  onActivity,
  intervalMs,
}: ThreadActivityThrottleDeps): ThreadActivityThrottle {
  const entries = new Map<string, { readonly timer: NodeJS.Timeout; trailing?: ResolvePlace }>();

  /** Forgets a thread. Gives what it still has to tell. */
  const removeThread = (thread: string): ResolvePlace | undefined => {
    const entry = entries.get(thread);
    clearTimeout(entry?.timer);
    entries.delete(thread);
    return entry?.trailing;
  };

  const flushThread = (thread: string): void => {
    const trailing = removeThread(thread);
    if (trailing !== undefined) onActivity(trailing);
  };

  const record: ThreadActivityThrottle['record'] = (thread, resolvePlace) => {
    const entry = entries.get(thread);
    if (entry !== undefined) {
      entry.trailing = resolvePlace;
      return;
    }
    const oldest = entries.keys().next().value;
    if (entries.size >= MAX_TRACKED_THREADS && oldest !== undefined) flushThread(oldest);
    const timer = setTimeout(() => {
      const trailing = removeThread(thread);
      if (trailing !== undefined) record(thread, trailing);
    }, intervalMs);
    entries.set(thread, { timer: timer.unref() });
    onActivity(resolvePlace);
  };

  return {
    record,
    flush() {
      for (const thread of [...entries.keys()]) flushThread(thread);
    },
  };
}
