import { schedule } from 'node-cron';
import type { Log } from './log.ts';

/** Runs a job at every full minute, and immediately when woken. */
export interface Scheduler {
  /** Runs the job now, or once more after the current run. */
  wake(): void;
  /** Starts no more runs, and waits for the current one. */
  stop(): Promise<void>;
  /** Milliseconds since the last tick. */
  lastTickAgeMs(): number;
  /** Milliseconds since the current run started; 0 between runs. */
  runningForMs(): number;
}

interface SchedulerDeps extends CoalescingRunnerDeps {
  readonly watchdogIntervalMs?: number;
  readonly stallTimeoutMs?: number;
}

const WATCHDOG_INTERVAL_MS = 30_000;
const STALL_TIMEOUT_MS = 90_000;

/**
 * One node-cron task per minute, in UTC: in other time zones node-cron 4.6 skips an hour a year, and it doesn't catch up. Nothing depends on
 * a tick being on time, since each run looks for everything that is due. If the system clock is set back, node-cron stops; a watchdog on a
 * monotonic clock restarts it.
 */
export function startScheduler({ run, log, ...settings }: SchedulerDeps): Scheduler {
  const {
    monotonic = () => performance.now(),
    watchdogIntervalMs = WATCHDOG_INTERVAL_MS,
    stallTimeoutMs = STALL_TIMEOUT_MS,
  } = settings;
  const runner = createCoalescingRunner({ run, log, monotonic });
  let lastTickAt = monotonic();

  const onMinute = (): void => {
    lastTickAt = monotonic();
    runner.trigger();
  };
  const createTask = () => schedule('* * * * *', onMinute, { timezone: 'UTC', name: 'minute', noOverlap: true });

  let task = createTask();
  const watchdog = setInterval(() => {
    if (monotonic() - lastTickAt < stallTimeoutMs) return;
    log.error({ stallTimeoutMs }, 'scheduler stalled, restarting');
    void task.destroy();
    task = createTask();
    onMinute();
  }, watchdogIntervalMs).unref();
  runner.trigger();

  return {
    wake: runner.trigger,
    lastTickAgeMs: () => monotonic() - lastTickAt,
    runningForMs: runner.runningForMs,
    async stop() {
      clearInterval(watchdog);
      const done = runner.stop();
      await task.destroy();
      await done;
    },
  };
}

/** Runs a job repeatedly, but never twice at a time. */
export interface CoalescingRunner {
  /** Runs the job now, or once more after the current run. */
  trigger(): void;
  /** Starts no more runs, and waits for the current one. */
  stop(): Promise<void>;
  /** Milliseconds since the current run started; 0 between runs. */
  runningForMs(): number;
}

interface CoalescingRunnerDeps {
  readonly run: () => Promise<void>;
  readonly log: Log;
  /** A clock in milliseconds that never goes back. */
  readonly monotonic?: () => number;
}

/** Failed runs are logged. */
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
        log.error({ err: error }, 'scheduled run failed, retrying at the next tick');
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
