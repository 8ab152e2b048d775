import { type Document, time } from '../../chat/document.ts';
import type { Posted } from '../../chat/place.ts';
import { unreachable } from '../../runtime/errors.ts';
import type { ClaimRequest, Lease } from '../../runtime/lease.ts';
import { pluralize } from '../../text/format.ts';
import type { Span } from '../../text/spans.ts';
import type { Subscription } from './subscription.ts';

/** One post of a subscription, stored before it is sent. Instants are ISO 8601 in UTC. */
export interface Delivery {
  readonly id: string;
  readonly subscriptionId: string;
  /** When it was due. A subscription has at most one delivery per slot. */
  readonly slot: string;
  readonly state: DeliveryState;
  readonly attempts: number;
  /** Not to be retried earlier. */
  readonly notBefore?: string;
  readonly lease?: Lease;
  /** When the latest attempt started: where to search from if its outcome is unknown. */
  readonly attemptedAt?: string;
  /** The content, fixed before it is sent. */
  readonly document?: Document;
  readonly paperIds: readonly string[];
  readonly posted?: Posted;
  /** Why it failed, was skipped or is unknown. */
  readonly reason?: string;
  /** Whether the subscription's owner was told that the outcome is unknown. */
  readonly ownerNotified?: boolean;
  readonly changedAt: string;
}

/**
 * `due`: not sent yet. `sending`: committed before the request, so that a crash can't hide an attempt. `unknown`: the message may or may
 * not exist, so it is never resent blindly. `skipped`: there was nothing to post. All but `due`, `sending` and `unknown` are final.
 */
export type DeliveryState = 'due' | 'sending' | 'sent' | 'unknown' | 'failed' | 'expired' | 'skipped';

/** How long to look for a message whose outcome is unknown. After that it stays unknown, and its owner is notified. */
export const RECONCILE_WINDOW_MS = 24 * 60 * 60_000;

export interface ClaimedDelivery {
  readonly delivery: Delivery;
  readonly subscription: Subscription;
}

/** The new state of a delivery. `due` means to retry it. */
export type DeliveryResult =
  | { readonly state: 'sent'; readonly posted?: Posted; readonly reason?: string }
  | { readonly state: 'due'; readonly notBefore: string; readonly reason: string }
  | { readonly state: 'unknown'; readonly reason: string; readonly ownerNotified?: boolean }
  | { readonly state: 'failed' | 'expired' | 'skipped'; readonly reason: string };

/** The record of all deliveries, which makes sure that nothing is posted twice and nothing is lost. */
export interface DeliveryRepository {
  /**
   * Adds the delivery of a slot and moves its subscription to the next slot, in one transaction. Returns false if the slot already has a
   * delivery; the subscription moves in any case.
   */
  plan(delivery: Delivery, next: Pick<Subscription, 'nextSlot' | 'tzdataVersion'>): Promise<boolean>;
  /** Leases due deliveries to one process each. Every tenant gets its first before any gets its second. */
  claim(request: ClaimRequest): Promise<readonly ClaimedDelivery[]>;
  /**
   * Leases deliveries with unknown outcome that were attempted after `attemptedAfter` or whose owner wasn't notified, and that weren't
   * checked since `checkedBefore`; those that wait longest come first.
   */
  claimUnknown(
    request: ClaimRequest & { readonly attemptedAfter: string; readonly checkedBefore: string },
  ): Promise<readonly ClaimedDelivery[]>;
  /** Commits that a message is about to be sent. Returns false without changes if the lease was lost or the state isn't `due`. */
  markSending(
    id: string,
    request: {
      readonly lease: Lease;
      readonly now: string;
      readonly document: Document;
      readonly paperIds: readonly string[];
    },
  ): Promise<boolean>;
  /** Sets the result and ends the lease. The papers of sent posts count as shown. Returns false without changes if the lease was lost. */
  recordResult(
    id: string,
    request: {
      readonly owner: string;
      readonly now: string;
      readonly result: DeliveryResult;
      /** For reconciliation, which must not overwrite a delivery that is being resent. */
      readonly onlyIfUnknown?: boolean;
    },
  ): Promise<boolean>;
  /** Ends the leases of an owner on deliveries it hasn't started. */
  release(owner: string): Promise<void>;
  /** Marks `sending` deliveries as `unknown` once their lease has expired. Returns how many. */
  markStaleAsUnknown(now: string): Promise<number>;
  /** The ids of papers that a subscription has shown, or may have shown. */
  shownPaperIds(subscriptionId: string): Promise<ReadonlySet<string>>;
  /** The latest deliveries of a subscription, newest slot first. */
  history(subscriptionId: string, limit: number): Promise<readonly Delivery[]>;
  /** Expires deliveries to platforms that no process is connected to, unchanged since an instant. Returns the platform of each. */
  expireUnroutable(request: {
    readonly platforms: readonly string[];
    readonly unchangedSince: string;
    readonly now: string;
  }): Promise<readonly string[]>;
  /** Deletes deliveries that aren't due and whose slot is before an instant; their papers still count as shown. Returns how many. */
  deleteFinished(before: string): Promise<number>;
  /** Counts the stored deliveries. */
  countByState(): Promise<Readonly<Record<DeliveryState, number>>>;
}

/** A delivery that is due at a slot. */
export function newDelivery(
  fields: Pick<Delivery, 'id' | 'subscriptionId' | 'slot' | 'changedAt'> & Partial<Pick<Delivery, 'reason'>>,
): Delivery {
  return { ...fields, state: 'due', attempts: 0, paperIds: [] };
}

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** "Mar 5 at 09:00: sent, 2 seconds late" */
export function describeDelivery(delivery: Delivery): Span[] {
  return [
    time(delivery.slot),
    { kind: 'text', text: `: ${[describeDeliveryState(delivery.state), ...deliveryDetails(delivery)].join(', ')}` },
  ];
}

function describeDeliveryState(state: DeliveryState): string {
  switch (state) {
    case 'due':
      return 'waiting to be sent';
    case 'sending':
      return 'being sent';
    case 'sent':
      return 'sent';
    case 'unknown':
      return 'outcome unknown';
    case 'failed':
      return 'refused';
    case 'expired':
      return 'expired';
    case 'skipped':
      return 'nothing to post';
    default:
      return unreachable(state);
  }
}

function deliveryDetails({ state, slot, attempts, attemptedAt, reason, ownerNotified }: Delivery): string[] {
  const delayMs =
    state === 'sent' && attemptedAt !== undefined ? Date.parse(attemptedAt) - Date.parse(slot) : undefined;
  return [
    ...(delayMs === undefined ? [] : [delayMs < SECOND_MS ? 'on time' : `${formatDuration(delayMs)} late`]),
    ...(attempts > 1 ? [`${attempts} attempts`] : []),
    ...(reason === undefined ? [] : [reason]),
    ...(ownerNotified ? ['owner notified'] : []),
  ];
}

/** "3 seconds", "12 minutes", "2 hours" */
function formatDuration(ms: number): string {
  if (ms >= HOUR_MS) return pluralize(Math.round(ms / HOUR_MS), 'hour');
  if (ms >= MINUTE_MS) return pluralize(Math.round(ms / MINUTE_MS), 'minute');
  return pluralize(Math.round(ms / SECOND_MS), 'second');
}
