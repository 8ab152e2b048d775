import { setTimeout as sleep } from 'node:timers/promises';
import PQueue from 'p-queue';

/** Who may ask a site, and when. */
export interface Turns {
  /** Does a piece of work when its turn has come. Whoever is in a hurry comes first. Throws the signal's reason once that is aborted. */
  take<T>(work: () => Promise<T>, call: { readonly isHurried: boolean; readonly signal: AbortSignal }): Promise<T>;
}

/** How a site is asked. */
export interface Pace {
  /** The rest between the end of a request and the begin of the next, in milliseconds. */
  readonly spacingMs: number;
  /** Who takes turns, one request at a time: everyone, or all but those that somebody waits for. */
  readonly queues: 'everyone' | 'those that can wait';
}

/** Turns at one site, of this process alone. */
export function createTurns({ spacingMs, queues }: Pace, now: () => Date): Turns {
  const queue = new PQueue({ concurrency: 1 });
  let endedAt: number | undefined;

  /** A clock that was set meanwhile makes nobody wait longer than the spacing. */
  const restMs = (): number =>
    endedAt === undefined ? 0 : Math.min(Math.max(endedAt + spacingMs - now().getTime(), 0), spacingMs);

  return {
    async take(work, { isHurried, signal }) {
      signal.throwIfAborted();
      if (isHurried && queues !== 'everyone') return work();
      const turn = async () => {
        signal.throwIfAborted();
        const rest = restMs();
        if (rest > 0) await sleep(rest, undefined, { signal });
        try {
          return await work();
        } finally {
          endedAt = now().getTime();
        }
      };
      // The queue is not given the signal: it would start the next request before this one has let go of its line.
      return await untilAborted(queue.add(turn, { priority: isHurried ? 1 : 0 }), signal);
    },
  };
}

async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  let giveUp = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    giveUp = () => reject(signal.reason);
  });
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}
