import type { AppServices } from '../chat/context.ts';
import { DRAIN_TIMEOUT_MS } from '../in-hand.ts';
import { withTimeout } from '../in-time.ts';
import type { Log } from '../log.ts';
import { createCoalescingRunner } from '../rounds.ts';
import { startScheduler } from '../tick.ts';
import { refreshDueThreads } from './look-after.ts';
import { recoverOpenings } from './settle-openings.ts';

/** Looks after the discussions: finishes those whose opening was cut off, and brings their cards up to date. */
export interface DiscussionScheduler {
  /** Looks for what is due now. */
  wake(): void;
  /** Looks at the threads that are due, as one has stirred just now. */
  refreshSoon(): void;
  /** Finishes what is in hand, in time. What is left others take over. */
  stop(): Promise<void>;
  /** Milliseconds since the last minute that was heard of. */
  lastRunAgeMs(): number;
}

interface DiscussionSchedulerDeps {
  readonly core: AppServices;
  readonly log: Log;
  /** Milliseconds that only go forward, whatever happens to the clock. */
  readonly monotonic?: () => number;
}

/** So many a minute: Slack lets an app read fifty threads a minute, of which some are left for what people ask (its tier 3). */
const MAX_REFRESHES_PER_MINUTE = 20;
/** A little less, as no tick comes to the millisecond. */
const RATE_WINDOW_MS = 55_000;

/** A discussion that takes the place of another one leads to that for so long. */
const ENDED_RETENTION_MS = 90 * 24 * 60 * 60_000;

/** Looks at once and at every full minute; also deletes what ended 90 days ago. */
export function startDiscussionScheduler({
  core,
  log,
  monotonic = () => performance.now(),
}: DiscussionSchedulerDeps): DiscussionScheduler {
  const stopController = new AbortController();
  const { repository } = core.discussions;
  const recentRefreshes: number[] = [];
  const refreshDue = async (): Promise<void> => {
    const windowStart = monotonic() - RATE_WINDOW_MS;
    recentRefreshes.splice(0, recentRefreshes.findLastIndex((at) => at <= windowStart) + 1);
    const refreshedCount = await refreshDueThreads({
      core,
      log,
      signal: stopController.signal,
      maxRefreshes: MAX_REFRESHES_PER_MINUTE - recentRefreshes.length,
    });
    recentRefreshes.push(...Array.from({ length: refreshedCount }, monotonic));
  };
  const refreshRunner = createCoalescingRunner({ run: refreshDue, log });
  const run = async (): Promise<void> => {
    refreshRunner.trigger();
    await recoverOpenings({ core, log });
    await repository.deleteEnded(new Date(core.now().getTime() - ENDED_RETENTION_MS).toISOString());
  };
  const scheduler = startScheduler({ run, log });
  return {
    wake: scheduler.wake,
    refreshSoon: refreshRunner.trigger,
    lastRunAgeMs: scheduler.lastTickAgeMs,
    async stop() {
      stopController.abort();
      await withTimeout(Promise.all([scheduler.stop(), refreshRunner.stop()]), DRAIN_TIMEOUT_MS);
    },
  };
}
