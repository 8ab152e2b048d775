import { compare } from '../../compare.ts';
import type { Paper } from '../../papers/paper.ts';
import { dayOf } from '../../papers/paper-day.ts';
import { idsOf } from '../../papers/papers.ts';
import type { Match } from '../../search/search-index.ts';

/**
 * A paper that a topic brings up: a hit of its search, or any paper with score 0 where there is no topic. Give all hits, for the best of
 * them tells how good the others are; and none where the search found nothing but what comes near (`nearest`).
 */
export type Candidate = Match;

/**
 * On the morning of their listing the most that papers have is 250 upvotes, and the median is 6 upvotes and 1 comment (measured on 127
 * days of Daily Papers).
 */
const MANY_UPVOTES = 250;
const UPVOTES_A_COMMENT = 6;

/** The ranks of what is trending, from 1, by the ids of papers. */
export type Trending = ReadonlyMap<string, number>;

/** What the first in trending gets of the worth that votes have left to give; those after it get less, evenly, up to the last that counts. */
const MOST_FOR_TRENDING = 0.3;
const LAST_TRENDING = 50;

/**
 * Candidates in the order of their worth, each paper once whatever id it goes by.
 *
 * The worth is `relevance × (1 + engagement)`. Engagement goes from 0 to 1, with the logarithm of the upvotes up to 250; where none are
 * known, a comment counts as six. What is trending gets a part of what it lacks of 1: 0.3 of it at rank 1, falling evenly to nothing after
 * rank 50, so that a new paper with few votes yet may pass others, and never one with many. So votes and trending together double a worth
 * at most: a paper that is more than twice as relevant as another is never put behind it. Between equals more upvotes decide, then more
 * comments, the newer day, the id.
 *
 * @param relevant with a relevance for a score (`onTopic`)
 */
export function bestFirst(relevant: readonly Candidate[], trending: Trending = new Map()): Candidate[] {
  const inOrder = relevant
    .map((candidate) => ({ candidate, worth: candidate.score * (1 + favour(candidate.paper, trending)) }))
    .sort((a, b) => b.worth - a.worth || betterReceived(a.candidate.paper, b.candidate.paper));
  return eachOnce(inOrder.map(({ candidate }) => candidate));
}

/** The rank of a paper in what is trending, by whatever id it goes there. */
export function trendingRank(paper: Paper, trending: Trending): number | undefined {
  const ranks = idsOf(paper).flatMap((id) => trending.get(id) ?? []);
  return ranks.length === 0 ? undefined : Math.min(...ranks);
}

/** From 0 to 1: votes, and what trending adds to them. */
function favour(paper: Paper, trending: Trending): number {
  const engaged = engagement(paper);
  const rank = trendingRank(paper, trending) ?? LAST_TRENDING + 1;
  const share = Math.max(0, LAST_TRENDING + 1 - rank) / LAST_TRENDING;
  return engaged + (1 - engaged) * MOST_FOR_TRENDING * share;
}

function engagement({ upvotes, comments = 0 }: Paper): number {
  const reactions = Math.min(upvotes ?? comments * UPVOTES_A_COMMENT, MANY_UPVOTES);
  return Math.log1p(reactions) / Math.log1p(MANY_UPVOTES);
}

function betterReceived(a: Paper, b: Paper): number {
  return (
    (b.upvotes ?? -1) - (a.upvotes ?? -1) ||
    (b.comments ?? -1) - (a.comments ?? -1) ||
    compare(dayOf(b) ?? '', dayOf(a) ?? '') ||
    compare(a.id, b.id)
  );
}

function eachOnce(candidates: readonly Candidate[]): Candidate[] {
  const taken = new Set<string>();
  return candidates.filter(({ paper }) => {
    const isTaken = idsOf(paper).some((id) => taken.has(id));
    if (!isTaken) for (const id of idsOf(paper)) taken.add(id);
    return !isTaken;
  });
}
