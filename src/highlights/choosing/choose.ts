import { type Choice, MOST_PAPERS } from '../subscribing/subscription.ts';
import type { Candidate } from './worth.ts';

/** What a choice takes of candidates, and how many it leaves for what reason. */
interface Chosen {
  readonly chosen: readonly Candidate[];
  /** Those with too few upvotes, or none that are known. */
  readonly belowThreshold: number;
  /** Those for which there is no room. */
  readonly more: number;
}

/** Takes what a choice wants of candidates in their order, as many as one post holds at most. */
export function choose(inOrder: readonly Candidate[], choice: Choice, most = MOST_PAPERS): Chosen {
  const wanted =
    choice.kind === 'best' ? inOrder : inOrder.filter(({ paper }) => (paper.upvotes ?? -1) >= choice.atLeast);
  const room = choice.kind === 'best' ? Math.min(choice.count, most) : most;
  const chosen = wanted.slice(0, room);
  return { chosen, belowThreshold: inOrder.length - wanted.length, more: wanted.length - chosen.length };
}
