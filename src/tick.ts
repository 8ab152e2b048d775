import { schedule } from 'node-cron';
import type { Log } from './log.ts';
import { createRounds } from './rounds.ts';

/** Calls something at every full minute, and at once where asked. */
export interface Tick {
  /** Calls now, and again after a call that is under way. */
  wake(): void;
  /** Ends the calls, and waits for the one under way. */
  stop(): Promise<void>;
  /** Milliseconds since the last full minute that was heard of. */
  age(): number;
  /** How many milliseconds the call under way has taken by now; 0 where none is. */
  underWayMs(): number;
}

interface Dependencies {
  readonly run: () => Promise<void>;
  readonly log: Log;
  /** Milliseconds that only go forward, whatever happens to the clock. */
  readonly monotonic?: () => number;
  readonly watchMs?: number;
  readonly patienceMs?: number;
}

const WATCH_MS = 30_000;
const PATIENCE_MS = 90_000;

/**
 * One task of node-cron for everything, in UTC: in other zones it skips an hour a year, a task for each subscription would skip many, and
 * none of them is caught up (node-cron 4.6). Nothing depends on a tick being on time: each call looks for all that is due by then. A clock
 * that is set back stops node-cron, so somebody who looks at another clock starts it anew.
 */
export function startTick({ run, log, ...settings }: Dependencies): Tick {
  const { monotonic = () => performance.now(), watchMs = WATCH_MS, patienceMs = PATIENCE_MS } = settings;
  const rounds = createRounds({ run, log, monotonic });
  let heard = monotonic();

  const onMinute = (): void => {
    heard = monotonic();
    rounds.begin();
  };
  const begin = () => schedule('* * * * *', onMinute, { timezone: 'UTC', name: 'minute', noOverlap: true });

  let task = begin();
  const watch = setInterval(() => {
    if (monotonic() - heard < patienceMs) return;
    log.error({ patienceMs }, 'the clock of the schedule stood still, it is started anew');
    void task.destroy();
    task = begin();
    onMinute();
  }, watchMs).unref();
  rounds.begin();

  return {
    wake: rounds.begin,
    age: () => monotonic() - heard,
    underWayMs: rounds.underWayMs,
    async stop() {
      clearInterval(watch);
      const done = rounds.stop();
      await task.destroy();
      await done;
    },
  };
}
