import { type DeliverDependencies, LATEST_MS, leaseFrom } from './deliver.ts';
import type { DeliveryInHand, Settlement } from './delivery.ts';

/** How often one is looked for. */
const EVERY_MS = 55_000;
/** A message may show later than its request ended. Before this much time nobody concludes that it is not there. */
const ARRIVES_WITHIN_MS = 2 * 60_000;
/** After this long it is not looked for any more: it stays unknown, and its owner was told. */
const GIVE_UP_MS = 24 * 60 * 60_000;

const TELL_MS = 15 * 60_000;
const TOLD = '; its owner was told';

const BATCH = 20;

/**
 * Looks for the messages of deliveries whose outcome is unknown. One that is found was sent. One that is not there after two minutes is
 * due again, while somebody still waits for it. Where it can't be looked for it stays unknown, and is never sent again blindly: a missing
 * post is better than a doubled one.
 *
 * @returns how many are due again
 */
export async function reconcile(dependencies: DeliverDependencies): Promise<number> {
  const { core, owner, log, signal } = dependencies;
  const { deliveries } = core.highlights;
  let dueAgain = 0;
  while (!signal.aborted) {
    const lookedBefore = new Date(core.now().getTime() - EVERY_MS).toISOString();
    const unknown = await deliveries.claimUnknown({ ...leaseFrom(core, owner), lookedBefore, limit: BATCH });
    // One after the other: platforms let an app read little.
    for (const one of unknown) {
      const found = await lookFor(one, dependencies);
      const as = found.state === 'unknown' ? await toldOf(one, found.reason, dependencies) : found;
      await deliveries.settle(one.delivery.id, { owner, now: core.now().toISOString(), as });
      if (as.state === 'due') dueAgain += 1;
      log.info({ delivery: one.delivery.id, as: as.state }, 'looked for a post whose outcome was unknown');
    }
    if (unknown.length < BATCH) break;
  }
  return dueAgain;
}

/** Tells the owner once that nobody knows, when that has been so for a while. */
async function toldOf(
  one: DeliveryInHand,
  reason: string,
  { core, tellOwner }: DeliverDependencies,
): Promise<Settlement> {
  const { delivery, subscription } = one;
  const isTold = delivery.reason?.endsWith(TOLD) ?? false;
  const sinceMs = core.now().getTime() - Date.parse(delivery.attemptedAt ?? delivery.slot);
  if (!isTold && sinceMs < TELL_MS) return { state: 'unknown', reason };
  if (!isTold) await tellOwner(subscription, { kind: 'unknown', slot: delivery.slot }, `unknown ${delivery.id}`);
  return { state: 'unknown', reason: reason + TOLD };
}

async function lookFor(
  { delivery, subscription }: DeliveryInHand,
  { core, platforms }: DeliverDependencies,
): Promise<Settlement> {
  const since = delivery.attemptedAt ?? delivery.slot;
  const agoMs = core.now().getTime() - Date.parse(since);
  const stays = (reason: string): Settlement => ({ state: 'unknown', reason });
  const platform = platforms.get(subscription.place.platform);
  if (agoMs > GIVE_UP_MS) return stays('it was looked for during a day, and nobody knows');
  if (platform === undefined) return stays(`Paperboy is not connected to ${subscription.place.platform}`);
  try {
    const posted = await platform.findPosted(subscription.place, delivery.id, since);
    if (posted !== undefined) return { state: 'sent', posted, reason: 'no answer came, but the message was found' };
  } catch (error) {
    return stays(`it can not be looked for: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (agoMs < ARRIVES_WITHIN_MS) return stays('it is not there yet');
  if (core.now().getTime() - Date.parse(delivery.slot) > LATEST_MS) {
    return {
      state: 'expired',
      reason: 'no answer came, the message is not there, and it is too late to send it again',
    };
  }
  return { state: 'due', notBefore: core.now().toISOString(), reason: 'no answer came, and the message is not there' };
}
