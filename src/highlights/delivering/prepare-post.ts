import type { Core } from '../../chat/context.ts';
import { discussedHere } from '../../discussions/discussed-here.ts';
import { highlightsAt } from '../choosing/highlights-at.ts';
import { nextSlot } from '../schedule/slots.ts';
import type { DeliveryInHand } from './delivery.ts';
import { prepareDiscussionsPost } from './discussions-post.ts';
import { highlightPost } from './highlight-post.ts';
import type { Prepared } from './prepared.ts';
import { topicChart } from './topic-chart.ts';

/**
 * Chooses and writes what a delivery says. What it was going to say at an earlier attempt it says again, so that one delivery never
 * shows two sets of papers.
 */
export async function preparePost({ delivery, subscription }: DeliveryInHand, core: Core): Promise<Prepared> {
  if (delivery.document !== undefined) {
    return { kind: 'post', document: delivery.document, paperIds: delivery.paperIds };
  }
  if (subscription.about === 'discussions') return prepareDiscussionsPost({ delivery, subscription }, core);
  const highlights = await highlightsAt(subscription, delivery.slot, core);
  if (highlights.papers.length === 0) return { kind: 'nothing', reason: 'no paper was new' };
  const papers = highlights.papers.map(({ paper }) => paper);
  const discussed = await discussedHere(papers, subscription.place, core);
  const next = nextSlot(subscription.schedule, delivery.slot);
  return {
    kind: 'post',
    document: highlightPost(
      { subscription, highlights, discussed, chart: topicChart(subscription, core), slot: delivery.slot, next },
      core,
    ),
    paperIds: papers.map(({ id }) => id),
  };
}
