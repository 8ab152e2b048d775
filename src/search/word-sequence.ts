import type { Token } from './analyzer.ts';
import type { Vocabulary } from './vocabulary.ts';

/**
 * The words of a paper as numbers, in order, stop words included. A zero stands where one part ends, so that nothing reaches across.
 */
export type WordSequence = Uint32Array;

export const PART_END = 0;

/** The sequence of words that the vocabulary already counts. */
export function wordSequence(parts: readonly (readonly Token[])[], vocabulary: Vocabulary): WordSequence {
  const sequence = new Uint32Array(parts.reduce((sum, part) => sum + part.length + 1, 0));
  let at = 0;
  for (const part of parts) {
    for (const { stem } of part) sequence[at++] = vocabulary.numberOf(stem) ?? PART_END;
    sequence[at++] = PART_END;
  }
  return sequence;
}

/** Whether the words of `phrase` stand next to each other, in order. */
export function holds(sequence: WordSequence, phrase: readonly number[]): boolean {
  const [first] = phrase;
  if (first === undefined) return false;
  for (let at = sequence.indexOf(first); at >= 0; at = sequence.indexOf(first, at + 1)) {
    if (phrase.every((word, i) => sequence[at + i] === word)) return true;
  }
  return false;
}
