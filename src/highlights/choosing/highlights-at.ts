import type { Core } from '../../chat/context.ts';
import { parseQuery } from '../../search/query.ts';
import { localDay } from '../schedule/local-day.ts';
import type { Subscription } from '../subscribing/subscription.ts';
import { type Highlights, pickHighlights } from './pick-highlights.ts';
import { trendingRanks } from './trending.ts';
import type { Candidate } from './worth.ts';

/** How many deliveries are looked through for the last one that had a word to say. */
const LOOK_BACK = 50;

/**
 * What a subscription brings at an instant, by what it has shown and when it last had a word to say. Nothing is noted by asking.
 *
 * @param at ISO 8601
 */
export async function highlightsAt(one: Subscription, at: string, core: Core): Promise<Highlights> {
  const { deliveries } = core.highlights;
  const [shown, history, trending] = await Promise.all([
    deliveries.shown(one.id),
    deliveries.history(one.id, LOOK_BACK),
    trendingRanks(core),
  ]);
  const last = history.find(({ state }) => state === 'sent' || state === 'skipped');
  return pickHighlights({
    candidates: candidatesFor(one, core),
    shown,
    since: last?.slot ?? one.createdAt,
    choice: one.choice,
    onQuietDay: one.onQuietDay,
    today: localDay(at, one.schedule.zone),
    trending,
  });
}

/** All papers that the topic of a subscription brings up; every paper where it has none. */
export function candidatesFor({ topic }: Pick<Subscription, 'topic'>, { papers, search }: Core): readonly Candidate[] {
  if (topic.trim() === '') return papers.all().map((paper) => ({ paper, score: 0, matched: [] }));
  return search.matches(parseQuery(topic));
}
