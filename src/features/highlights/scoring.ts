import { Temporal } from 'temporal-polyfill';
import { allPaperIds, type Paper, paperDay } from '../../papers/paper.ts';
import { compareCodeUnits } from '../../runtime/collections.ts';
import type { Match } from '../../search/index.ts';

/**
 * A paper that a topic brings up: a hit of its search, or any paper with score 0 where there is no topic. Give all hits, for the best of
 * them tells how good the others are; and none where the search found nothing but what comes near (`nearest`).
 */
export type Candidate = Match;

/**
 * On the morning of their listing the most that papers have is 250 upvotes, and the median is 6 upvotes and 1 comment (measured on 127
 * days of Daily Papers).
 */
const UPVOTE_SATURATION = 250;
const UPVOTES_PER_COMMENT = 6;

/** The ranks of what is trending, from 1, by the ids of papers. */
export type TrendingRanks = ReadonlyMap<string, number>;

/** What the first in trending gets of the worth that votes have left to give; those after it get less, evenly, up to the last that counts. */
const MAX_TRENDING_BOOST = 0.3;
const LAST_TRENDING_RANK = 50;

/**
 * Candidates in the order of their worth, each paper once whatever id it goes by.
 *
 * The worth is `relevance × (1 + engagement)`. Engagement goes from 0 to 1, with the logarithm of the upvotes up to 250; where none are
 * known, a comment counts as six. What is trending gets a part of what it lacks of 1: 0.3 of it at rank 1, falling evenly to nothing after
 * rank 50, so that a new paper with few votes yet may pass others, and never one with many. So votes and trending together double a worth
 * at most: a paper that is more than twice as relevant as another is never put behind it. Between equals more upvotes decide, then more
 * comments, the newer day, the id.
 *
 * @param candidates with a relevance for a score (`onTopic`)
 */
export function rankCandidates(candidates: readonly Candidate[], trending: TrendingRanks = new Map()): Candidate[] {
  const scored = candidates
    .map((candidate) => ({ candidate, score: candidate.score * (1 + popularityBoost(candidate.paper, trending)) }))
    .sort((a, b) => b.score - a.score || compareByPopularity(a.candidate.paper, b.candidate.paper));
  return dedupePapers(scored.map(({ candidate }) => candidate));
}

/** The rank of a paper in what is trending, by whatever id it goes there. */
export function findTrendingRank(paper: Paper, trending: TrendingRanks): number | undefined {
  const ranks = allPaperIds(paper).flatMap((id) => trending.get(id) ?? []);
  return ranks.length === 0 ? undefined : Math.min(...ranks);
}

/** From 0 to 1: votes, and what trending adds to them. */
function popularityBoost(paper: Paper, trending: TrendingRanks): number {
  const engaged = engagementScore(paper);
  const rank = findTrendingRank(paper, trending) ?? LAST_TRENDING_RANK + 1;
  const rankShare = Math.max(0, LAST_TRENDING_RANK + 1 - rank) / LAST_TRENDING_RANK;
  return engaged + (1 - engaged) * MAX_TRENDING_BOOST * rankShare;
}

function engagementScore({ upvotes, comments = 0 }: Paper): number {
  const reactions = Math.min(upvotes ?? comments * UPVOTES_PER_COMMENT, UPVOTE_SATURATION);
  return Math.log1p(reactions) / Math.log1p(UPVOTE_SATURATION);
}

function compareByPopularity(a: Paper, b: Paper): number {
  return (
    (b.upvotes ?? -1) - (a.upvotes ?? -1) ||
    (b.comments ?? -1) - (a.comments ?? -1) ||
    compareCodeUnits(paperDay(b) ?? '', paperDay(a) ?? '') ||
    compareCodeUnits(a.id, b.id)
  );
}

function dedupePapers(candidates: readonly Candidate[]): Candidate[] {
  const seenIds = new Set<string>();
  return candidates.filter(({ paper }) => {
    const isDuplicate = allPaperIds(paper).some((id) => seenIds.has(id));
    if (!isDuplicate) for (const id of allPaperIds(paper)) seenIds.add(id);
    return !isDuplicate;
  });
}

/** How a paper stands to the last post. `second chance`: it is of the days just before, and that post passed it over or came too early. */
type Freshness = 'new' | 'second-chance' | 'old';

/** Lists fill during their day, open the evening before in New York, and votes take days to come. */
const GRACE_PERIOD_DAYS = 3;

/** The longest that a paper took from its publication to its listing was 136 days (a public archive of 580 days of Daily Papers). */
const MAX_LISTING_DELAY_DAYS = 140;

const DAY_MS = 24 * 60 * 60 * 1000;

/** What is left of a paper's relevance at its second chance: it comes before new ones only where votes have made up for that. */
const SECOND_CHANCE_WEIGHT = 0.75;

/**
 * How fresh a paper is, by its day and by when it was first seen. One that is listed late is new though its day is not, unless it was
 * published more than 140 days before: such papers are of the archive, however many somebody imports.
 *
 * @param since the day of the last post, `YYYY-MM-DD`
 */
export function paperFreshnessSince(since: string): (paper: Paper) => Freshness {
  const dayFreshness = dayFreshnessSince(since);
  return (paper) => {
    const day = paperDay(paper);
    const firstSeen = paper.seen.flatMap(({ on }) => on ?? []).sort()[0] ?? '';
    if (firstSeen > since && (day === undefined || daysBetween(day, firstSeen) <= MAX_LISTING_DELAY_DAYS)) return 'new';
    return day === undefined ? 'old' : dayFreshness(day);
  };
}

/** How fresh a paper of a day is, where nothing else is known of it. */
export function dayFreshnessSince(since: string): (day: string) => Freshness {
  const graceStart = Temporal.PlainDate.from(since).subtract({ days: GRACE_PERIOD_DAYS }).toString();
  return (day) => (day > since ? 'new' : day >= graceStart ? 'second-chance' : 'old');
}

/** Those of the candidates that may come, with a score that allows for their second chance. */
export function applyFreshness<T extends Candidate>(
  candidates: readonly T[],
  freshness: (candidate: T) => Freshness,
): T[] {
  return candidates.flatMap((candidate) => {
    const status = freshness(candidate);
    if (status === 'old') return [];
    return status === 'new' ? [candidate] : [{ ...candidate, score: candidate.score * SECOND_CHANCE_WEIGHT }];
  });
}

function daysBetween(day: string, later: string): number {
  return (Date.parse(later) - Date.parse(day)) / DAY_MS;
}
