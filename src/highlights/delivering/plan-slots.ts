import type { Log } from '../../log.ts';
import { latestSlot, nextSlot } from '../schedule/slots.ts';
import type { Subscription, Subscriptions } from '../subscribing/subscription.ts';
import type { Deliveries, Delivery } from './delivery.ts';

interface Dependencies {
  readonly subscriptions: Subscriptions;
  readonly deliveries: Deliveries;
  readonly now: () => Date;
  readonly newId: () => string;
  /** The version of the time zone data. */
  readonly zoneData: string;
  readonly log: Log;
}

const BATCH = 500;

/**
 * Makes the deliveries of all slots that have come, one for each subscription: after a time of silence only the newest slot's, so that
 * nobody is flooded. Then moves to other slots what was computed with other time zone data.
 *
 * @returns how many were made
 */
export async function planSlots(dependencies: Dependencies): Promise<number> {
  const { subscriptions, now, zoneData } = dependencies;
  const at = now().toISOString();
  let planned = 0;
  for (;;) {
    const due = await subscriptions.due(at, BATCH);
    for (const one of due) if (await orBroken(one, () => plan(one, at, dependencies), dependencies)) planned += 1;
    if (due.length < BATCH) break;
  }
  for (;;) {
    const moved = await subscriptions.withOtherZoneData(zoneData, BATCH);
    for (const one of moved) {
      const move = () => subscriptions.moveSlot(one, { nextSlot: nextSlot(one.schedule, goesOnAt(one, at)), zoneData });
      await orBroken(one, move, dependencies);
    }
    if (moved.length < BATCH) break;
  }
  return planned;
}

/** A zone that this machine does not know has no slots: that must not keep all others from theirs. */
async function orBroken(
  one: Subscription,
  work: () => Promise<boolean>,
  { subscriptions, now, zoneData, log }: Dependencies,
): Promise<boolean> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    log.error({ err: error, subscription: one.id }, 'a subscription has no slots');
    const reason = `the time zone ${one.schedule.zone} is not known here`;
    await subscriptions.changeState(one, { kind: 'broken', since: now().toISOString(), reason, ownerTold: false });
    await subscriptions.moveSlot(one, { zoneData });
    return false;
  }
}

async function plan(subscription: Subscription, at: string, dependencies: Dependencies): Promise<boolean> {
  const { subscriptions, deliveries, newId, zoneData, log } = dependencies;
  const { schedule, state, nextSlot: expected = at } = subscription;
  const next = { nextSlot: nextSlot(schedule, at), zoneData };
  // A pause with an end is over when its first slot has come.
  if (state.kind === 'paused') await subscriptions.changeState(subscription, { kind: 'active' });
  const { slot, missed } = latestSlot(schedule, at, justBefore(expected)) ?? { slot: expected, missed: 0 };
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
function goesOnAt({ state }: Subscription, at: string): string {
  return state.kind === 'paused' && state.until !== undefined && state.until > at ? state.until : at;
}

function justBefore(instant: string): string {
  return new Date(Date.parse(instant) - 1).toISOString();
}
