import { paperDay } from '../papers/paper.ts';
import { texToText } from '../text/tex/index.ts';
import { analyze } from './analyzer.ts';
import type { IndexedPaper, PaperCollection } from './collection.ts';
import type { SortOrder } from './filters.ts';
import type { QueryTerms } from './query-terms.ts';
import { FIELD_END, type WordSequence } from './vocabulary.ts';

/** How many of the best candidates are reranked. */
const RERANK_DEPTH = 1000;
const TITLE_MATCH_DEPTH = 20;
const PROXIMITY_WEIGHT = 0.3;
const PROXIMITY_SATURATION = 1;
/** Words allowed between the two words of a bigram. */
const MAX_WORD_GAP = 1;

/** Rescores the best candidates by the proximity of the query's words and by exact titles. `rest` is unchanged. */
export function rerank(
  candidates: readonly RetrievedPaper[],
  queryTerms: QueryTerms,
  { vocabulary }: PaperCollection,
): { best: RetrievedPaper[]; rest: RetrievedPaper[] } {
  const { best, rest } = splitTopCandidates(candidates);
  const bigrams = findQueryBigrams(queryTerms, vocabulary);
  const reranked = best.map((candidate) => ({
    ...candidate,
    score: candidate.score + proximityScore(candidate.entry.sequence, bigrams),
  }));
  reranked.sort((a, b) => b.score - a.score);
  const title = queryTerms.stems.join('');
  const topScore = reranked[0]?.score ?? 0;
  for (const [i, candidate] of reranked.slice(0, TITLE_MATCH_DEPTH).entries()) {
    if (stemmedTitle(candidate) === title) reranked[i] = { ...candidate, score: candidate.score + topScore };
  }
  return { best: reranked, rest };
}

/** Splits off the best without sorting all, as a common word is in most papers. */
function splitTopCandidates(candidates: readonly RetrievedPaper[]): { best: RetrievedPaper[]; rest: RetrievedPaper[] } {
  const minScore =
    Float64Array.from(candidates, ({ score }) => score)
      .sort()
      .at(-RERANK_DEPTH) ?? Number.NEGATIVE_INFINITY;
  return {
    best: candidates.filter(({ score }) => score >= minScore),
    rest: candidates.filter(({ score }) => score < minScore),
  };
}

function stemmedTitle({ entry }: RetrievedPaper): string {
  return analyze(texToText(entry.paper.title))
    .map(({ stem }) => stem)
    .join('');
}

function findQueryBigrams({ stems }: QueryTerms, vocabulary: PaperCollection['vocabulary']): Bigram[] {
  return stems.slice(1).flatMap((second, i) => {
    const first = stems[i] ?? '';
    const [a, b] = [vocabulary.termId(first), vocabulary.termId(second)];
    if (a === undefined || b === undefined) return [];
    const weight = PROXIMITY_WEIGHT * Math.min(vocabulary.idf(first), vocabulary.idf(second));
    return [{ first: a, second: b, weight }];
  });
}

/** The term ids of two adjacent words of a query, and the weight of finding them together in a paper. */
interface Bigram {
  readonly first: number;
  readonly second: number;
  readonly weight: number;
}

/** Repeated bigrams add less and less. */
function proximityScore(sequence: WordSequence, bigrams: readonly Bigram[]): number {
  let score = 0;
  for (const { first, second, weight } of bigrams) {
    const count = countBigram(sequence, first, second);
    score += (weight * count) / (count + PROXIMITY_SATURATION);
  }
  return score;
}

function countBigram(sequence: WordSequence, first: number, second: number): number {
  let count = 0;
  for (let at = sequence.indexOf(first); at >= 0; at = sequence.indexOf(first, at + 1)) {
    for (let next = at + 1; next <= at + 1 + MAX_WORD_GAP && sequence[next] !== FIELD_END; next++) {
      if (sequence[next] === second) count++;
    }
  }
  return count;
}

export interface RetrievedPaper {
  readonly entry: IndexedPaper;
  readonly score: number;
  /** The matching terms of the query. */
  readonly terms: readonly string[];
}

type ResultComparator = (a: RetrievedPaper, b: RetrievedPaper) => number;

/** A total order, so that no paper appears on two pages of results. */
export function compareBySortOrder(sort: SortOrder): ResultComparator {
  const primary = PRIMARY_COMPARATORS[sort];
  return (a, b) => primary(a, b) || byNewest(a, b) || byUpvotes(a, b) || (a.entry.paper.id < b.entry.paper.id ? -1 : 1);
}

const byNewest: ResultComparator = (a, b) => compareDescending(paperDay(a.entry.paper), paperDay(b.entry.paper));
const byUpvotes: ResultComparator = (a, b) => (b.entry.paper.upvotes ?? -1) - (a.entry.paper.upvotes ?? -1);

const PRIMARY_COMPARATORS: Readonly<Record<SortOrder, ResultComparator>> = {
  relevance: (a, b) => b.score - a.score,
  newest: byNewest,
  upvotes: byUpvotes,
  comments: (a, b) => (b.entry.paper.comments ?? -1) - (a.entry.paper.comments ?? -1),
};

/** Missing values come last. */
function compareDescending(a = '', b = ''): number {
  if (a === b) return 0;
  return a < b ? 1 : -1;
}

/** Splits words that matched together: "safe rl" and "safe-rl" are two words. */
export function splitMatchedWords(matched: readonly string[]): ReadonlySet<string> {
  return new Set(matched.flatMap((words) => words.split(/[\s-]+/)));
}
