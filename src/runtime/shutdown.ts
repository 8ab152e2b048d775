import type { Log } from './log.ts';
import { withTimeout } from './retry.ts';

type StopFn = () => Promise<unknown>;

const STEPS = ['workers', 'webServer', 'store', 'operatorServer'] as const;
type Step = (typeof STEPS)[number];

/** What to stop, step by step; the functions of a step run at the same time. */
export type ShutdownSteps = Readonly<Record<Step, StopFn[]>>;

interface ShutdownDeps {
  readonly log: Log;
  /** Exits the process. */
  readonly exit: () => void;
  readonly deadlinesMs?: typeof DEADLINES_MS;
}

/**
 * When each step times out, counted from the start of the shutdown: `docker stop` kills after ten seconds
 * (https://docs.docker.com/reference/cli/docker/container/stop/). A step leaves the time it doesn't use to the next one.
 */
const DEADLINES_MS: Readonly<Record<Step, number>> = {
  /** Platforms and jobs finish what is in flight. */
  workers: 8000,
  webServer: 8250,
  store: 9000,
  /** Last, so that health checks can watch the shutdown. */
  operatorServer: 9250,
};

/** Time for the log and standard output to flush. */
const FLUSH_MS = 250;

/** Stops everything, and exits the process within ten seconds. It never rejects. */
export async function shutdown(
  steps: ShutdownSteps,
  { log, exit, deadlinesMs = DEADLINES_MS }: ShutdownDeps,
): Promise<void> {
  const startedAt = performance.now();
  for (const step of STEPS) {
    const stops = Promise.allSettled(steps[step].map(async (stop) => stop()));
    const results = await withTimeout(stops, deadlinesMs[step] - (performance.now() - startedAt));
    if (results === undefined) log.warn({ step }, 'shutdown step timed out, continuing');
    for (const result of results ?? []) {
      if (result.status === 'rejected') log.error({ err: result.reason, step }, 'shutdown step failed, continuing');
    }
  }
  // A hanging request would keep the process alive; discord.js waits 15 seconds for one.
  setTimeout(exit, FLUSH_MS).unref();
}
