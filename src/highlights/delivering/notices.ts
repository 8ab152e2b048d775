import { code, type Document, note, prose, strong, time } from '../../chat/document.ts';
import { explainPostRefusal } from '../../chat/refusal-in-words.ts';
import { unreachable } from '../../errors.ts';
import { topicName } from '../subscribing/describe-subscription.ts';
import type { Subscription } from '../subscribing/subscription.ts';

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
