import type { Log } from './log.ts';

/** Work that is done again and again, never twice at a time. */
export interface Rounds {
  /** Does it now, and once more after a round that is under way. */
  begin(): void;
  /** Begins no more, and waits for the round under way. */
  stop(): Promise<void>;
  /** How many milliseconds the round under way has taken by now; 0 where none is. */
  underWayMs(): number;
}

interface Dependencies {
  readonly run: () => Promise<void>;
  readonly log: Log;
  /** Milliseconds that only go forward, whatever happens to the clock. */
  readonly monotonic?: () => number;
}

/** A round that fails is logged, and the next one tries again. */
export function createRounds({ run, log, monotonic = () => performance.now() }: Dependencies): Rounds {
  let since: number | undefined;
  let done = Promise.resolve();
  let again = false;
  let isStopped = false;

  const work = async (): Promise<void> => {
    do {
      again = false;
      since = monotonic();
      try {
        await run();
      } catch (error) {
        log.error({ err: error }, 'what was due could not be looked after, next try at the next minute');
      }
    } while (again && !isStopped);
    since = undefined;
  };

  return {
    begin() {
      if (isStopped) return;
      if (since === undefined) done = work();
      else again = true;
    },
    async stop() {
      isStopped = true;
      await done;
    },
    underWayMs: () => (since === undefined ? 0 : monotonic() - since),
  };
}
