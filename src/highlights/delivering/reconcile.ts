import type { AppServices } from '../../chat/context.ts';
import { type ChatPlatform, POST_VISIBILITY_DELAY_MS } from '../../chat/platform.ts';
import { createLease, DELIVERY_DEADLINE_MS, type DispatcherDeps } from './deliver.ts';
import { type ClaimedDelivery, type DeliveryResult, OWNER_NOTIFIED_SUFFIX, RECONCILE_WINDOW_MS } from './delivery.ts';

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
  const isNotified = delivery.reason?.endsWith(OWNER_NOTIFIED_SUFFIX) ?? false;
  const elapsedMs = core.now().getTime() - Date.parse(delivery.attemptedAt ?? delivery.slot);
  if (!isNotified && elapsedMs < NOTIFY_OWNER_AFTER_MS) return { state: 'unknown', reason };
  if (!isNotified) await notifyOwner(subscription, { kind: 'unknown', slot: delivery.slot }, `unknown ${delivery.id}`);
  return { state: 'unknown', reason: reason + OWNER_NOTIFIED_SUFFIX };
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
