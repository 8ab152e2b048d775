import { Temporal } from 'temporal-polyfill';
import type { Core } from '../../chat/context.ts';
import { discussedHere } from '../../discussions/discussed-here.ts';
import { parseQuery } from '../../search/query.ts';
import { pickHighlights } from '../choosing/pick-highlights.ts';
import { trendingRanks } from '../choosing/trending.ts';
import type { Candidate } from '../choosing/worth.ts';
import { nextSlot } from '../schedule/slots.ts';
import type { Subscription } from '../subscribing/subscription.ts';
import type { DeliveryInHand } from './delivery.ts';
import { prepareDiscussionsPost } from './discussions-post.ts';
import { highlightPost } from './highlight-post.ts';
import type { Prepared } from './prepared.ts';
import { topicChart } from './topic-chart.ts';

/** How many deliveries are looked through for the last one that had a word to say. */
const LOOK_BACK = 50;

/**
 * Chooses and writes what a delivery says. What it was going to say at an earlier attempt it says again, so that one delivery never
 * shows two sets of papers.
 */
export async function preparePost({ delivery, subscription }: DeliveryInHand, core: Core): Promise<Prepared> {
  if (delivery.document !== undefined) {
    return { kind: 'post', document: delivery.document, paperIds: delivery.paperIds };
  }
  if (subscription.about === 'discussions') return prepareDiscussionsPost({ delivery, subscription }, core);
  const { deliveries } = core.highlights;
  const [shown, history, trending] = await Promise.all([
    deliveries.shown(subscription.id),
    deliveries.history(subscription.id, LOOK_BACK),
    trendingRanks(core),
  ]);
  const last = history.find(({ id, state }) => id !== delivery.id && (state === 'sent' || state === 'skipped'));
  const highlights = pickHighlights({
    candidates: candidatesFor(subscription, core),
    shown,
    since: last?.slot ?? subscription.createdAt,
    choice: subscription.choice,
    onQuietDay: subscription.onQuietDay,
    today: dayOfSlot(delivery.slot, subscription),
    trending,
  });
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

/** All papers that the topic of a subscription brings up; every paper where it has none. */
export function candidatesFor({ topic }: Pick<Subscription, 'topic'>, { papers, search }: Core): readonly Candidate[] {
  if (topic.trim() === '') return papers.all().map((paper) => ({ paper, score: 0, matched: [] }));
  return search.matches(parseQuery(topic));
}

function dayOfSlot(slot: string, { schedule }: Subscription): string {
  return Temporal.Instant.from(slot).toZonedDateTimeISO(schedule.zone).toPlainDate().toString();
}
