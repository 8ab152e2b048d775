import type { Choice } from '../subscribing/subscription.ts';
import type { Candidate } from './worth.ts';

/** Nobody reads more papers than these in one post. */
const MOST_IN_A_POST = 10;

/** What a choice takes of candidates, and how many it leaves for what reason. */
interface Chosen {
  readonly chosen: readonly Candidate[];
  /** Those with too few upvotes, or none that are known. */
  readonly belowThreshold: number;
  /** Those for which there is no room. */
  readonly more: number;
}

/** Takes what a choice wants of candidates in their order, never more than ten. */
export function choose(inOrder: readonly Candidate[], choice: Choice, most = MOST_IN_A_POST): Chosen {
  const wanted =
    choice.kind === 'best' ? inOrder : inOrder.filter(({ paper }) => (paper.upvotes ?? -1) >= choice.atLeast);
  const room = choice.kind === 'best' ? Math.min(choice.count, most) : most;
  const chosen = wanted.slice(0, room);
  return { chosen, belowThreshold: inOrder.length - wanted.length, more: wanted.length - chosen.length };
}
