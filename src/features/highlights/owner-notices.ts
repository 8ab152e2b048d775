import { LRUCache } from 'lru-cache';
import { code, type Document, note, prose, strong, time } from '../../chat/document.ts';
import { directMessagePlace, directMessageUserId } from '../../chat/place.ts';
import type { ChatPlatform, PostOutcome } from '../../chat/platform.ts';
import { explainPostRefusal, type FindTraits, type PlatformTraits } from '../../chat/platform-traits.ts';
import { unreachable } from '../../runtime/errors.ts';
import type { Log } from '../../runtime/log.ts';
import type { ClaimedDelivery } from './delivery.ts';
import type { HighlightsService } from './highlights-service.ts';
import type { Subscription, SubscriptionRepository, SubscriptionState } from './subscription.ts';
import { topicName } from './subscription-card.ts';

interface RecordOutcomeDeps {
  readonly subscriptions: SubscriptionRepository;
  readonly notifyOwner: NotifyOwner;
  readonly now: () => Date;
  readonly log: Log;
}

/**
 * Updates a subscription after a post: it is broken if the post was refused, which its owner is told once, and active again if a post
 * worked. Broken subscriptions are retried at their slots, so fixing the channel fixes the subscription.
 */
export async function recordPostOutcome(
  { delivery, subscription }: ClaimedDelivery,
  outcome: PostOutcome,
  { subscriptions, notifyOwner, now, log }: RecordOutcomeDeps,
): Promise<void> {
  const { state } = subscription;
  if (outcome.kind === 'failed') {
    log.error({ delivery: delivery.id, reason: outcome.reason }, 'post rejected by the platform');
  }
  if (outcome.kind === 'sent' && state.kind === 'broken')
    await updateStateUnlessChanged(subscription, { kind: 'active' }, subscriptions);
  if ((outcome.kind === 'forbidden' || outcome.kind === 'gone') && state.kind !== 'broken') {
    const { reason } = outcome;
    const broken = { kind: 'broken', since: now().toISOString(), reason } as const;
    // Stored before the notice, so that a crash in between loses the notice and not the state.
    await updateStateUnlessChanged(subscription, { ...broken, ownerNotified: false }, subscriptions);
    const ownerNotified = await notifyOwner(subscription, { kind: 'broken', reason }, `broken ${delivery.id}`);
    if (ownerNotified) await updateStateUnlessChanged(subscription, { ...broken, ownerNotified }, subscriptions);
  }
}

/** Sets the state, unless someone paused or ended the subscription meanwhile. */
async function updateStateUnlessChanged(
  { id, place }: Subscription,
  state: SubscriptionState,
  subscriptions: SubscriptionRepository,
): Promise<void> {
  const current = await subscriptions.get(place.platform, place.tenant, id);
  if (current?.state.kind === 'active' || current?.state.kind === 'broken') {
    await subscriptions.updateState(current, state);
  }
}

/** Sends the owner of a subscription a direct message. Returns whether it was sent; never rejects. */
export type NotifyOwner = (subscription: Subscription, notice: OwnerNotice, key: string) => Promise<boolean>;

interface OwnerNotifierDeps {
  readonly platforms: ReadonlyMap<string, ChatPlatform>;
  readonly findTraits: FindTraits;
  readonly log: Log;
}

export function createOwnerNotifier({ platforms, findTraits, log }: OwnerNotifierDeps): NotifyOwner {
  return async (subscription, notice, key) => {
    const { place, owner, id } = subscription;
    // Direct messages to the owner are what doesn't work.
    if (notice.kind === 'broken' && directMessageUserId(place) === owner.id) return false;
    const traits = findTraits(place.platform);
    try {
      const outcome = await platforms
        .get(place.platform)
        ?.post(directMessagePlace(place, owner, traits), ownerNoticeDocument(subscription, notice, traits), key);
      if (outcome?.kind === 'sent') return true;
      const fields = { subscription: id, notice: notice.kind, outcome: outcome?.kind };
      log.warn(fields, 'failed to notify subscription owner');
    } catch (error) {
      log.error({ err: error, subscription: id }, 'failed to notify subscription owner');
    }
    return false;
  };
}

export type OwnerNotice =
  | { readonly kind: 'broken'; readonly reason: string }
  | { readonly kind: 'expired'; readonly slot: string; readonly reason: string }
  | { readonly kind: 'unknown'; readonly slot: string };

/** Names commands instead of buttons: a button in a direct message has no server, and the subscription may belong to one. */
export function ownerNoticeDocument(subscription: Subscription, notice: OwnerNotice, traits: PlatformTraits): Document {
  const topic = strong(topicName(subscription));
  const sendCommand = code(`/papers subscriptions send ${subscription.id}`);
  const listNote = note('To list your subscriptions, type ', code('/papers subscriptions'), ' where they are posted.');
  switch (notice.kind) {
    case 'broken': {
      const { cause, fix } = explainPostRefusal(notice.reason, traits);
      return {
        blocks: [
          prose('🔴 Your highlights on ', topic, ` can't be posted: ${cause}. ${fix}`),
          prose('Paperboy retries at each scheduled time, and continues once it works. To try now: ', sendCommand),
          listNote,
        ],
      };
    }
    case 'expired':
      return {
        blocks: [
          prose('Your highlights on ', topic, ' for ', time(notice.slot), ` were not sent: ${notice.reason}.`),
          prose('The next post will include their papers. To get them now: ', sendCommand),
          listNote,
        ],
      };
    case 'unknown':
      return {
        blocks: [
          prose(
            'Paperboy posted your highlights on ',
            topic,
            ' for ',
            time(notice.slot),
            ' but got no response, so they may or may not have arrived.',
          ),
          prose("They won't be sent again, to avoid a duplicate. If they're missing: ", sendCommand),
          listNote,
        ],
      };
    default:
      return unreachable(notice);
  }
}

const MAX_REMEMBERED_POSTS = 1000;

/** Posts once per place and key, however often and quickly it is called: two presses of a button may arrive at the same time. */
export function postOnce(post: HighlightsService['post']): HighlightsService['post'] {
  const postsByKey = new LRUCache<string, Promise<PostOutcome>>({ max: MAX_REMEMBERED_POSTS });
  return (place, document, key) => {
    const dedupKey = JSON.stringify([place, key]);
    const existing = postsByKey.get(dedupKey);
    if (existing !== undefined) return existing;
    const posting = post(place, document, key);
    postsByKey.set(dedupKey, posting);
    // What wasn't sent may be retried.
    const forget = (): boolean => postsByKey.delete(dedupKey);
    posting.then(({ kind }) => kind === 'sent' || kind === 'unknown' || forget(), forget);
    return posting;
  };
}
