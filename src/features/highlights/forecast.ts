import { Temporal } from 'temporal-polyfill';
import { type Paper, paperDay } from '../../papers/paper.ts';
import { compareCodeUnits } from '../../runtime/collections.ts';
import { filterOnTopic } from '../../search/index.ts';
import { nextSlots } from './schedule.ts';
import { applyFreshness, type Candidate, dayFreshnessSince, rankCandidates } from './scoring.ts';
import { selectCandidates } from './selection.ts';
import type { Subscription } from './subscription.ts';

export interface SubscriptionForecast {
  /** Papers it would have posted, newest post first. */
  readonly recentPapers: readonly Paper[];
  /** New papers per week in the past weeks, with one decimal. */
  readonly papersPerWeek: number;
  /** The next slots, ISO 8601 in UTC. */
  readonly next: readonly string[];
}

const MAX_RECENT_PAPERS = 3;
/** How many upcoming slots previews show. */
export const UPCOMING_SLOT_COUNT = 3;
const FORECAST_WINDOW_DAYS = 28;
const DAYS_PER_WEEK = 7;

type DatedCandidate = Candidate & { readonly day: string };

/**
 * Forecasts a subscription by simulating its posts of the past four weeks. Since a corpus may be old, the weeks end on the newest day with
 * papers, and start on its first day if that is later. A paper counts as known from its day on, with its current votes. If there are too few
 * recent papers, older matches follow.
 *
 * @param papers the whole corpus
 * @param now ISO 8601
 */
export function forecastSubscription({
  schedule,
  criteria,
  candidates,
  papers,
  now,
}: Pick<Subscription, 'schedule' | 'criteria'> & {
  readonly candidates: readonly Candidate[];
  readonly papers: readonly Paper[];
  readonly now: string;
}): SubscriptionForecast {
  const next = nextSlots(schedule, now, UPCOMING_SLOT_COUNT);
  const today = now.slice(0, 'YYYY-MM-DD'.length);
  const knownDays = papers
    .flatMap((paper) => paperDay(paper) ?? [])
    .filter((day) => day <= today)
    .sort();
  const [oldest, newest] = [knownDays[0], knownDays.at(-1)];
  if (oldest === undefined || newest === undefined) return { recentPapers: [], papersPerWeek: 0, next };

  const end = Temporal.PlainDate.from(newest);
  const days = Math.min(FORECAST_WINDOW_DAYS, end.since(oldest).days + 1);
  const start = end.subtract({ days: days - 1 });
  const datedCandidates = rankCandidates(filterOnTopic(candidates)).flatMap((one) => {
    const day = paperDay(one.paper);
    return day === undefined || day > newest ? [] : [{ ...one, day }];
  });
  const recent = datedCandidates.filter(({ day }) => day >= start.toString());
  const simulatedPosts = simulatePosts({ schedule, criteria, start, end, papers: recent });
  const earlier = datedCandidates
    .filter(({ day }) => day < start.toString())
    .sort((a, b) => compareCodeUnits(b.day, a.day));
  const olderMatches = selectCandidates(
    earlier,
    criteria.kind === 'best' ? { kind: 'best', count: MAX_RECENT_PAPERS } : criteria,
  ).selected;
  const papersPerWeek = simulatedPosts.flat().length / (Math.max(days, DAYS_PER_WEEK) / DAYS_PER_WEEK);
  return {
    recentPapers: [...simulatedPosts.reverse().flat(), ...olderMatches]
      .slice(0, MAX_RECENT_PAPERS)
      .map(({ paper }) => paper),
    papersPerWeek: Math.round(papersPerWeek * 10) / 10,
    next,
  };
}

/** The posts from `start` to the first post on or after `end`. */
function simulatePosts({
  schedule,
  criteria,
  start,
  end,
  papers,
}: Pick<Subscription, 'schedule' | 'criteria'> & {
  readonly start: Temporal.PlainDate;
  readonly end: Temporal.PlainDate;
  readonly papers: readonly DatedCandidate[];
}): (readonly Candidate[])[] {
  const posts: (readonly Candidate[])[] = [];
  const shown = new Set<Paper>();
  let lastPostDate = start;
  for (
    let date = start;
    Temporal.PlainDate.compare(lastPostDate, end) < 0 || posts.length === 0;
    date = date.add({ days: 1 })
  ) {
    if (!schedule.days.some((day) => day === date.dayOfWeek)) continue;
    const freshness = dayFreshnessSince(lastPostDate.toString());
    const available = papers.filter(({ paper, day }) => !shown.has(paper) && day <= date.toString());
    const { selected } = selectCandidates(
      rankCandidates(applyFreshness(available, ({ day }) => freshness(day))),
      criteria,
    );
    for (const { paper } of selected) shown.add(paper);
    posts.push(selected);
    lastPostDate = date;
  }
  return posts;
}
