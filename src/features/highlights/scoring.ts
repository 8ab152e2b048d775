import { Temporal } from 'temporal-polyfill';
import { allPaperIds, type Paper, paperDay } from '../../papers/paper.ts';
import { compareCodeUnits } from '../../runtime/collections.ts';
import type { Match } from '../../search/index.ts';

/**
 * A match of a topic's query, or any paper with score 0 without a topic. Pass all matches, since scores are relative to the best one, but
 * none if the search only found papers nearest to the query.
 */
export type Candidate = Match;

/**
 * Measured on 127 days of Daily Papers: on the morning of their listing, papers have at most 250 upvotes, and a median of 6 upvotes and 1
 * comment.
 */
const UPVOTE_SATURATION = 250;
const UPVOTES_PER_COMMENT = 6;

/** Ranks of trending papers by id, from 1. */
export type TrendingRanks = ReadonlyMap<string, number>;

/** The first trending paper gets this share of the remaining boost; later ones evenly less. */
const MAX_TRENDING_BOOST = 0.3;
const LAST_TRENDING_RANK = 50;

/**
 * Sorts candidates by score, best first, and drops duplicates of a paper under other ids.
 *
 * The score is `relevance × (1 + boost)`. The boost is the logarithm of the upvotes, scaled to reach 1 at 250; without upvotes, a comment
 * counts as six. Trending adds a share of what is left to 1: 0.3 at rank 1, falling linearly to 0 after rank 50, so that a new paper with
 * few votes may overtake others, but never one with many. Votes and trending at most double a score, so a paper that is more than twice as
 * relevant as another is always ahead of it. Ties go to more upvotes, more comments, the newer day, and then the id.
 *
 * @param candidates scored by relevance (`filterOnTopic`)
 */
export function rankCandidates(candidates: readonly Candidate[], trending: TrendingRanks = new Map()): Candidate[] {
  const scored = candidates
    .map((candidate) => ({ candidate, score: candidate.score * (1 + popularityBoost(candidate.paper, trending)) }))
    .sort((a, b) => b.score - a.score || compareByPopularity(a.candidate.paper, b.candidate.paper));
  return dedupePapers(scored.map(({ candidate }) => candidate));
}

/** The trending rank of a paper under any of its ids. */
export function findTrendingRank(paper: Paper, trending: TrendingRanks): number | undefined {
  const ranks = allPaperIds(paper).flatMap((id) => trending.get(id) ?? []);
  return ranks.length === 0 ? undefined : Math.min(...ranks);
}

/** From 0 to 1, by votes and trending. */
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

/** Relative to the last post. `second-chance`: from the days just before it, so it was outranked or listed too late for it. */
type Freshness = 'new' | 'second-chance' | 'old';

/** Listings open the evening before in New York and fill up during the day, and votes take days. */
const GRACE_PERIOD_DAYS = 3;

/** In a public archive of 580 days of Daily Papers, a paper was listed at most 136 days after its publication. */
const MAX_LISTING_DELAY_DAYS = 140;

const DAY_MS = 24 * 60 * 60 * 1000;

/** Factor on the relevance of second-chance papers: they outrank new ones only by votes. */
const SECOND_CHANCE_WEIGHT = 0.75;

/**
 * Freshness by a paper's day and by when it was first seen. A paper that is listed late is new even if its day isn't, unless it was
 * published more than 140 days earlier: those are archive papers, as from an import.
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

/** Freshness by day alone. */
export function dayFreshnessSince(since: string): (day: string) => Freshness {
  const graceStart = Temporal.PlainDate.from(since).subtract({ days: GRACE_PERIOD_DAYS }).toString();
  return (day) => (day > since ? 'new' : day >= graceStart ? 'second-chance' : 'old');
}

/** Drops old candidates, and lowers the score of second-chance ones. */
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
