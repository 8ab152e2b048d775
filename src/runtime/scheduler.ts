import { schedule } from 'node-cron';
import type { Log } from './log.ts';

/** Calls something at every full minute, and at once where asked. */
export interface Scheduler {
  /** Calls now, and again after a call that is under way. */
  wake(): void;
  /** Ends the calls, and waits for the one under way. */
  stop(): Promise<void>;
  /** Milliseconds since the last full minute that was heard of. */
  lastTickAgeMs(): number;
  /** How many milliseconds the call under way has taken by now; 0 where none is. */
  runningForMs(): number;
}

interface SchedulerDeps {
  readonly run: () => Promise<void>;
  readonly log: Log;
  /** Milliseconds that only go forward, whatever happens to the clock. */
  readonly monotonic?: () => number;
  readonly watchdogIntervalMs?: number;
  readonly stallTimeoutMs?: number;
}

const WATCHDOG_INTERVAL_MS = 30_000;
const STALL_TIMEOUT_MS = 90_000;

/**
 * One task of node-cron for everything, in UTC: in other zones it skips an hour a year, a task for each subscription would skip many, and
 * none of them is caught up (node-cron 4.6). Nothing depends on a tick being on time: each call looks for all that is due by then. A clock
 * that is set back stops node-cron, so somebody who looks at another clock starts it anew.
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
    log.error({ patienceMs: stallTimeoutMs }, 'the clock of the schedule stood still, it is started anew');
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
