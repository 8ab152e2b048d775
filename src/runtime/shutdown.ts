import type { Log } from './log.ts';
import { withTimeout } from './retry.ts';

type StopFn = () => Promise<unknown>;

/** What ends, one step after the other; what stands together ends at the same time. */
type ShutdownSteps = Readonly<Record<keyof typeof SHUTDOWN_DEADLINES_MS, readonly StopFn[]>>;

interface ShutdownDeps {
  readonly log: Log;
  /** Ends the process. */
  readonly exit: () => void;
  /** When each step is left behind, in milliseconds since the beginning of the end. */
  readonly deadlinesMs?: typeof SHUTDOWN_DEADLINES_MS;
}

/**
 * When each step is over, whatever hangs: `docker stop` kills after ten seconds
 * (https://docs.docker.com/reference/cli/docker/container/stop/). What a step does not use the next one has.
 */
const SHUTDOWN_DEADLINES_MS: Readonly<Record<'work' | 'pages' | 'store' | 'watch', number>> = {
  /** Whatever takes work finishes what it has in hand (`in-hand.ts`), and takes its leave. */
  work: 8000,
  pages: 8250,
  /** Once nobody asks it any more. */
  store: 9000,
  /** Last, as to the end somebody may want to know that this goes on. */
  watch: 9250,
};

/** What was written to the log and the terminal is out by then. */
const FLUSH_MS = 250;

/** Ends all that runs in a process, and then the process, within ten seconds. It never rejects. */
export async function shutdown(
  steps: ShutdownSteps,
  { log, exit, deadlinesMs = SHUTDOWN_DEADLINES_MS }: ShutdownDeps,
): Promise<void> {
  const startedAt = performance.now();
  const runStep = async (step: keyof ShutdownSteps): Promise<void> => {
    const stops = Promise.allSettled(steps[step].map(async (stop) => stop()));
    const results = await withTimeout(stops, deadlinesMs[step] - (performance.now() - startedAt));
    if (results === undefined) log.warn({ step }, 'what hangs is left behind, so that all ends in time');
    for (const result of results ?? []) {
      if (result.status === 'rejected')
        log.error({ err: result.reason, step }, 'something could not be ended properly');
    }
  };
  for (const step of ['work', 'pages', 'store', 'watch'] as const) await runStep(step);
  // All is done and closed: a request that hangs in a library (discord.js waits for its own 15 seconds) is not worth waiting for.
  setTimeout(exit, FLUSH_MS).unref();
}
