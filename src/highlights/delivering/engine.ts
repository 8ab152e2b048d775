import type { ChatPlatform } from '../../chat/platform.ts';
import { DRAIN_TIMEOUT_MS } from '../../in-hand.ts';
import { withTimeout } from '../../in-time.ts';
import { createCoalescingRunner } from '../../rounds.ts';
import { type Scheduler, startScheduler } from '../../tick.ts';
import { UNDO_WINDOW_MS } from '../subscribing/subscription.ts';
import { DELIVERY_DEADLINE_MS, type DispatcherDeps, dispatchDue } from './deliver.ts';
import { planSlots } from './plan-slots.ts';
import { reconcileUnknown } from './reconcile.ts';

/** Delivers the daily highlights: makes deliveries of the slots that come, sends them, and looks for those whose outcome is unknown. */
export interface DeliveryScheduler {
  /** Looks for what is due now. */
  wake(): void;
  /** Finishes what is in hand, in time, and gives the rest back. */
  stop(): Promise<void>;
  /** Milliseconds since the last minute that was heard of, or since the planning that is under way began, whichever is more. */
  lastRunAgeMs(): number;
}

interface DeliverySchedulerDeps extends Omit<DispatcherDeps, 'signal'> {
  readonly platforms: ReadonlyMap<string, ChatPlatform>;
}

/** How long the ledger can be looked through: a season. */
const DELIVERY_RETENTION_MS = 90 * 24 * 60 * 60_000;
/** By then a process that is connected to the platform has let it expire, and told its owner. */
const UNROUTABLE_AFTER_MS = DELIVERY_DEADLINE_MS + 60 * 60_000;

/**
 * Slots are planned by the minute. Sending to a platform and looking for lost posts on it each go on by themselves, so that one that is
 * slow or away keeps nothing else waiting.
 */
export function startDeliveryScheduler({ platforms, ...deps }: DeliverySchedulerDeps): DeliveryScheduler {
  const stopController = new AbortController();
  const { core, leaseOwner, log } = deps;
  const { subscriptions, deliveries, newId, tzdataVersion } = core.highlights;
  const dispatcherDeps = { ...deps, signal: stopController.signal };
  const msAgo = (ms: number): string => new Date(core.now().getTime() - ms).toISOString();

  const runnersByPlatform = [...platforms.values()].map((platform) => {
    const dispatchRunner = createCoalescingRunner({ run: () => dispatchDue(platform, dispatcherDeps), log });
    const reconcileRunner = createCoalescingRunner({
      run: async () => {
        const { requeued, hasMore } = await reconcileUnknown(platform, dispatcherDeps);
        if (requeued > 0) dispatchRunner.trigger();
        if (hasMore) reconcileRunner.trigger();
      },
      log,
    });
    return [dispatchRunner, reconcileRunner];
  });
  const runners = runnersByPlatform.flat();

  const planAndCleanUp = async (): Promise<void> => {
    const now = core.now().toISOString();
    const staleCount = await deliveries.markStaleAsUnknown(now);
    if (staleCount > 0)
      log.warn({ abandoned: staleCount }, 'deliveries were under way when a process ended; they are looked for');
    await planSlots({ subscriptions, deliveries, now: core.now, newId, tzdataVersion, log });
    const request = { platforms: [...platforms.keys()], unchangedSince: msAgo(UNROUTABLE_AFTER_MS), now };
    const unroutable = await deliveries.expireUnroutable(request);
    if (unroutable.length > 0)
      log.warn({ unserved: unroutable }, 'posts have expired: no process is connected to their platform');
    await subscriptions.deleteEnded(msAgo(UNDO_WINDOW_MS));
    await deliveries.deleteFinished(msAgo(DELIVERY_RETENTION_MS));
  };
  const runMinute = async (): Promise<void> => {
    try {
      await planAndCleanUp();
    } finally {
      for (const runner of runners) runner.trigger();
    }
  };
  const scheduler: Scheduler = startScheduler({ run: runMinute, log });

  return {
    wake: scheduler.wake,
    lastRunAgeMs: () => Math.max(scheduler.lastTickAgeMs(), scheduler.runningForMs()),
    async stop() {
      stopController.abort();
      const drained = Promise.all([scheduler.stop(), ...runners.map((runner) => runner.stop())]);
      await withTimeout(drained, DRAIN_TIMEOUT_MS);
      await deliveries.release(leaseOwner);
    },
  };
}
