import { FIELD_END, type WordSequence } from './word-sequence.ts';

/** Two words of a query that follow each other there, and what it is worth when they do so in a paper. */
export interface Bigram {
  readonly first: number;
  readonly second: number;
  readonly weight: number;
}

/** What a paper gains for the words of a query that stand together in it. A second and a third time count for less. */
export function proximityScore(sequence: WordSequence, bigrams: readonly Bigram[]): number {
  let score = 0;
  for (const { first, second, weight } of bigrams) {
    const count = countBigram(sequence, first, second);
    score += (weight * count) / (count + PROXIMITY_SATURATION);
  }
  return score;
}

const PROXIMITY_SATURATION = 1;
/** How many words may stand between the two. */
const MAX_WORD_GAP = 1;

function countBigram(sequence: WordSequence, first: number, second: number): number {
  let count = 0;
  for (let at = sequence.indexOf(first); at >= 0; at = sequence.indexOf(first, at + 1)) {
    for (let next = at + 1; next <= at + 1 + MAX_WORD_GAP && sequence[next] !== FIELD_END; next++) {
      if (sequence[next] === second) count++;
    }
  }
  return count;
}
