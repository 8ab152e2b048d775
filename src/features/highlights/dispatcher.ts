import { setTimeout as sleep } from 'node:timers/promises';
import type { Document } from '../../chat/document.ts';
import type { ChatPlatform, PostOutcome } from '../../chat/platform.ts';
import { isoTimestampIn } from '../../runtime/clock.ts';
import { unreachable } from '../../runtime/errors.ts';
import { createLease } from '../../runtime/lease.ts';
import type { Log } from '../../runtime/log.ts';
import type { ClaimedDelivery, DeliveryRepository, DeliveryResult } from './delivery.ts';
import { type NotifyOwner, recordPostOutcome } from './owner-notices.ts';
import { type PostDeps, preparePost } from './post.ts';
import type { PostRateLimiter } from './post-rate-limiter.ts';
import type { SubscriptionRepository } from './subscription.ts';

export interface DispatcherDeps extends PostDeps {
  readonly subscriptions: SubscriptionRepository;
  readonly deliveries: DeliveryRepository;
  readonly rateLimiter: PostRateLimiter;
  readonly notifyOwner: NotifyOwner;
  readonly recordDelivery: RecordDelivery;
  /** Identifies this process among those on the same database. */
  readonly leaseOwner: string;
  readonly now: () => Date;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** Called with each new state of a delivery, for metrics. `lagMs` is the time from the slot. */
export type RecordDelivery = (platform: string, state: DeliveryResult['state'], lagMs: number) => void;

/** Later deliveries expire. */
export const DELIVERY_DEADLINE_MS = 2 * 60 * 60_000;

/** Longer than any post can take. */
const SEND_LEASE_MS = 60_000;

/** Enough for platforms that respond slowly, and few enough for memory. */
const MAX_IN_FLIGHT = 100;
/** A delivery that would wait longer is postponed. */
const MAX_RATE_LIMIT_WAIT_MS = 10_000;
/** When to retry if the platform is unreachable or rejects the token. */
const UNAVAILABLE_RETRY_DELAY_MS = 60_000;

/** Sends everything that is due on a platform, and resolves when nothing is left. */
export async function dispatchDue(platform: ChatPlatform, deps: DispatcherDeps): Promise<void> {
  const inFlight = new Set<Promise<void>>();
  try {
    await claimAndSend(inFlight, platform, deps);
  } finally {
    await Promise.all(inFlight);
  }
}

/** What it claims stays in flight until it has a result, even if a later claim fails. */
async function claimAndSend(inFlight: Set<Promise<void>>, platform: ChatPlatform, deps: DispatcherDeps): Promise<void> {
  const { deliveries, log, signal } = deps;
  for (;;) {
    // A claim is costly if much is due, so it waits until there is capacity for many.
    const capacity = MAX_IN_FLIGHT - inFlight.size;
    const limit = signal.aborted || capacity < MAX_IN_FLIGHT / 2 ? 0 : capacity;
    const batch = limit === 0 ? [] : await deliveries.claim({ ...leaseNow(deps), limit, platforms: [platform.name] });
    for (const claimed of batch) {
      const task = sendDelivery(claimed, platform, deps)
        .catch((error: unknown) => log.error({ err: error, delivery: claimed.delivery.id }, 'failed to send delivery'))
        .finally(() => inFlight.delete(task));
      inFlight.add(task);
    }
    if (inFlight.size === 0) return;
    if (batch.length < limit || limit === 0) await Promise.race(inFlight);
  }
}

function leaseNow({ leaseOwner, now }: DispatcherDeps) {
  return { lease: createLease(leaseOwner, SEND_LEASE_MS, { now }), now: now().toISOString() };
}

async function sendDelivery(claimed: ClaimedDelivery, platform: ChatPlatform, deps: DispatcherDeps): Promise<void> {
  const { deliveries, rateLimiter, signal } = deps;
  const { delivery, subscription } = claimed;
  const record = (result: DeliveryResult): Promise<unknown> => recordResult(claimed, result, deps);
  if (isPastDeadline(delivery.slot, deps)) return expireDelivery(claimed, deps);
  const post = await preparePost(claimed, deps);
  if (post.kind === 'nothing') return void (await record({ state: 'skipped', reason: post.reason }));
  const waitMs = rateLimiter.reserve(subscription.place);
  if (waitMs > MAX_RATE_LIMIT_WAIT_MS)
    return void (await record({ state: 'due', notBefore: isoTimestampIn(waitMs, deps), reason: 'rate limited' }));
  if (waitMs > 0) await sleep(waitMs, undefined, { signal }).catch(() => undefined);
  if (signal.aborted) return;
  const { document, paperIds } = post;
  if (!(await deliveries.markSending(delivery.id, { ...leaseNow(deps), document, paperIds }))) return;
  const outcome = await postDelivery(platform, claimed, document);
  await record(toDeliveryResult(outcome, deps));
  await recordPostOutcome(claimed, outcome, deps);
}

export function isPastDeadline(slot: string, { now }: Pick<DispatcherDeps, 'now'>): boolean {
  return now().getTime() - Date.parse(slot) > DELIVERY_DEADLINE_MS;
}

async function expireDelivery(claimed: ClaimedDelivery, deps: DispatcherDeps): Promise<void> {
  const { delivery, subscription } = claimed;
  const { id, slot, reason = "it couldn't be sent within two hours" } = delivery;
  await recordResult(claimed, { state: 'expired', reason }, deps);
  await deps.notifyOwner(subscription, { kind: 'expired', slot, reason }, `expired ${id}`);
}

/** Stores a result, unless another process has taken over the delivery. */
export async function recordResult(
  { delivery, subscription }: ClaimedDelivery,
  result: DeliveryResult,
  { deliveries, recordDelivery, leaseOwner, now, log }: DispatcherDeps,
  options: { readonly onlyIfUnknown?: boolean } = {},
): Promise<void> {
  const at = now();
  const request = { owner: leaseOwner, now: at.toISOString(), result, ...options };
  const isStored = await deliveries.recordResult(delivery.id, request);
  if (!isStored) return log.warn({ delivery: delivery.id, state: result.state }, 'lost the lease of a delivery');
  if (result.state === 'unknown' && delivery.state === 'unknown') return;
  recordDelivery(subscription.place.platform, result.state, at.getTime() - Date.parse(delivery.slot));
}

/** The delivery id is the key by which retries and reconciliation identify the post. */
async function postDelivery(
  platform: ChatPlatform,
  { delivery, subscription }: ClaimedDelivery,
  document: Document,
): Promise<PostOutcome> {
  try {
    return await platform.post(subscription.place, document, delivery.id);
  } catch (error) {
    // A bug, and there is no telling how far it got.
    return { kind: 'unknown', reason: `adapter error: ${String(error)}` };
  }
}

function toDeliveryResult(outcome: PostOutcome, deps: DispatcherDeps): DeliveryResult {
  const retryAfter = (ms: number, reason: string): DeliveryResult => ({
    state: 'due',
    notBefore: isoTimestampIn(ms, deps),
    reason,
  });
  switch (outcome.kind) {
    case 'sent':
      return { state: 'sent', posted: outcome.posted };
    case 'sent-then-deleted':
      return { state: 'sent', reason: 'someone deleted it' };
    case 'rate-limited':
      return retryAfter(outcome.retryAfterMs, 'rate limited by the platform');
    case 'unavailable':
      return retryAfter(UNAVAILABLE_RETRY_DELAY_MS, outcome.reason);
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
