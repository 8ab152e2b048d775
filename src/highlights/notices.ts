import { code, type Document, note, prose, strong } from '../chat/document.ts';
import { unreachable } from '../errors.ts';
import type { Subscription } from './subscription.ts';

/** What an owner has to know about a subscription. */
export type Trouble =
  | { readonly kind: 'broken'; readonly reason: string }
  | { readonly kind: 'expired'; readonly slot: string; readonly reason: string }
  | { readonly kind: 'unknown'; readonly slot: string };

/** Tells an owner in private what is wrong with a subscription, and what to do. */
export function troubleNotice(subscription: Subscription, trouble: Trouble): Document {
  const what = strong(subscription.topic === '' ? 'all papers' : subscription.topic);
  const list = note('All of it: ', code('/papers subscriptions'));
  switch (trouble.kind) {
    case 'broken':
      return {
        blocks: [
          prose(
            'The highlights on ',
            what,
            ` could not be posted any more: ${trouble.reason}. ${remedy(subscription)}`,
          ),
          prose('Nothing is lost: Paperboy tries again at every slot, and goes on by itself as soon as it works.'),
          list,
        ],
      };
    case 'expired':
      return {
        blocks: [
          prose(
            'The highlights on ',
            what,
            ' of ',
            { kind: 'time', at: trouble.slot },
            ` were not sent: ${trouble.reason}.`,
          ),
          prose(
            'The papers are not lost: they come with the next ones. To have them now: ',
            code(`/papers subscriptions send ${subscription.id}`),
          ),
          list,
        ],
      };
    case 'unknown':
      return {
        blocks: [
          prose(
            'Nobody can say whether the highlights on ',
            what,
            ' of ',
            { kind: 'time', at: trouble.slot },
            ' arrived: the answer was lost.',
          ),
          prose(
            'So that they do not come twice, they are not sent again. If they are missing: ',
            code(`/papers subscriptions send ${subscription.id}`),
          ),
          list,
        ],
      };
    default:
      return unreachable(trouble);
  }
}

/** What makes a place reachable again. */
export function remedy({ place }: Pick<Subscription, 'place'>): string {
  if (place.channel.startsWith('user:')) return 'Allow Paperboy to write to you.';
  switch (place.platform) {
    case 'slack':
      return 'Invite it to the channel with /invite @Paperboy, or choose another channel.';
    case 'discord':
      return 'Give it View Channel and Send Messages in the channel, or choose another one.';
    default:
      return 'Choose another place.';
  }
}
