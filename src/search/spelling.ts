import { STOP_WORDS } from './stop-words.ts';
import type { SurfaceForms } from './vocabulary.ts';

/** Too short to guess at: every word of three letters is one letter from many others. */
const MIN_CORRECTABLE_LENGTH = 4;
/** From this length on, two wrong letters may be put right. */
const TWO_EDITS_LENGTH = 8;
const MAX_CORRECTIONS = 4;
/** People rarely mistype the first letter: a word that begins otherwise has to be so many times as common. */
const SAME_FIRST_LETTER_BOOST = 10;

/**
 * The words of the papers that `word` was probably meant to be, most likely first: those a letter away (one more, one less, another, or
 * two swapped), for a long word those two letters away, else those that begin with it.
 */
export function suggestCorrections(word: string, surfaceForms: SurfaceForms): string[] {
  if (word.length < MIN_CORRECTABLE_LENGTH || /\d/.test(word)) return [];
  const editDistances = new Map(surfaceForms.fuzzyMatches(word, word.length < TWO_EDITS_LENGTH ? 1 : 2));
  for (const swapped of transpositions(word))
    if (surfaceForms.documentFrequency(swapped) > 0) editDistances.set(swapped, 1);
  if (editDistances.size === 0)
    for (const longer of surfaceForms.withPrefix(word)) editDistances.set(longer, longer.length);

  const minDistance = Math.min(...editDistances.values());
  const likelihood = (other: string): number =>
    surfaceForms.documentFrequency(other) * (other[0] === word[0] ? SAME_FIRST_LETTER_BOOST : 1);
  return [...editDistances.keys()]
    .filter((other) => editDistances.get(other) === minDistance && !STOP_WORDS.has(other))
    .sort((a, b) => likelihood(b) - likelihood(a) || (a < b ? -1 : 1))
    .slice(0, MAX_CORRECTIONS);
}

/** The word with every two neighbouring letters swapped, one pair at a time. */
export function transpositions(word: string): string[] {
  const letters = [...word];
  return letters.slice(1).map((letter, i) => letters.toSpliced(i, 2, letter, letters[i] ?? '').join(''));
}
