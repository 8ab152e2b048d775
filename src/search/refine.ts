import { texToText } from '../text/tex.ts';
import { type Bigram, proximityScore } from './adjacency.ts';
import { analyze } from './analyzer.ts';
import type { PaperCollection } from './collection.ts';
import type { RetrievedPaper } from './order.ts';
import type { QueryTerms } from './wanted.ts';

/** How many of the best are looked at more closely. */
const RERANK_DEPTH = 1000;
const TITLE_MATCH_DEPTH = 20;
const PROXIMITY_WEIGHT = 0.3;

/**
 * The best of what was found, with what their words alone do not tell: whether the words stand together, and whether they are the very
 * title. `rest` is everything else, as it was.
 */
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

/** The best apart from the rest, neither sorted: a common word is in most papers, and nobody reads on to the ten thousandth. */
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
    const termIds = [vocabulary.termId(first), vocabulary.termId(second)];
    const [a, b] = termIds;
    if (a === undefined || b === undefined) return [];
    return [
      { first: a, second: b, weight: PROXIMITY_WEIGHT * Math.min(vocabulary.idf(first), vocabulary.idf(second)) },
    ];
  });
}
