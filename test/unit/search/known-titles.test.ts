import { describe, expect, it } from 'vitest';
import { parseQuery } from '../../../src/search/query.ts';
import { seededRandom } from '../../bench/random.ts';
import { indexOf, shippedPapers } from './some-papers.ts';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const papers = shippedPapers();
const index = indexOf(...papers);

type Typo = (word: string, at: number, letter: string) => string;

const TYPOS: Readonly<Record<string, Typo>> = {
  'a wrong letter': (word, at, letter) => word.slice(0, at) + letter + word.slice(at + 1),
  'a missing letter': (word, at) => word.slice(0, at) + word.slice(at + 1),
  'an extra letter': (word, at, letter) => word.slice(0, at) + letter + word.slice(at),
  'swapped letters': (word, at) =>
    word.slice(0, at) +
    word
      .slice(at, at + 2)
      .split('')
      .reverse()
      .join('') +
    word.slice(at + 2),
};

function firstFor(text: string): string | undefined {
  return index.search(parseQuery(text), { offset: 0, limit: 1 }).hits[0]?.paper.id;
}

/** The title with a typo in a word of at least two letters. */
function mistype(title: string, typo: Typo, random: () => number): string {
  const words = title.split(' ');
  const long = words.flatMap((word, i) => (/\p{L}{2}/u.test(word) ? [i] : []));
  const chosen = long[Math.floor(random() * long.length)] ?? 0;
  const word = words[chosen] ?? '';
  const at = Math.floor(random() * (word.length - 1));
  const letter = LETTERS.charAt(Math.floor(random() * LETTERS.length));
  return words.with(chosen, typo(word, at, letter)).join(' ');
}

describe('searching for the title of a shipped paper', () => {
  it('finds the paper first', () => {
    expect(papers.filter(({ id, title }) => firstFor(title) !== id).map(({ title }) => title)).toEqual([]);
  });

  it.each(Object.entries(TYPOS))('finds the paper first in 95% of cases with %s', (_, typo) => {
    const random = seededRandom(1);
    const found = papers.filter(({ id, title }) => firstFor(mistype(title, typo, random)) === id);
    expect(found.length / papers.length).toBeGreaterThanOrEqual(0.95);
  });
});
