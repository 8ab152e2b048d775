import { texToText } from '../text/tex.ts';
import { adjacency, type Neighbourhood } from './adjacency.ts';
import { analyze } from './analyzer.ts';
import type { Collection } from './collection.ts';
import type { Found } from './order.ts';
import type { Wanted } from './wanted.ts';

/** How many of the best are looked at more closely. */
const CLOSER_LOOK = 1000;
const TITLE_LOOK = 20;
const ADJACENCY = 0.3;

/** The same papers with what their words alone do not tell: whether the words stand together, and whether they are the very title. */
export function refine(found: readonly Found[], wanted: Wanted, { vocabulary }: Collection): Found[] {
  const best = [...found].sort((a, b) => b.score - a.score);
  const neighbourhoods = neighbourhoodsOf(wanted, vocabulary);
  const closer = best
    .slice(0, CLOSER_LOOK)
    .map((one) => ({ ...one, score: one.score + adjacency(one.entry.words, neighbourhoods) }));
  closer.sort((a, b) => b.score - a.score);
  const title = wanted.stems.join('');
  const top = closer[0]?.score ?? 0;
  const titled = closer
    .slice(0, TITLE_LOOK)
    .map((one) => (titleOf(one) === title ? { ...one, score: one.score + top } : one));
  return [...titled, ...closer.slice(TITLE_LOOK), ...best.slice(CLOSER_LOOK)];
}

function titleOf({ entry }: Found): string {
  return analyze(texToText(entry.paper.title))
    .map(({ stem }) => stem)
    .join('');
}

function neighbourhoodsOf({ stems }: Wanted, vocabulary: Collection['vocabulary']): Neighbourhood[] {
  return stems.slice(1).flatMap((second, i) => {
    const first = stems[i] ?? '';
    const numbers = [vocabulary.numberOf(first), vocabulary.numberOf(second)];
    const [a, b] = numbers;
    if (a === undefined || b === undefined) return [];
    return [{ first: a, second: b, worth: ADJACENCY * Math.min(vocabulary.weight(first), vocabulary.weight(second)) }];
  });
}
