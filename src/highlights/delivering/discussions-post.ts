import type { AppServices } from '../../chat/context.ts';
import { type Document, heading } from '../../chat/document.ts';
import { truncate } from '../../text/shorten.ts';
import { findRecentlyDiscussed, mostDiscussedBlocks } from '../choosing/discussed-lately.ts';
import { nextSlot } from '../schedule/slots.ts';
import type { ClaimedDelivery } from './delivery.ts';
import { postFooter } from './post-footer.ts';
import type { PreparedPost } from './prepared.ts';

const MAX_TITLE_TOPIC_LENGTH = 80;

/** The post of a subscription to discussions. It shows no paper as new, so none counts as shown. */
export async function prepareDiscussionsPost(
  { delivery, subscription }: ClaimedDelivery,
  core: AppServices,
): Promise<PreparedPost> {
  const { topic, schedule } = subscription;
  const discussed = await findRecentlyDiscussed(subscription, new Date(delivery.slot), core);
  if (discussed.length === 0) return { kind: 'nothing', reason: 'no reply came in the week before' };
  const title = 'Most discussed here this week';
  const document: Document = {
    blocks: [
      heading(topic === '' ? title : `${title}: ${truncate(topic, MAX_TITLE_TOPIC_LENGTH)}`),
      ...mostDiscussedBlocks(discussed, core),
      ...postFooter(subscription, nextSlot(schedule, delivery.slot), core),
    ],
  };
  return { kind: 'post', document, paperIds: [] };
}
