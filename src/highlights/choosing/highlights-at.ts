import type { AppServices } from '../../chat/context.ts';
import { parseQuery } from '../../search/query.ts';
import { localDay } from '../schedule/local-day.ts';
import type { Subscription } from '../subscribing/subscription.ts';
import { type HighlightSelection, selectHighlights } from './pick-highlights.ts';
import { loadTrendingRanks } from './trending.ts';
import type { Candidate } from './worth.ts';

/** How many deliveries are looked through for the last one that had a word to say. */
const MAX_HISTORY_SCANNED = 50;

/**
 * What a subscription brings at an instant, by what it has shown and when it last had a word to say. Nothing is noted by asking.
 *
 * @param at ISO 8601
 */
export async function selectHighlightsFor(
  subscription: Subscription,
  at: string,
  core: AppServices,
): Promise<HighlightSelection> {
  const { deliveries } = core.highlights;
  const [shown, history, trending] = await Promise.all([
    deliveries.shownPaperIds(subscription.id),
    deliveries.history(subscription.id, MAX_HISTORY_SCANNED),
    loadTrendingRanks(core),
  ]);
  const lastPost = history.find(({ state }) => state === 'sent' || state === 'skipped');
  return selectHighlights({
    candidates: findCandidates(subscription, core),
    shown,
    since: lastPost?.slot ?? subscription.createdAt,
    criteria: subscription.criteria,
    onQuietDay: subscription.onQuietDay,
    today: localDay(at, subscription.schedule.zone),
    trending,
  });
}

/** All papers that the topic of a subscription brings up; every paper where it has none. */
export function findCandidates(
  { topic }: Pick<Subscription, 'topic'>,
  { papers, search }: AppServices,
): readonly Candidate[] {
  if (topic.trim() === '') return papers.all().map((paper) => ({ paper, score: 0, matched: [] }));
  return search.findAllMatches(parseQuery(topic));
}
