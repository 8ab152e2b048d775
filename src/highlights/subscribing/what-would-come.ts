import type { Context } from '../../chat/context.ts';
import { type Block, type Document, heading, note, prose } from '../../chat/document.ts';
import { listedPaper } from '../../chat/paper-card.ts';
import { discussedLately, mostDiscussedBlocks } from '../choosing/discussed-lately.ts';
import { highlightsAt } from '../choosing/highlights-at.ts';
import type { Highlights } from '../choosing/pick-highlights.ts';
import { topicChart } from '../delivering/topic-chart.ts';
import { subscriptionSpans } from './describe-subscription.ts';
import type { Subscription } from './subscription.ts';

/** What a subscription would post at this moment, and why it would not post the rest. Nothing is posted by it. */
export async function whatWouldCome(one: Subscription, context: Context): Promise<Document> {
  return {
    blocks: [
      heading('What would come right now'),
      prose(...subscriptionSpans(one)),
      ...(one.about === 'discussions' ? await discussed(one, context) : await highlights(one, context)),
    ],
  };
}

async function discussed(one: Subscription, context: Context): Promise<readonly Block[]> {
  const lately = await discussedLately(one, context.now(), context);
  return lately.length === 0
    ? [prose('Nothing: no reply came in the last week.')]
    : mostDiscussedBlocks(lately, context);
}

async function highlights(one: Subscription, context: Context): Promise<readonly Block[]> {
  const picked = await highlightsAt(one, context.now().toISOString(), context);
  return [
    ...(picked.papers.length === 0 ? [] : topicChart(one, context)),
    ...(picked.papers.length === 0 ? [prose('Nothing: no paper on the topic is new.')] : []),
    ...picked.papers.map(({ paper, why }) => listedPaper(paper, { why: [{ kind: 'text', text: why }] }, context)),
    ...passedOver(picked),
  ];
}

/** Why other papers would not come, each reason with how many. */
function passedOver({ passedOver: counts, from }: Highlights): Block[] {
  const { offTopic, alreadyShown, notNew, belowThreshold, more } = counts;
  const reasons = [
    [offTopic, 'too little of the topic'],
    [alreadyShown, 'shown before'],
    // Those of the archive count as not new, and are what comes.
    [from === 'archive' ? 0 : notNew, 'not new'],
    [belowThreshold, 'too few upvotes'],
    [more, 'new, but others are better'],
  ] as const;
  const said = reasons.flatMap(([count, why]) => (count === 0 ? [] : [`${why} (${count})`]));
  return said.length === 0 ? [] : [note(`Why the others would not come: ${said.join(', ')}.`)];
}
