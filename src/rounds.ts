import type { Log } from './log.ts';

/** Work that is done again and again, never twice at a time. */
export interface CoalescingRunner {
  /** Does it now, and once more after a round that is under way. */
  trigger(): void;
  /** Begins no more, and waits for the round under way. */
  stop(): Promise<void>;
  /** How many milliseconds the round under way has taken by now; 0 where none is. */
  runningForMs(): number;
}

interface CoalescingRunnerDeps {
  readonly run: () => Promise<void>;
  readonly log: Log;
  /** Milliseconds that only go forward, whatever happens to the clock. */
  readonly monotonic?: () => number;
}

/** A round that fails is logged, and the next one tries again. */
export function createCoalescingRunner({
  run,
  log,
  monotonic = () => performance.now(),
}: CoalescingRunnerDeps): CoalescingRunner {
  let startedAt: number | undefined;
  let done = Promise.resolve();
  let isPending = false;
  let isStopped = false;

  const loop = async (): Promise<void> => {
    do {
      isPending = false;
      startedAt = monotonic();
      try {
        await run();
      } catch (error) {
        log.error({ err: error }, 'what was due could not be looked after, next try at the next minute');
      }
    } while (isPending && !isStopped);
    startedAt = undefined;
  };

  return {
    trigger() {
      if (isStopped) return;
      if (startedAt === undefined) done = loop();
      else isPending = true;
    },
    async stop() {
      isStopped = true;
      await done;
    },
    runningForMs: () => (startedAt === undefined ? 0 : monotonic() - startedAt),
  };
}
