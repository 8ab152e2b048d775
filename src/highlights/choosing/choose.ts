import { MAX_PAPERS, type SelectionCriteria } from '../subscribing/subscription.ts';
import type { Candidate } from './worth.ts';

/** What a choice takes of candidates, and how many it leaves for what reason. */
interface CandidateSelection {
  readonly selected: readonly Candidate[];
  /** Those with too few upvotes, or none that are known. */
  readonly belowThreshold: number;
  /** Those for which there is no room. */
  readonly overLimit: number;
}

/** Takes what a choice wants of candidates in their order, as many as one post holds at most. */
export function selectCandidates(
  ranked: readonly Candidate[],
  criteria: SelectionCriteria,
  maxPapers = MAX_PAPERS,
): CandidateSelection {
  const eligible =
    criteria.kind === 'best' ? ranked : ranked.filter(({ paper }) => (paper.upvotes ?? -1) >= criteria.atLeast);
  const limit = criteria.kind === 'best' ? Math.min(criteria.count, maxPapers) : maxPapers;
  const selected = eligible.slice(0, limit);
  return { selected, belowThreshold: ranked.length - eligible.length, overLimit: eligible.length - selected.length };
}
