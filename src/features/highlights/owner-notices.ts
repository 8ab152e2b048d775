import type { AppServices } from '../../chat/context.ts';
import { code, type Document, note, prose, strong, time } from '../../chat/document.ts';
import { directMessagePlace, directMessageUserId } from '../../chat/place.ts';
import { type ChatPlatform, explainPostRefusal, type PostOutcome } from '../../chat/platform.ts';
import { unreachable } from '../../runtime/errors.ts';
import type { Log } from '../../runtime/log.ts';
import type { ClaimedDelivery, HighlightsService } from './delivery.ts';
import type { Subscription, SubscriptionState } from './subscription.ts';
import { topicName } from './subscription-card.ts';

interface RecordOutcomeDeps {
  readonly core: AppServices;
  readonly notifyOwner: NotifyOwner;
  readonly log: Log;
}

/**
 * Notes on a subscription what a post has shown: that it can't be posted there any more, of which its owner hears once, or that it can
 * again. It goes on trying at its slots, so whatever mends the channel mends the subscription.
 */
export async function recordPostOutcome(
  { delivery, subscription }: ClaimedDelivery,
  outcome: PostOutcome,
  { core, notifyOwner, log }: RecordOutcomeDeps,
): Promise<void> {
  const { state } = subscription;
  if (outcome.kind === 'failed') {
    log.error({ delivery: delivery.id, reason: outcome.reason }, 'a platform does not take a post of ours');
  }
  if (outcome.kind === 'sent' && state.kind === 'broken')
    await updateStateUnlessChanged(subscription, { kind: 'active' }, core);
  if ((outcome.kind === 'forbidden' || outcome.kind === 'gone') && state.kind !== 'broken') {
    const broken = { kind: 'broken', since: core.now().toISOString(), reason: outcome.reason } as const;
    await updateStateUnlessChanged(subscription, { ...broken, ownerNotified: false }, core);
    const ownerNotified = await notifyOwner(
      subscription,
      { kind: 'broken', reason: outcome.reason },
      `broken ${delivery.id}`,
    );
    if (ownerNotified) await updateStateUnlessChanged(subscription, { ...broken, ownerNotified }, core);
  }
}

/** Changes the state as it is by now, unless somebody paused or ended it meanwhile. */
async function updateStateUnlessChanged(
  { id, place }: Subscription,
  state: SubscriptionState,
  { highlights }: AppServices,
): Promise<void> {
  const current = await highlights.subscriptions.get(place.platform, place.tenant, id);
  if (current?.state.kind === 'active' || current?.state.kind === 'broken') {
    await highlights.subscriptions.updateState(current, state);
  }
}

/** Tells the owner of a subscription in private what became of it. False where that is not possible: then its list says it. */
export type NotifyOwner = (subscription: Subscription, notice: OwnerNotice, key: string) => Promise<boolean>;

interface OwnerNotifierDeps {
  readonly platforms: ReadonlyMap<string, ChatPlatform>;
  readonly log: Log;
}

/** Why somebody could not be told is logged. It never rejects. */
export function createOwnerNotifier({ platforms, log }: OwnerNotifierDeps): NotifyOwner {
  return async (subscription, notice, key) => {
    const { place, owner, id } = subscription;
    // Whom Paperboy can't write to hears nothing of that in private.
    if (notice.kind === 'broken' && directMessageUserId(place) === owner.id) return false;
    try {
      const outcome = await platforms
        .get(place.platform)
        ?.post(directMessagePlace(place, owner), ownerNoticeDocument(subscription, notice), key);
      if (outcome?.kind === 'sent') return true;
      log.warn(
        { subscription: id, trouble: notice.kind, outcome: outcome?.kind },
        'the owner of a subscription could not be told',
      );
    } catch (error) {
      log.error({ err: error, subscription: id }, 'the owner of a subscription could not be told');
    }
    return false;
  };
}

/** What an owner has to know about a subscription. */
export type OwnerNotice =
  | { readonly kind: 'broken'; readonly reason: string }
  | { readonly kind: 'expired'; readonly slot: string; readonly reason: string }
  | { readonly kind: 'unknown'; readonly slot: string };

/**
 * Tells an owner in private what is wrong with a subscription, and what to do. It says commands and has no buttons: on Discord what is
 * pressed in private is in no server, and the subscription may be of one.
 */
export function ownerNoticeDocument(subscription: Subscription, notice: OwnerNotice): Document {
  const topic = strong(topicName(subscription));
  const sendCommand = code(`/papers subscriptions send ${subscription.id}`);
  const allSubscriptionsNote = note('All your subscriptions, where they are posted: ', code('/papers subscriptions'));
  switch (notice.kind) {
    case 'broken': {
      const { cause, fix } = explainPostRefusal(notice.reason, subscription.place);
      return {
        blocks: [
          prose('🔴 Your highlights on ', topic, ` can't be posted any more: ${cause}. ${fix}`),
          prose(
            'It is tried again at each of its times, and goes on by itself once it works. To try it at once: ',
            sendCommand,
          ),
          allSubscriptionsNote,
        ],
      };
    }
    case 'expired':
      return {
        blocks: [
          prose('Your highlights on ', topic, ' of ', time(notice.slot), ` were not sent: ${notice.reason}.`),
          prose('Their papers are not lost, the next ones bring them. To have them now: ', sendCommand),
          allSubscriptionsNote,
        ],
      };
    case 'unknown':
      return {
        blocks: [
          prose(
            'Nobody knows whether your highlights on ',
            topic,
            ' of ',
            time(notice.slot),
            ' arrived: no answer came.',
          ),
          prose('They are not sent again, so that they do not come twice. Where they are missing: ', sendCommand),
          allSubscriptionsNote,
        ],
      };
    default:
      return unreachable(notice);
  }
}

const MAX_REMEMBERED_POSTS = 1000;

/**
 * Says the same thing once, by its key, however often and however quickly it is asked for: two presses at once come as far as the
 * platform both.
 */
export function postOnce(post: HighlightsService['post']): HighlightsService['post'] {
  const postsByKey = new Map<string, Promise<PostOutcome>>();
  return (place, document, key) => {
    const dedupKey = JSON.stringify([place, key]);
    const existing = postsByKey.get(dedupKey);
    if (existing !== undefined) return existing;
    const posting = post(place, document, key);
    postsByKey.set(dedupKey, posting);
    const oldestKey = postsByKey.keys().next().value;
    if (postsByKey.size > MAX_REMEMBERED_POSTS && oldestKey !== undefined) postsByKey.delete(oldestKey);
    // What was not said may be tried again.
    const forget = (): boolean => postsByKey.delete(dedupKey);
    posting.then(({ kind }) => kind === 'sent' || kind === 'unknown' || forget(), forget);
    return posting;
  };
}
