import { setTimeout as sleep } from 'node:timers/promises';
import type { AppServices } from '../../chat/context.ts';
import type { Document } from '../../chat/document.ts';
import { type ChatPlatform, POST_VISIBILITY_DELAY_MS, type PostOutcome } from '../../chat/platform.ts';
import type { PostRateLimiter } from '../../chat/post-rate-limiter.ts';
import { unreachable } from '../../runtime/errors.ts';
import type { Lease } from '../../runtime/lease.ts';
import type { Log } from '../../runtime/log.ts';
import { type ClaimedDelivery, type DeliveryResult, RECONCILE_WINDOW_MS } from './delivery.ts';
import { type NotifyOwner, recordPostOutcome } from './owner-notices.ts';
import { preparePost } from './post.ts';

export interface DispatcherDeps {
  readonly core: AppServices;
  readonly rateLimiter: PostRateLimiter;
  readonly notifyOwner: NotifyOwner;
  /** Who this process is, among others on the same database. */
  readonly leaseOwner: string;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** Later than this nobody waits for highlights any more: they have expired. */
export const DELIVERY_DEADLINE_MS = 2 * 60 * 60_000;

/** How long nobody else may take what this process has in hand: longer than any post can take. */
const SEND_LEASE_MS = 60_000;

/** How many deliveries are in hand at a time: enough for platforms that answer slowly, few enough to hold in memory. */
const MAX_IN_FLIGHT = 100;
/** Who would have to wait longer for a turn goes back into the store. */
const MAX_RATE_LIMIT_WAIT_MS = 10_000;
/** When a platform that can't be reached, or takes no token, is tried again. */
const UNAVAILABLE_RETRY_DELAY_MS = 60_000;

/** Sends all that is due to a platform, and resolves when nothing more is. */
export async function dispatchDue(platform: ChatPlatform, deps: DispatcherDeps): Promise<void> {
  const inFlight = new Set<Promise<void>>();
  try {
    await claimAndSend(inFlight, platform, deps);
  } finally {
    await Promise.all(inFlight);
  }
}

/** Sends what it claims, which is in hand until it is settled, also where the next claim fails. */
async function claimAndSend(inFlight: Set<Promise<void>>, platform: ChatPlatform, deps: DispatcherDeps): Promise<void> {
  const { core, leaseOwner, log, signal } = deps;
  for (;;) {
    // Claiming costs more the more is due, so it waits until there is room for many.
    const capacity = MAX_IN_FLIGHT - inFlight.size;
    const limit = signal.aborted || capacity < MAX_IN_FLIGHT / 2 ? 0 : capacity;
    const claim = { ...createLease(core, leaseOwner, SEND_LEASE_MS), limit, platforms: [platform.name] };
    const batch = limit === 0 ? [] : await core.highlights.deliveries.claim(claim);
    for (const claimed of batch) {
      const task = sendDelivery(claimed, platform, deps)
        .catch((error: unknown) => log.error({ err: error, delivery: claimed.delivery.id }, 'a delivery went wrong'))
        .finally(() => inFlight.delete(task));
      inFlight.add(task);
    }
    if (inFlight.size === 0) return;
    if (batch.length < limit || limit === 0) await Promise.race(inFlight);
  }
}

/** A lease from now for so many milliseconds, with the instant that is now. */
function createLease({ now }: Pick<AppServices, 'now'>, owner: string, ms: number): { lease: Lease; now: string } {
  const nowMs = now().getTime();
  return { lease: { owner, until: new Date(nowMs + ms).toISOString() }, now: new Date(nowMs).toISOString() };
}

async function sendDelivery(claimed: ClaimedDelivery, platform: ChatPlatform, deps: DispatcherDeps): Promise<void> {
  const { core, rateLimiter, leaseOwner, log, signal, notifyOwner } = deps;
  const { delivery, subscription } = claimed;
  const { deliveries } = core.highlights;
  const recordResult = async (result: DeliveryResult): Promise<void> => {
    const isOurs = await deliveries.recordResult(delivery.id, {
      owner: leaseOwner,
      now: core.now().toISOString(),
      result,
    });
    if (!isOurs) log.warn({ delivery: delivery.id, as: result.state }, 'a delivery was taken over meanwhile');
  };
  const postpone = (ms: number, reason: string): Promise<void> =>
    recordResult({ state: 'due', notBefore: new Date(core.now().getTime() + ms).toISOString(), reason });

  if (core.now().getTime() - Date.parse(delivery.slot) > DELIVERY_DEADLINE_MS) {
    const reason = delivery.reason ?? 'it could not be sent within two hours';
    await recordResult({ state: 'expired', reason });
    await notifyOwner(subscription, { kind: 'expired', slot: delivery.slot, reason }, `expired ${delivery.id}`);
    return;
  }
  const post = await preparePost(claimed, core);
  if (post.kind === 'nothing') return recordResult({ state: 'skipped', reason: post.reason });
  const waitMs = rateLimiter.reserve(subscription.place);
  if (waitMs > MAX_RATE_LIMIT_WAIT_MS) return postpone(waitMs, 'many posts are before it');
  if (waitMs > 0) await sleep(waitMs, undefined, { signal }).catch(() => undefined);
  if (signal.aborted) return;
  const { document, paperIds } = post;
  if (
    !(await deliveries.markSending(delivery.id, {
      ...createLease(core, leaseOwner, SEND_LEASE_MS),
      document,
      paperIds,
    }))
  )
    return;
  const outcome = await postDelivery(platform, claimed, post.document);
  await recordResult(toDeliveryResult(outcome, core));
  await recordPostOutcome(claimed, outcome, deps);
}

/** The key is the delivery's id: whoever sends it again, or looks for it, uses the same. */
async function postDelivery(
  platform: ChatPlatform,
  { delivery, subscription }: ClaimedDelivery,
  document: Document,
): Promise<PostOutcome> {
  try {
    return await platform.post(subscription.place, document, delivery.id);
  } catch (error) {
    // A bug of ours, and nobody can tell how far it came.
    return { kind: 'unknown', reason: `an error in the adapter: ${String(error)}` };
  }
}

function toDeliveryResult(outcome: PostOutcome, { now }: AppServices): DeliveryResult {
  const retryAt = (ms: number): string => new Date(now().getTime() + ms).toISOString();
  switch (outcome.kind) {
    case 'sent':
      return { state: 'sent', posted: outcome.posted };
    case 'sent-then-deleted':
      return { state: 'sent', reason: 'somebody deleted it' };
    case 'rate-limited':
      return { state: 'due', notBefore: retryAt(outcome.retryAfterMs), reason: 'the platform asks to wait' };
    case 'unavailable':
      return { state: 'due', notBefore: retryAt(UNAVAILABLE_RETRY_DELAY_MS), reason: outcome.reason };
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

/** How often one is looked for. */
const RECHECK_INTERVAL_MS = 55_000;
const NOTIFY_OWNER_AFTER_MS = 15 * 60_000;

const RECONCILE_BATCH_SIZE = 20;

/** Longer than it takes to look for so many one after the other, on a platform that answers slowly. */
const RECONCILE_LEASE_MS = 10 * 60_000;

/** What a round of looking came to. */
interface ReconcileSummary {
  /** How many are due again. */
  readonly requeued: number;
  /** Whether others may still wait to be looked for. */
  readonly hasMore: boolean;
}

/**
 * Looks for the messages of some deliveries to a platform whose outcome is unknown. One that is found was sent. One that is not there
 * after two minutes is due again, while somebody still waits for it. Where it can't be looked for it stays unknown, and is never sent
 * again blindly: a missing post is better than a doubled one.
 */
export async function reconcileUnknown(platform: ChatPlatform, deps: DispatcherDeps): Promise<ReconcileSummary> {
  const { core, leaseOwner, log, signal } = deps;
  const { deliveries } = core.highlights;
  const msAgo = (ms: number): string => new Date(core.now().getTime() - ms).toISOString();
  const batch = await deliveries.claimUnknown({
    ...createLease(core, leaseOwner, RECONCILE_LEASE_MS),
    ...{ platforms: [platform.name], limit: RECONCILE_BATCH_SIZE },
    ...{ attemptedAfter: msAgo(RECONCILE_WINDOW_MS), checkedBefore: msAgo(RECHECK_INTERVAL_MS) },
  });
  let requeued = 0;
  // One after the other: platforms let an app read little.
  for (const claimed of batch) {
    if (signal.aborted) break;
    const outcome = await findDeliveryResult(claimed, platform, core);
    const result = outcome.state === 'unknown' ? await notifyOwnerWhenOverdue(claimed, outcome.reason, deps) : outcome;
    await deliveries.recordResult(claimed.delivery.id, {
      owner: leaseOwner,
      now: core.now().toISOString(),
      result,
      onlyIfUnknown: true,
    });
    if (result.state === 'due') requeued += 1;
    log.info({ delivery: claimed.delivery.id, as: result.state }, 'looked for a post whose outcome was unknown');
  }
  return { requeued, hasMore: batch.length === RECONCILE_BATCH_SIZE };
}

/** Tells the owner once that nobody knows, when that has been so for a while. */
async function notifyOwnerWhenOverdue(
  claimed: ClaimedDelivery,
  reason: string,
  { core, notifyOwner }: DispatcherDeps,
): Promise<DeliveryResult> {
  const { delivery, subscription } = claimed;
  const elapsedMs = core.now().getTime() - Date.parse(delivery.attemptedAt ?? delivery.slot);
  if (!delivery.ownerNotified && elapsedMs < NOTIFY_OWNER_AFTER_MS) return { state: 'unknown', reason };
  if (!delivery.ownerNotified) await notifyOwner(subscription, { kind: 'unknown', slot: delivery.slot }, `unknown ${delivery.id}`);
  return { state: 'unknown', reason, ownerNotified: true };
}

async function findDeliveryResult(
  { delivery, subscription }: ClaimedDelivery,
  platform: ChatPlatform,
  core: Pick<AppServices, 'now'>,
): Promise<DeliveryResult> {
  const since = delivery.attemptedAt ?? delivery.slot;
  const elapsedMs = core.now().getTime() - Date.parse(since);
  const stillUnknown = (reason: string): DeliveryResult => ({ state: 'unknown', reason });
  if (elapsedMs >= RECONCILE_WINDOW_MS) return stillUnknown(delivery.reason ?? 'nobody looked for it in time');
  try {
    const posted = await platform.findPosted(subscription.place, delivery.id, since);
    if (posted !== undefined) return { state: 'sent', posted, reason: 'no answer came, but the message was found' };
  } catch (error) {
    return stillUnknown(`it can not be looked for: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (elapsedMs < POST_VISIBILITY_DELAY_MS) return stillUnknown('it is not there yet');
  if (core.now().getTime() - Date.parse(delivery.slot) > DELIVERY_DEADLINE_MS) {
    return {
      state: 'expired',
      reason: 'no answer came, the message is not there, and it is too late to send it again',
    };
  }
  return { state: 'due', notBefore: core.now().toISOString(), reason: 'no answer came, and the message is not there' };
}
