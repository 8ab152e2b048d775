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

/**
 * The best of what was found, with what their words alone do not tell: whether the words stand together, and whether they are the very
 * title. `rest` is everything else, as it was.
 */
export function refine(
  found: readonly Found[],
  wanted: Wanted,
  { vocabulary }: Collection,
): { best: Found[]; rest: Found[] } {
  const { best, rest } = divide(found);
  const neighbourhoods = neighbourhoodsOf(wanted, vocabulary);
  const closer = best.map((one) => ({ ...one, score: one.score + adjacency(one.entry.words, neighbourhoods) }));
  closer.sort((a, b) => b.score - a.score);
  const title = wanted.stems.join('');
  const top = closer[0]?.score ?? 0;
  for (const [i, one] of closer.slice(0, TITLE_LOOK).entries()) {
    if (titleOf(one) === title) closer[i] = { ...one, score: one.score + top };
  }
  return { best: closer, rest };
}

/** The best apart from the rest, neither sorted: a common word is in most papers, and nobody reads on to the ten thousandth. */
function divide(found: readonly Found[]): { best: Found[]; rest: Found[] } {
  const lowest =
    Float64Array.from(found, ({ score }) => score)
      .sort()
      .at(-CLOSER_LOOK) ?? Number.NEGATIVE_INFINITY;
  return {
    best: found.filter(({ score }) => score >= lowest),
    rest: found.filter(({ score }) => score < lowest),
  };
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
