import type { Core } from '../../chat/context.ts';
import { type Document, heading } from '../../chat/document.ts';
import { shorten } from '../../text/shorten.ts';
import { discussedLately, mostDiscussedBlocks } from '../choosing/discussed-lately.ts';
import { nextSlot } from '../schedule/slots.ts';
import type { DeliveryInHand } from './delivery.ts';
import { postFooter } from './post-footer.ts';
import type { Prepared } from './prepared.ts';

const SHOWN_TOPIC = 80;

/** The post of a subscription to discussions. It shows no paper as new, so none counts as shown. */
export async function prepareDiscussionsPost(
  { delivery, subscription }: DeliveryInHand,
  core: Core,
): Promise<Prepared> {
  const { topic, schedule } = subscription;
  const discussed = await discussedLately(subscription, new Date(delivery.slot), core);
  if (discussed.length === 0) return { kind: 'nothing', reason: 'no reply came in the week before' };
  const title = 'Most discussed here this week';
  const document: Document = {
    blocks: [
      heading(topic === '' ? title : `${title}: ${shorten(topic, SHOWN_TOPIC)}`),
      ...mostDiscussedBlocks(discussed, core),
      ...postFooter(subscription, nextSlot(schedule, delivery.slot), core),
    ],
  };
  return { kind: 'post', document, paperIds: [] };
}
