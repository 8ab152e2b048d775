import type { Log } from '../../log.ts';
import { latestSlot, nextSlot } from '../schedule/slots.ts';
import type { Subscription, SubscriptionRepository } from '../subscribing/subscription.ts';
import type { Delivery, DeliveryRepository } from './delivery.ts';

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
