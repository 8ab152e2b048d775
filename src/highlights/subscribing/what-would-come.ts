import type { CallContext } from '../../chat/context.ts';
import { type Block, type Document, heading, note, prose } from '../../chat/document.ts';
import { compactPaperCard } from '../../chat/paper-card.ts';
import { findRecentlyDiscussed, mostDiscussedBlocks } from '../choosing/discussed-lately.ts';
import { selectHighlightsFor } from '../choosing/highlights-at.ts';
import type { HighlightSelection } from '../choosing/pick-highlights.ts';
import { buildTopicChart } from '../delivering/topic-chart.ts';
import { describeSubscription } from './describe-subscription.ts';
import type { Subscription } from './subscription.ts';

/** What a subscription would post at this moment, and why it would not post the rest. Nothing is posted by it. */
export async function previewNextPost(subscription: Subscription, context: CallContext): Promise<Document> {
  return {
    blocks: [
      heading('What would come right now'),
      prose(...describeSubscription(subscription)),
      ...(subscription.about === 'discussions'
        ? await discussionsBlocks(subscription, context)
        : await highlightsBlocks(subscription, context)),
    ],
  };
}

async function discussionsBlocks(subscription: Subscription, context: CallContext): Promise<readonly Block[]> {
  const mostDiscussed = await findRecentlyDiscussed(subscription, context.now(), context);
  return mostDiscussed.length === 0
    ? [prose('Nothing: no reply came in the last week.')]
    : mostDiscussedBlocks(mostDiscussed, context);
}

async function highlightsBlocks(subscription: Subscription, context: CallContext): Promise<readonly Block[]> {
  const selection = await selectHighlightsFor(subscription, context.now().toISOString(), context);
  return [
    ...(selection.papers.length === 0 ? [] : buildTopicChart(subscription, context)),
    ...(selection.papers.length === 0 ? [prose('Nothing: no paper on the topic is new.')] : []),
    ...selection.papers.map(({ paper, reason }) =>
      compactPaperCard(paper, { why: [{ kind: 'text', text: reason }] }, context),
    ),
    ...skippedNote(selection),
  ];
}

/** Why other papers would not come, each reason with how many. */
function skippedNote({ skipped: counts, origin }: HighlightSelection): Block[] {
  const { offTopic, alreadyShown, notNew, belowThreshold, overLimit } = counts;
  const reasons = [
    [offTopic, 'too little of the topic'],
    [alreadyShown, 'shown before'],
    // Those of the archive count as not new, and are what comes.
    [origin === 'archive' ? 0 : notNew, 'not new'],
    [belowThreshold, 'too few upvotes'],
    [overLimit, 'new, but others are better'],
  ] as const;
  const parts = reasons.flatMap(([count, why]) => (count === 0 ? [] : [`${why} (${count})`]));
  return parts.length === 0 ? [] : [note(`Why the others would not come: ${parts.join(', ')}.`)];
}
