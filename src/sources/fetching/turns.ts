import { setTimeout as sleep } from 'node:timers/promises';
import PQueue from 'p-queue';

/** Who may ask a site, and when. */
export interface RequestQueue {
  /** Does a piece of work when its turn has come. Whoever is in a hurry comes first. Throws the signal's reason once that is aborted. */
  run<T>(
    task: () => Promise<T>,
    options: { readonly isInteractive: boolean; readonly signal: AbortSignal },
  ): Promise<T>;
}

/** How a site is asked. */
export interface RequestLimits {
  /** The rest between the end of a request and the begin of the next, in milliseconds. */
  readonly minIntervalMs: number;
  /** Who takes turns, one request at a time: everyone, or all but those that somebody waits for. */
  readonly queued: 'all' | 'background';
}

/** Turns at one site, of this process alone. */
export function createRequestQueue({ minIntervalMs, queued }: RequestLimits, now: () => Date): RequestQueue {
  const queue = new PQueue({ concurrency: 1 });
  let lastEndedAt: number | undefined;

  /** A clock that was set meanwhile makes nobody wait longer than the spacing. */
  const remainingIntervalMs = (): number =>
    lastEndedAt === undefined ? 0 : Math.min(Math.max(lastEndedAt + minIntervalMs - now().getTime(), 0), minIntervalMs);

  return {
    async run(task, { isInteractive, signal }) {
      signal.throwIfAborted();
      if (isInteractive && queued !== 'all') return task();
      const runInTurn = async () => {
        signal.throwIfAborted();
        const waitMs = remainingIntervalMs();
        if (waitMs > 0) await sleep(waitMs, undefined, { signal });
        try {
          return await task();
        } finally {
          lastEndedAt = now().getTime();
        }
      };
      // The queue is not given the signal: it would start the next request before this one has let go of its line.
      return await raceWithAbort(queue.add(runInTurn, { priority: isInteractive ? 1 : 0 }), signal);
    },
  };
}

async function raceWithAbort<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  let rejectOnAbort = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    rejectOnAbort = () => reject(signal.reason);
  });
  signal.addEventListener('abort', rejectOnAbort, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', rejectOnAbort);
  }
}
