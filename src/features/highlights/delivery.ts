import { type Document, time } from '../../chat/document.ts';
import type { Place, Posted } from '../../chat/place.ts';
import type { PostOutcome } from '../../chat/platform.ts';
import { unreachable } from '../../runtime/errors.ts';
import type { Lease } from '../../runtime/lease.ts';
import { pluralize } from '../../text/format.ts';
import type { Span } from '../../text/spans.ts';
import type { ReadingListRepository } from '../reading-list/reading-list.ts';
import type { Subscription, SubscriptionRepository } from './subscription.ts';

/** One post of a subscription: a row before it is a message. Instants are ISO 8601 in UTC. */
export interface Delivery {
  readonly id: string;
  readonly subscriptionId: string;
  /** The instant that it was due. No subscription has two deliveries of one slot. */
  readonly slot: string;
  readonly state: DeliveryState;
  /** How often a message was sent, or tried to. */
  readonly attempts: number;
  /** When it may be tried again, after a refusal that passes. */
  readonly notBefore?: string;
  /** Who has it in hand, and until when nobody else may take it. */
  readonly lease?: Lease;
  /** When the latest attempt began: where to look from, if its outcome is unknown. */
  readonly attemptedAt?: string;
  /** What is said, fixed before it is sent. */
  readonly document?: Document;
  readonly paperIds: readonly string[];
  readonly posted?: Posted;
  /** Why it failed, was skipped or is unknown, in words. */
  readonly reason?: string;
  /** Whether the owner of the subscription was told that the outcome is unknown. */
  readonly ownerNotified?: boolean;
  readonly changedAt: string;
}

/**
 * `due`: nothing was sent. `sending`: committed before the message is sent, so that a crash can't hide an attempt. `unknown`: nobody can
 * say whether the message is there, so it is never sent again blindly. `skipped`: there was nothing to say. The others are final too.
 */
export type DeliveryState = 'due' | 'sending' | 'sent' | 'unknown' | 'failed' | 'expired' | 'skipped';

/** For so many milliseconds a message whose outcome is unknown is looked for. Then it stays unknown, and its owner was told. */
export const RECONCILE_WINDOW_MS = 24 * 60 * 60_000;

/** A delivery with what it belongs to. */
export interface ClaimedDelivery {
  readonly delivery: Delivery;
  readonly subscription: Subscription;
}

/** How a delivery ended, or goes on. */
export type DeliveryResult =
  | { readonly state: 'sent'; readonly posted?: Posted; readonly reason?: string }
  | { readonly state: 'due'; readonly notBefore: string; readonly reason: string }
  | { readonly state: 'unknown'; readonly reason: string; readonly ownerNotified?: boolean }
  | { readonly state: 'failed' | 'expired' | 'skipped'; readonly reason: string };

/** What one process takes in hand. */
export interface ClaimRequest {
  readonly lease: Lease;
  readonly now: string;
  readonly limit: number;
  /** The names of those that the process is connected to: what is for others it could only put off. */
  readonly platforms: readonly string[];
}

/** Deliveries as the store keeps them: the ledger that makes sure that nothing is posted twice and nothing is lost. */
export interface DeliveryRepository {
  /**
   * Makes the delivery of a slot and moves its subscription to the next slot, in one transaction. False where the slot has one
   * already; the subscription is moved all the same.
   */
  plan(delivery: Delivery, next: Pick<Subscription, 'nextSlot' | 'tzdataVersion'>): Promise<boolean>;
  /**
   * Leases due deliveries, each to one caller only, whatever process asks. Of the tenants that have any, each gets its first before
   * any gets its second.
   */
  claim(request: ClaimRequest): Promise<readonly ClaimedDelivery[]>;
  /**
   * Leases deliveries whose outcome is unknown, which were sent after `attemptedAfter` or of which nobody was told yet, and which were not
   * looked at since `lookedBefore`; those first that wait longest.
   */
  claimUnknown(
    request: ClaimRequest & { readonly attemptedAfter: string; readonly checkedBefore: string },
  ): Promise<readonly ClaimedDelivery[]>;
  /**
   * Commits that a message is about to be sent, with what it says. False, and nothing changes, where the lease is somebody else's by now
   * or the state is not `due`.
   */
  markSending(
    id: string,
    request: {
      readonly lease: Lease;
      readonly now: string;
      readonly document: Document;
      readonly paperIds: readonly string[];
    },
  ): Promise<boolean>;
  /**
   * Ends what the owner of the lease has in hand. What was sent counts as shown to the subscription. False, and nothing changes, where
   * the lease is somebody else's by now.
   */
  recordResult(
    id: string,
    request: {
      readonly owner: string;
      readonly now: string;
      readonly result: DeliveryResult;
      /** Whoever has looked for it knows nothing of one that is being sent again meanwhile. */
      readonly onlyIfUnknown?: boolean;
    },
  ): Promise<boolean>;
  /** Gives back what an owner has leased and not begun. */
  release(owner: string): Promise<void>;
  /** What was `sending` under a lease that ended is `unknown` from now on. Gives how many. */
  markStaleAsUnknown(now: string): Promise<number>;
  /** The ids of papers that a subscription has shown, or may have shown. */
  shownPaperIds(subscriptionId: string): Promise<ReadonlySet<string>>;
  /** The latest of a subscription, newest slot first. */
  history(subscriptionId: string, limit: number): Promise<readonly Delivery[]>;
  /** What is due to other platforms than these and was not touched since an instant has expired: nobody is there who sends it. Gives the platform of each. */
  expireUnroutable(request: {
    readonly platforms: readonly string[];
    readonly unchangedSince: string;
    readonly now: string;
  }): Promise<readonly string[]>;
  /** Deletes what was for a slot before an instant and is not due any more; what was shown stays shown. Gives how many. */
  deleteFinished(before: string): Promise<number>;
  /** How many there are of each state, of those that are kept. */
  countByState(): Promise<Readonly<Record<DeliveryState, number>>>;
}

/** What commands need of the daily highlights. */
export interface HighlightsService {
  readonly subscriptions: SubscriptionRepository;
  readonly deliveries: DeliveryRepository;
  readonly saved: ReadingListRepository;
  /** Says something unasked in a place of any platform. `key`: the same key is the same post. */
  post(place: Place, document: Document, key: string): Promise<PostOutcome>;
  /** Looks for what is due now, rather than at the next full minute. */
  wake(): void;
  /** A fresh id, of eight small letters and digits. */
  newId(): string;
  /** The version of the time zone data that slots are computed with. */
  readonly tzdataVersion: string;
}

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** What became of a delivery, after its slot: "Mar 5 at 09:00: sent, 2 s after its time". */
export function describeDelivery(delivery: Delivery): Span[] {
  return [
    time(delivery.slot),
    { kind: 'text', text: `: ${[describeDeliveryState(delivery.state), ...deliveryDetails(delivery)].join(', ')}` },
  ];
}

function describeDeliveryState(state: DeliveryState): string {
  switch (state) {
    case 'due':
      return 'waits to be sent';
    case 'sending':
      return 'is being sent';
    case 'sent':
      return 'sent';
    case 'unknown':
      return 'nobody knows whether it was sent';
    case 'failed':
      return 'refused';
    case 'expired':
      return 'not sent, it was too late';
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
    ...(delayMs === undefined ? [] : [delayMs < SECOND_MS ? 'on time' : `${formatDuration(delayMs)} after its time`]),
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
