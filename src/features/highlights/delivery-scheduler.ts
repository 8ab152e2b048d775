import type { ChatPlatform } from '../../chat/platform.ts';
import { isoTimestampIn } from '../../runtime/clock.ts';
import { withTimeout } from '../../runtime/retry.ts';
import { type CoalescingRunner, createCoalescingRunner, startScheduler } from '../../runtime/scheduler.ts';
import { DRAIN_TIMEOUT_MS } from '../../runtime/task-tracker.ts';
import { DELIVERY_DEADLINE_MS, type DispatcherDeps, dispatchDue } from './dispatcher.ts';
import { type PlannerDeps, planSlots } from './planner.ts';
import { reconcileUnknown } from './reconcile.ts';
import { UNDO_WINDOW_MS } from './subscription.ts';

/** Plans, sends and reconciles the deliveries of all subscriptions. */
export interface DeliveryScheduler {
  /** Looks for due deliveries now. */
  wake(): void;
  /** Finishes what is in flight, within the drain timeout, and releases the rest. */
  stop(): Promise<void>;
  /** Milliseconds since the last tick, or since the current run started if that is longer. */
  lastRunAgeMs(): number;
}

interface DeliverySchedulerDeps extends Omit<DispatcherDeps, 'signal'>, Pick<PlannerDeps, 'newId' | 'tzdataVersion'> {
  readonly platforms: ReadonlyMap<string, ChatPlatform>;
}

const DELIVERY_RETENTION_MS = 90 * 24 * 60 * 60_000;
/** By then a process that is connected to the platform would have expired the delivery and notified its owner. */
const UNROUTABLE_AFTER_MS = DELIVERY_DEADLINE_MS + 60 * 60_000;

/** Plans every minute. Each platform dispatches and reconciles on its own, so that a slow or unreachable one delays nothing else. */
export function startDeliveryScheduler({ platforms, ...deps }: DeliverySchedulerDeps): DeliveryScheduler {
  const stopController = new AbortController();
  const { deliveries, leaseOwner, log } = deps;
  const dispatcherDeps = { ...deps, signal: stopController.signal };
  const runners = [...platforms.values()].flatMap((platform) => createRunners(platform, dispatcherDeps));
  const runMinute = async (): Promise<void> => {
    try {
      await planAndCleanUp({ platforms, ...deps });
    } finally {
      for (const runner of runners) runner.trigger();
    }
  };
  const scheduler = startScheduler({ run: runMinute, log });

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

function createRunners(platform: ChatPlatform, deps: DispatcherDeps): CoalescingRunner[] {
  const { log } = deps;
  const dispatchRunner = createCoalescingRunner({ run: () => dispatchDue(platform, deps), log });
  const reconcileRunner = createCoalescingRunner({
    run: async () => {
      const { requeued, hasMore } = await reconcileUnknown(platform, deps);
      if (requeued > 0) dispatchRunner.trigger();
      if (hasMore) reconcileRunner.trigger();
    },
    log,
  });
  return [dispatchRunner, reconcileRunner];
}

async function planAndCleanUp(deps: DeliverySchedulerDeps): Promise<void> {
  const { subscriptions, deliveries, platforms, recordDelivery, log } = deps;
  const now = deps.now().toISOString();
  const staleCount = await deliveries.markStaleAsUnknown(now);
  if (staleCount > 0) log.warn({ count: staleCount }, 'found deliveries of a crashed process, looking for their posts');
  await planSlots(deps);
  const unroutable = await deliveries.expireUnroutable({
    platforms: [...platforms.keys()],
    unchangedSince: isoTimestampIn(-UNROUTABLE_AFTER_MS, deps),
    now,
  });
  for (const platform of unroutable) recordDelivery(platform, 'expired', UNROUTABLE_AFTER_MS);
  if (unroutable.length > 0)
    log.warn({ platforms: unroutable }, 'expired deliveries: no process is connected to their platform');
  await subscriptions.deleteEnded(isoTimestampIn(-UNDO_WINDOW_MS, deps));
  await deliveries.deleteFinished(isoTimestampIn(-DELIVERY_RETENTION_MS, deps));
}
