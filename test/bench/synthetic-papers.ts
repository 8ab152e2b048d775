import type { Paper } from '../../src/papers/paper.ts';
import { splitSentences } from '../../src/text/sentences.ts';

const SENTENCES = 6;
/** How many of a text's words are drawn anew, so that no two papers share a whole sentence. */
const REDRAWN = 0.3;
/** New words a paper brings along, as real ones do (Heaps' law). */
const NEW_WORDS_PER_PAPER = 2;

/**
 * As many papers as wanted, recombined from real ones: sentences of several abstracts, with words replaced by others drawn as often as they
 * are used (Zipf), and by made-up ones that grow with the collection.
 */
export function syntheticPapers(real: readonly Paper[], count: number, random: () => number): Paper[] {
  if (count <= real.length) return real.slice(0, count);
  const pool = real.flatMap(({ abstract }) => splitSentences(abstract));
  const used = real.flatMap(({ title, abstract }) => `${title} ${abstract}`.split(/\s+/));
  const titles = real.map(({ title }) => title);
  const made: string[] = [];
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;

  function madeUp(): string {
    const [start, end] = [pick(used), pick(used)];
    return `${start.slice(0, 2 + random() * 5)}${end.slice(-2 - random() * 4)}`.toLowerCase();
  }

  /** Old made-up words are drawn again and again, new ones once. */
  function word(): string {
    if (made.length === 0 || random() < 0.7) return pick(used);
    return made[Math.floor(made.length * random() ** 4)] as string;
  }

  function redraw(text: string): string {
    return text
      .split(' ')
      .map((one) => (random() < REDRAWN ? word() : one))
      .join(' ');
  }

  return Array.from({ length: count }, (_, i) => {
    for (let n = 0; n < NEW_WORDS_PER_PAPER; n++) made.push(madeUp());
    const abstract = Array.from({ length: SENTENCES }, () => redraw(pick(pool)));
    const title = redraw(pick(titles));
    return { ...pick(real), id: `synthetic-${i}`, aliases: [], title, abstract: [...abstract, made.at(-1)].join(' ') };
  });
}
