import type { Core } from '../../chat/context.ts';
import { ARRIVES_WITHIN_MS, type ChatPlatform } from '../../chat/platform.ts';
import { type DeliverDependencies, LATEST_MS, leaseFrom } from './deliver.ts';
import { type DeliveryInHand, LOOKED_FOR_MS, OWNER_TOLD, type Settlement } from './delivery.ts';

/** How often one is looked for. */
const EVERY_MS = 55_000;
const TELL_MS = 15 * 60_000;

const BATCH = 20;

/** Longer than it takes to look for so many one after the other, on a platform that answers slowly. */
const LEASE_MS = 10 * 60_000;

/** What a round of looking came to. */
interface Round {
  /** How many are due again. */
  readonly dueAgain: number;
  /** Whether others may still wait to be looked for. */
  readonly isFull: boolean;
}

/**
 * Looks for the messages of some deliveries to a platform whose outcome is unknown. One that is found was sent. One that is not there
 * after two minutes is due again, while somebody still waits for it. Where it can't be looked for it stays unknown, and is never sent
 * again blindly: a missing post is better than a doubled one.
 */
export async function reconcile(platform: ChatPlatform, dependencies: DeliverDependencies): Promise<Round> {
  const { core, owner, log, signal } = dependencies;
  const { deliveries } = core.highlights;
  const before = (ms: number): string => new Date(core.now().getTime() - ms).toISOString();
  const unknown = await deliveries.claimUnknown({
    ...leaseFrom(core, owner, LEASE_MS),
    ...{ platforms: [platform.name], limit: BATCH },
    ...{ attemptedAfter: before(LOOKED_FOR_MS), lookedBefore: before(EVERY_MS) },
  });
  let dueAgain = 0;
  // One after the other: platforms let an app read little.
  for (const one of unknown) {
    if (signal.aborted) break;
    const found = await lookFor(one, platform, core);
    const as = found.state === 'unknown' ? await toldOf(one, found.reason, dependencies) : found;
    await deliveries.settle(one.delivery.id, { owner, now: core.now().toISOString(), as, onlyIfUnknown: true });
    if (as.state === 'due') dueAgain += 1;
    log.info({ delivery: one.delivery.id, as: as.state }, 'looked for a post whose outcome was unknown');
  }
  return { dueAgain, isFull: unknown.length === BATCH };
}

/** Tells the owner once that nobody knows, when that has been so for a while. */
async function toldOf(
  one: DeliveryInHand,
  reason: string,
  { core, tellOwner }: DeliverDependencies,
): Promise<Settlement> {
  const { delivery, subscription } = one;
  const isTold = delivery.reason?.endsWith(OWNER_TOLD) ?? false;
  const sinceMs = core.now().getTime() - Date.parse(delivery.attemptedAt ?? delivery.slot);
  if (!isTold && sinceMs < TELL_MS) return { state: 'unknown', reason };
  if (!isTold) await tellOwner(subscription, { kind: 'unknown', slot: delivery.slot }, `unknown ${delivery.id}`);
  return { state: 'unknown', reason: reason + OWNER_TOLD };
}

async function lookFor(
  { delivery, subscription }: DeliveryInHand,
  platform: ChatPlatform,
  core: Pick<Core, 'now'>,
): Promise<Settlement> {
  const since = delivery.attemptedAt ?? delivery.slot;
  const agoMs = core.now().getTime() - Date.parse(since);
  const stays = (reason: string): Settlement => ({ state: 'unknown', reason });
  if (agoMs >= LOOKED_FOR_MS) return stays(delivery.reason ?? 'nobody looked for it in time');
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
