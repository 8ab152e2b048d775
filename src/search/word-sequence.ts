/** The words of a paper as numbers, in order, with a zero where one part ends, so that nothing reaches across. */
export type WordSequence = Uint32Array;

export const FIELD_END = 0;

/** Whether the words of `phrase` stand next to each other, in order. */
export function containsPhrase(sequence: WordSequence, phrase: readonly number[]): boolean {
  const [first] = phrase;
  if (first === undefined) return false;
  for (let at = sequence.indexOf(first); at >= 0; at = sequence.indexOf(first, at + 1)) {
    if (phrase.every((word, i) => sequence[at + i] === word)) return true;
  }
  return false;
}
