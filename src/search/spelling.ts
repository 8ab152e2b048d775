import { STOP_WORDS } from './stop-words.ts';
import type { WrittenWords } from './vocabulary.ts';

/** Too short to guess at: every word of three letters is one letter from many others. */
const MIN_LENGTH = 4;
/** From this length on, two wrong letters may be put right. */
const LONG = 8;
const MOST = 4;
/** People rarely mistype the first letter: a word that begins otherwise has to be so many times as common. */
const SAME_START = 10;

/**
 * The words of the papers that `word` was probably meant to be, most likely first: those a letter away (one more, one less, another, or
 * two swapped), for a long word those two letters away, else those that begin with it.
 */
export function corrections(word: string, written: WrittenWords): string[] {
  if (word.length < MIN_LENGTH || /\d/.test(word)) return [];
  const found = new Map(written.near(word, word.length < LONG ? 1 : 2));
  for (const swapped of transpositions(word)) if (written.papersWith(swapped) > 0) found.set(swapped, 1);
  if (found.size === 0) for (const longer of written.beginningWith(word)) found.set(longer, longer.length);

  const closest = Math.min(...found.values());
  const likelihood = (other: string): number => written.papersWith(other) * (other[0] === word[0] ? SAME_START : 1);
  return [...found.keys()]
    .filter((other) => found.get(other) === closest && !STOP_WORDS.has(other))
    .sort((a, b) => likelihood(b) - likelihood(a) || (a < b ? -1 : 1))
    .slice(0, MOST);
}

/** The word with every two neighbouring letters swapped, one pair at a time. */
export function transpositions(word: string): string[] {
  const letters = [...word];
  return letters.slice(1).map((letter, i) => letters.toSpliced(i, 2, letter, letters[i] ?? '').join(''));
}
