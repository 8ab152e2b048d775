import type { Vocabulary } from './vocabulary.ts';

/** Too short to guess at: every word of three letters is one letter from many others. */
const MIN_LENGTH = 4;
/** From this length on, two wrong letters may be put right. */
const LONG = 8;
const MOST = 4;

/**
 * The words of the papers that `word` was probably meant to be, most likely first: those a letter away (one more, one less, another, or
 * two swapped), for a long word those two letters away, else those that begin with it.
 */
export function corrections(word: string, { written }: Pick<Vocabulary, 'written'>): string[] {
  if (word.length < MIN_LENGTH || /\d/.test(word)) return [];
  const near = written.fuzzyGet(word, word.length < LONG ? 1 : 2);
  const found = new Map([...near].map(([other, [papers, distance]]) => [other, { papers, distance }]));
  for (const swapped of transpositions(word)) {
    const papers = written.get(swapped);
    if (papers !== undefined) found.set(swapped, { papers, distance: 1 });
  }
  if (found.size === 0)
    for (const [longer, papers] of written.atPrefix(word)) found.set(longer, { papers, distance: 3 });

  const closest = Math.min(...[...found.values()].map(({ distance }) => distance));
  return [...found]
    .filter(([, { distance }]) => distance === closest)
    .sort(
      ([a, one], [b, other]) => likelihood(b, other.papers, word) - likelihood(a, one.papers, word) || (a < b ? -1 : 1),
    )
    .slice(0, MOST)
    .map(([other]) => other);
}

/** People rarely mistype the first letter; apart from that, the word that more papers have. */
function likelihood(candidate: string, papers: number, typed: string): number {
  return papers * (candidate[0] === typed[0] ? 10 : 1);
}

/** The word with every two neighbouring letters swapped, one pair at a time. */
export function transpositions(word: string): string[] {
  const letters = [...word];
  return letters.slice(1).map((letter, i) => letters.toSpliced(i, 2, letter, letters[i] ?? '').join(''));
}
