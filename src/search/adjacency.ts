import { PART_END, type WordSequence } from './word-sequence.ts';

/** Two words of a query that follow each other there, and what it is worth when they do so in a paper. */
export interface Neighbourhood {
  readonly first: number;
  readonly second: number;
  readonly worth: number;
}

/** What a paper gains for the words of a query that stand together in it. A second and a third time count for less. */
export function adjacency(sequence: WordSequence, neighbourhoods: readonly Neighbourhood[]): number {
  let gain = 0;
  for (const { first, second, worth } of neighbourhoods) {
    const times = timesTogether(sequence, first, second);
    gain += (worth * times) / (times + SATURATION);
  }
  return gain;
}

const SATURATION = 1;
/** How many words may stand between the two. */
const REACH = 1;

function timesTogether(sequence: WordSequence, first: number, second: number): number {
  let times = 0;
  for (let at = sequence.indexOf(first); at >= 0; at = sequence.indexOf(first, at + 1)) {
    for (let next = at + 1; next <= at + 1 + REACH && sequence[next] !== PART_END; next++) {
      if (sequence[next] === second) times++;
    }
  }
  return times;
}
