import { setTimeout as sleep } from 'node:timers/promises';
import type { Core } from '../../chat/context.ts';
import type { Document } from '../../chat/document.ts';
import type { ChatPlatform, PostOutcome } from '../../chat/platform.ts';
import { unreachable } from '../../errors.ts';
import type { Lease } from '../../lease.ts';
import type { Log } from '../../log.ts';
import type { DeliveryInHand, Settlement } from './delivery.ts';
import { noteOutcome } from './note-outcome.ts';
import type { TellOwner } from './owner-notices.ts';
import type { Pace } from './pace.ts';
import { preparePost } from './prepare-post.ts';

export interface DeliverDependencies {
  readonly core: Core;
  readonly pace: Pace;
  readonly tellOwner: TellOwner;
  /** Who this process is, among others on the same database. */
  readonly owner: string;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** Later than this nobody waits for highlights any more: they have expired. */
export const LATEST_MS = 2 * 60 * 60_000;

/** How long nobody else may take what this process has in hand: longer than any post can take. */
const LEASE_MS = 60_000;

/** How many deliveries are in hand at a time: enough for platforms that answer slowly, few enough to hold in memory. */
const MOST_IN_HAND = 100;
/** Who would have to wait longer for a turn goes back into the store. */
const LONGEST_TURN_MS = 10_000;
/** When a platform that can't be reached, or takes no token, is tried again. */
const UNAVAILABLE_MS = 60_000;

/** Sends all that is due to a platform, and resolves when nothing more is. */
export async function deliverDue(platform: ChatPlatform, dependencies: DeliverDependencies): Promise<void> {
  const inHand = new Set<Promise<void>>();
  try {
    await claimAndSend(inHand, platform, dependencies);
  } finally {
    await Promise.all(inHand);
  }
}

/** Sends what it claims, which is in hand until it is settled, also where the next claim fails. */
async function claimAndSend(
  inHand: Set<Promise<void>>,
  platform: ChatPlatform,
  dependencies: DeliverDependencies,
): Promise<void> {
  const { core, owner, log, signal } = dependencies;
  for (;;) {
    // Claiming costs more the more is due, so it waits until there is room for many.
    const room = MOST_IN_HAND - inHand.size;
    const limit = signal.aborted || room < MOST_IN_HAND / 2 ? 0 : room;
    const claim = { ...leaseFrom(core, owner, LEASE_MS), limit, platforms: [platform.name] };
    const claimed = limit === 0 ? [] : await core.highlights.deliveries.claim(claim);
    for (const one of claimed) {
      const work = deliver(one, platform, dependencies)
        .catch((error: unknown) => log.error({ err: error, delivery: one.delivery.id }, 'a delivery went wrong'))
        .finally(() => inHand.delete(work));
      inHand.add(work);
    }
    if (inHand.size === 0) return;
    if (claimed.length < limit || limit === 0) await Promise.race(inHand);
  }
}

/** A lease from now for so many milliseconds, with the instant that is now. */
export function leaseFrom({ now }: Pick<Core, 'now'>, owner: string, ms: number): { lease: Lease; now: string } {
  const at = now().getTime();
  return { lease: { owner, until: new Date(at + ms).toISOString() }, now: new Date(at).toISOString() };
}

async function deliver(one: DeliveryInHand, platform: ChatPlatform, dependencies: DeliverDependencies): Promise<void> {
  const { core, pace, owner, log, signal, tellOwner } = dependencies;
  const { delivery, subscription } = one;
  const { deliveries } = core.highlights;
  const settle = async (as: Settlement): Promise<void> => {
    const isOurs = await deliveries.settle(delivery.id, { owner, now: core.now().toISOString(), as });
    if (!isOurs) log.warn({ delivery: delivery.id, as: as.state }, 'a delivery was taken over meanwhile');
  };
  const later = (ms: number, reason: string): Promise<void> =>
    settle({ state: 'due', notBefore: new Date(core.now().getTime() + ms).toISOString(), reason });

  if (core.now().getTime() - Date.parse(delivery.slot) > LATEST_MS) {
    const reason = delivery.reason ?? 'it could not be sent within two hours';
    await settle({ state: 'expired', reason });
    await tellOwner(subscription, { kind: 'expired', slot: delivery.slot, reason }, `expired ${delivery.id}`);
    return;
  }
  const post = await preparePost(one, core);
  if (post.kind === 'nothing') return settle({ state: 'skipped', reason: post.reason });
  const turnMs = pace.take(subscription.place);
  if (turnMs > LONGEST_TURN_MS) return later(turnMs, 'many posts are before it');
  if (turnMs > 0) await sleep(turnMs, undefined, { signal }).catch(() => undefined);
  if (signal.aborted) return;
  const { document, paperIds } = post;
  if (!(await deliveries.begin(delivery.id, { ...leaseFrom(core, owner, LEASE_MS), document, paperIds }))) return;
  const outcome = await posted(platform, one, post.document);
  await settle(settlementOf(outcome, core));
  await noteOutcome(one, outcome, dependencies);
}

/** The key is the delivery's id: whoever sends it again, or looks for it, uses the same. */
async function posted(
  platform: ChatPlatform,
  { delivery, subscription }: DeliveryInHand,
  document: Document,
): Promise<PostOutcome> {
  try {
    return await platform.post(subscription.place, document, delivery.id);
  } catch (error) {
    // A bug of ours, and nobody can tell how far it came.
    return { kind: 'unknown', reason: `an error in the adapter: ${String(error)}` };
  }
}

function settlementOf(outcome: PostOutcome, { now }: Core): Settlement {
  const later = (ms: number): string => new Date(now().getTime() + ms).toISOString();
  switch (outcome.kind) {
    case 'sent':
      return { state: 'sent', posted: outcome.posted };
    case 'sent and deleted':
      return { state: 'sent', reason: 'somebody deleted it' };
    case 'rate limited':
      return { state: 'due', notBefore: later(outcome.retryAfterMs), reason: 'the platform asks to wait' };
    case 'unavailable':
      return { state: 'due', notBefore: later(UNAVAILABLE_MS), reason: outcome.reason };
    case 'forbidden':
    case 'gone':
    case 'failed':
      return { state: 'failed', reason: outcome.reason };
    case 'unknown':
      return { state: 'unknown', reason: outcome.reason };
    default:
      return unreachable(outcome);
  }
}
