import { describe, expect, it } from 'vitest';
import { parseQuery } from '../../../src/search/query.ts';
import { seededRandom } from '../../bench/random.ts';
import { indexOf, shippedPapers } from './some-papers.ts';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const papers = shippedPapers();
const index = indexOf(...papers);

type Slip = (word: string, at: number, letter: string) => string;

const SLIPS: Readonly<Record<string, Slip>> = {
  another: (word, at, letter) => word.slice(0, at) + letter + word.slice(at + 1),
  missing: (word, at) => word.slice(0, at) + word.slice(at + 1),
  'too many': (word, at, letter) => word.slice(0, at) + letter + word.slice(at),
  swapped: (word, at) =>
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

/** The title with a slip in one word that has more than one letter. */
function mistyped(title: string, slip: Slip, random: () => number): string {
  const words = title.split(' ');
  const long = words.flatMap((word, i) => (/\p{L}{2}/u.test(word) ? [i] : []));
  const chosen = long[Math.floor(random() * long.length)] ?? 0;
  const word = words[chosen] ?? '';
  const at = Math.floor(random() * (word.length - 1));
  const letter = LETTERS.charAt(Math.floor(random() * LETTERS.length));
  return words.with(chosen, slip(word, at, letter)).join(' ');
}

describe('the title of a shipped paper', () => {
  it('leads to it', () => {
    expect(papers.filter(({ id, title }) => firstFor(title) !== id).map(({ title }) => title)).toEqual([]);
  });

  it.each(Object.entries(SLIPS))('leads to it with one letter wrong, in 95 of 100 cases: %s', (_, slip) => {
    const random = seededRandom(1);
    const found = papers.filter(({ id, title }) => firstFor(mistyped(title, slip, random)) === id);
    expect(found.length / papers.length).toBeGreaterThanOrEqual(0.95);
  });
});
