import type { AppServices } from '../../chat/context.ts';
import { findDiscussionBadges } from '../../discussions/discussed-here.ts';
import { selectHighlightsFor } from '../choosing/highlights-at.ts';
import { nextSlot } from '../schedule/slots.ts';
import type { ClaimedDelivery } from './delivery.ts';
import { prepareDiscussionsPost } from './discussions-post.ts';
import { buildHighlightsPost } from './highlight-post.ts';
import type { PreparedPost } from './prepared.ts';
import { buildTopicChart } from './topic-chart.ts';

/**
 * Chooses and writes what a delivery says. What it was going to say at an earlier attempt it says again, so that one delivery never
 * shows two sets of papers.
 */
export async function preparePost(
  { delivery, subscription }: ClaimedDelivery,
  core: AppServices,
): Promise<PreparedPost> {
  if (delivery.document !== undefined) {
    return { kind: 'post', document: delivery.document, paperIds: delivery.paperIds };
  }
  if (subscription.about === 'discussions') return prepareDiscussionsPost({ delivery, subscription }, core);
  const highlights = await selectHighlightsFor(subscription, delivery.slot, core);
  if (highlights.papers.length === 0) return { kind: 'nothing', reason: 'no paper was new' };
  const papers = highlights.papers.map(({ paper }) => paper);
  const discussionBadges = await findDiscussionBadges(papers, subscription.place, core);
  const next = nextSlot(subscription.schedule, delivery.slot);
  return {
    kind: 'post',
    document: buildHighlightsPost(
      {
        subscription,
        highlights,
        discussionBadges,
        chart: buildTopicChart(subscription, core),
        slot: delivery.slot,
        next,
      },
      core,
    ),
    paperIds: papers.map(({ id }) => id),
  };
}
