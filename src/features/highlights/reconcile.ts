import { type ChatPlatform, POST_VISIBILITY_DELAY_MS } from '../../chat/platform.ts';
import { isoTimestampIn } from '../../runtime/clock.ts';
import { createLease } from '../../runtime/lease.ts';
import { type ClaimedDelivery, type DeliveryResult, RECONCILE_WINDOW_MS } from './delivery.ts';
import { type DispatcherDeps, isPastDeadline, recordResult } from './dispatcher.ts';

/** A little less than the minute between two runs. */
const RECHECK_INTERVAL_MS = 55_000;
const NOTIFY_OWNER_AFTER_MS = 15 * 60_000;
const BATCH_SIZE = 20;
/** Longer than a batch takes on a platform that responds slowly. */
const LEASE_MS = 10 * 60_000;

interface ReconcileSummary {
  /** How many are due again. */
  readonly requeued: number;
  /** Whether there may be another batch. */
  readonly hasMore: boolean;
}

/**
 * Looks for the messages of a batch of deliveries with unknown outcome. If a message is found, it was sent. If it isn't there after two
 * minutes, it is due again until the deadline. If the platform can't be searched, the delivery stays unknown and is never resent: a
 * missing post is better than a duplicate.
 */
export async function reconcileUnknown(platform: ChatPlatform, deps: DispatcherDeps): Promise<ReconcileSummary> {
  const { deliveries, leaseOwner, now, log, signal } = deps;
  const batch = await deliveries.claimUnknown({
    ...{ lease: createLease(leaseOwner, LEASE_MS, deps), now: now().toISOString() },
    ...{ platforms: [platform.name], limit: BATCH_SIZE },
    attemptedAfter: isoTimestampIn(-RECONCILE_WINDOW_MS, deps),
    checkedBefore: isoTimestampIn(-RECHECK_INTERVAL_MS, deps),
  });
  let requeued = 0;
  // One at a time, as platforms let an app read little.
  for (const claimed of batch) {
    if (signal.aborted) break;
    const found = await findDeliveryResult(claimed, platform, deps);
    const result = found.state === 'unknown' ? await notifyOwnerWhenOverdue(claimed, found.reason, deps) : found;
    await recordResult(claimed, result, deps, { onlyIfUnknown: true });
    if (result.state === 'due') requeued += 1;
    log.info({ delivery: claimed.delivery.id, state: result.state }, 'reconciled delivery');
  }
  return { requeued, hasMore: batch.length === BATCH_SIZE };
}

/** Notifies the owner once, if the outcome has been unknown for a while. */
async function notifyOwnerWhenOverdue(
  { delivery, subscription }: ClaimedDelivery,
  reason: string,
  { now, notifyOwner }: DispatcherDeps,
): Promise<DeliveryResult> {
  const { id, slot, attemptedAt = slot, ownerNotified = false } = delivery;
  const elapsedMs = now().getTime() - Date.parse(attemptedAt);
  if (!ownerNotified && elapsedMs < NOTIFY_OWNER_AFTER_MS) return { state: 'unknown', reason };
  if (!ownerNotified) await notifyOwner(subscription, { kind: 'unknown', slot }, `unknown ${id}`);
  return { state: 'unknown', reason, ownerNotified: true };
}

async function findDeliveryResult(
  { delivery, subscription }: ClaimedDelivery,
  platform: ChatPlatform,
  deps: DispatcherDeps,
): Promise<DeliveryResult> {
  const { id, slot, attemptedAt = slot } = delivery;
  const elapsedMs = deps.now().getTime() - Date.parse(attemptedAt);
  const stillUnknown = (reason: string): DeliveryResult => ({ state: 'unknown', reason });
  if (elapsedMs >= RECONCILE_WINDOW_MS) return stillUnknown(delivery.reason ?? 'it was not checked in time');
  try {
    const posted = await platform.findPosted(subscription.place, id, attemptedAt);
    if (posted !== undefined) return { state: 'sent', posted, reason: 'found after a missing response' };
  } catch (error) {
    return stillUnknown(`failed to look for it: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (elapsedMs < POST_VISIBILITY_DELAY_MS) return stillUnknown('not found yet');
  if (isPastDeadline(slot, deps))
    return { state: 'expired', reason: 'it was not posted, and it is too late to resend it' };
  return { state: 'due', notBefore: deps.now().toISOString(), reason: 'it was not posted' };
}
