import type { ChatPlatform } from '../../chat/platform.ts';
import type { Log } from '../../runtime/log.ts';
import { withTimeout } from '../../runtime/retry.ts';
import { createCoalescingRunner, type Scheduler, startScheduler } from '../../runtime/scheduler.ts';
import { DRAIN_TIMEOUT_MS } from '../../runtime/task-tracker.ts';
import type { Delivery, DeliveryRepository } from './delivery.ts';
import { DELIVERY_DEADLINE_MS, type DispatcherDeps, dispatchDue, reconcileUnknown } from './dispatcher.ts';
import { latestSlot, nextSlot } from './schedule.ts';
import { type Subscription, type SubscriptionRepository, UNDO_WINDOW_MS } from './subscription.ts';

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

interface PlannerDeps {
  readonly subscriptions: SubscriptionRepository;
  readonly deliveries: DeliveryRepository;
  readonly now: () => Date;
  readonly newId: () => string;
  /** The version of the time zone data. */
  readonly tzdataVersion: string;
  readonly log: Log;
}

const PLAN_BATCH_SIZE = 500;

/**
 * Makes the deliveries of all slots that have come, one for each subscription: after a time of silence only the newest slot's, so that
 * nobody is flooded. Then moves to other slots what was computed with other time zone data.
 *
 * @returns how many were made
 */
export async function planSlots(deps: PlannerDeps): Promise<number> {
  const { subscriptions, now, tzdataVersion } = deps;
  const at = now().toISOString();
  let planned = 0;
  for (;;) {
    const due = await subscriptions.findDue(at, PLAN_BATCH_SIZE);
    for (const subscription of due)
      if (await markBrokenOnUnknownZone(subscription, () => planDelivery(subscription, at, deps), deps)) planned += 1;
    if (due.length < PLAN_BATCH_SIZE) break;
  }
  for (;;) {
    const outdated = await subscriptions.findWithOutdatedTzdata(tzdataVersion, PLAN_BATCH_SIZE);
    for (const subscription of outdated) {
      const reschedule = () =>
        subscriptions.updateNextSlot(subscription, {
          nextSlot: nextSlot(subscription.schedule, resumesAt(subscription, at)),
          tzdataVersion,
        });
      await markBrokenOnUnknownZone(subscription, reschedule, deps);
    }
    if (outdated.length < PLAN_BATCH_SIZE) break;
  }
  return planned;
}

/** A zone that this machine does not know has no slots: that must not keep all others from theirs. */
async function markBrokenOnUnknownZone(
  subscription: Subscription,
  operation: () => Promise<boolean>,
  { subscriptions, now, tzdataVersion, log }: PlannerDeps,
): Promise<boolean> {
  try {
    return await operation();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    log.error({ err: error, subscription: subscription.id }, 'a subscription has no slots');
    const reason = `the time zone ${subscription.schedule.zone} is not known here`;
    await subscriptions.updateState(subscription, {
      kind: 'broken',
      since: now().toISOString(),
      reason,
      ownerNotified: false,
    });
    await subscriptions.updateNextSlot(subscription, { tzdataVersion });
    return false;
  }
}

async function planDelivery(subscription: Subscription, at: string, deps: PlannerDeps): Promise<boolean> {
  const { subscriptions, deliveries, newId, tzdataVersion, log } = deps;
  const { schedule, state, nextSlot: expectedSlot = at } = subscription;
  const next = { nextSlot: nextSlot(schedule, at), tzdataVersion };
  // A pause with an end is over when its first slot has come.
  if (state.kind === 'paused') await subscriptions.updateState(subscription, { kind: 'active' });
  const { slot, missed } = latestSlot(schedule, at, justBefore(expectedSlot)) ?? { slot: expectedSlot, missed: 0 };
  if (missed > 0) log.warn({ subscription: subscription.id, missed, slot }, 'slots were missed');
  const delivery: Delivery = {
    id: newId(),
    subscriptionId: subscription.id,
    slot,
    state: 'due',
    attempts: 0,
    paperIds: [],
    changedAt: at,
    ...(missed > 0 && { reason: `Paperboy did not run at this slot, nor at ${missed} before it` }),
  };
  return deliveries.plan(delivery, next);
}

/** From when it posts: a pause that has an end lasts until then. */
function resumesAt({ state }: Subscription, at: string): string {
  return state.kind === 'paused' && state.until !== undefined && state.until > at ? state.until : at;
}

function justBefore(instant: string): string {
  return new Date(Date.parse(instant) - 1).toISOString();
}
