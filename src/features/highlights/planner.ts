import type { Log } from '../../runtime/log.ts';
import { pluralize } from '../../text/format.ts';
import { type DeliveryRepository, newDelivery } from './delivery.ts';
import { latestSlot, nextSlot } from './schedule.ts';
import { resumesAt, type Subscription, type SubscriptionRepository } from './subscription.ts';

export interface PlannerDeps {
  readonly subscriptions: SubscriptionRepository;
  readonly deliveries: Pick<DeliveryRepository, 'plan'>;
  readonly now: () => Date;
  readonly newId: () => string;
  /** The version of the time zone data. */
  readonly tzdataVersion: string;
  readonly log: Log;
}

const BATCH_SIZE = 500;

/**
 * Adds a delivery for each subscription whose slot has come: after a downtime only for the latest slot, so that nobody gets a flood of posts.
 * Then recomputes slots from outdated time zone data.
 *
 * @returns the number of deliveries added
 */
export async function planSlots(deps: PlannerDeps): Promise<number> {
  const { subscriptions, now, tzdataVersion } = deps;
  const at = now().toISOString();
  let planned = 0;
  await forEachBatch(
    () => subscriptions.findDue(at, BATCH_SIZE),
    async (subscription) => {
      const isPlanned = await markBrokenOnUnknownZone(subscription, () => planDelivery(subscription, at, deps), deps);
      if (isPlanned) planned += 1;
    },
  );
  await forEachBatch(
    () => subscriptions.findWithOutdatedTzdata(tzdataVersion, BATCH_SIZE),
    async (subscription) => {
      const reschedule = () => {
        const next = nextSlot(subscription.schedule, resumesAt(subscription, at));
        return subscriptions.updateNextSlot(subscription, { nextSlot: next, tzdataVersion });
      };
      await markBrokenOnUnknownZone(subscription, reschedule, deps);
    },
  );
  return planned;
}

async function forEachBatch<T>(loadBatch: () => Promise<readonly T[]>, run: (item: T) => Promise<void>): Promise<void> {
  for (let size = BATCH_SIZE; size === BATCH_SIZE; ) {
    const batch = await loadBatch();
    for (const item of batch) await run(item);
    size = batch.length;
  }
}

/** A subscription with a zone that this runtime doesn't know must not block the others. */
async function markBrokenOnUnknownZone(
  subscription: Subscription,
  operation: () => Promise<boolean>,
  { subscriptions, now, tzdataVersion, log }: PlannerDeps,
): Promise<boolean> {
  try {
    return await operation();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    log.error({ err: error, subscription: subscription.id }, 'failed to compute the next slot: unknown time zone');
    const reason = `unknown time zone ${subscription.schedule.zone}`;
    const since = now().toISOString();
    await subscriptions.updateState(subscription, { kind: 'broken', since, reason, ownerNotified: false });
    await subscriptions.updateNextSlot(subscription, { tzdataVersion });
    return false;
  }
}

async function planDelivery(subscription: Subscription, at: string, deps: PlannerDeps): Promise<boolean> {
  const { subscriptions, deliveries, newId, tzdataVersion, log } = deps;
  const { schedule, state, nextSlot: expectedSlot = at } = subscription;
  const next = { nextSlot: nextSlot(schedule, at), tzdataVersion };
  // A pause ends with its first slot.
  if (state.kind === 'paused') await subscriptions.updateState(subscription, { kind: 'active' });
  const { slot, missed } = latestSlot(schedule, at, justBefore(expectedSlot)) ?? { slot: expectedSlot, missed: 0 };
  if (missed > 0) log.warn({ subscription: subscription.id, missed, slot }, 'skipping missed slots');
  const reason = `Paperboy wasn't running, and missed ${pluralize(missed, 'earlier post')}`;
  const fields = { id: newId(), subscriptionId: subscription.id, slot, changedAt: at };
  return deliveries.plan(newDelivery({ ...fields, ...(missed > 0 && { reason }) }), next);
}

function justBefore(instant: string): string {
  return new Date(Date.parse(instant) - 1).toISOString();
}
