import type { Paper } from '../papers/paper.ts';
import type { Collection } from './collection.ts';
import { paperWords } from './document.ts';
import type { WeightedTerm } from './engine.ts';

/** A paper on the same subject as another one. */
export interface Related {
  readonly paper: Paper;
  readonly score: number;
  /** Telling words that both have, as the first paper writes them, the most telling first. */
  readonly why: readonly string[];
}

/** A paper, or any other text: a message has neither id nor title. */
export type PaperLike = Pick<Paper, 'id' | 'aliases' | 'title' | 'abstract' | 'keywords' | 'authors' | 'organization'>;

/** How many of a paper's words stand for it. */
const TERMS = 30;
const REASONS = 5;

/** The papers that share the most telling words with this one, wherever in the text they stand. */
export function related(paper: PaperLike, limit: number, { engine, entries, vocabulary }: Collection): Related[] {
  // A word that only this paper has leads to no other; of a text that is no paper here, any word may lead to one.
  const terms = tellingTerms(paper, vocabulary, entries.has(paper.id) ? 2 : 1);
  const word = new Map(terms.map((one) => [one.term, one.word]));
  const ranked = engine.rank(terms).filter(({ id }) => id !== paper.id && !paper.aliases.includes(id));
  ranked.sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
  return ranked.slice(0, limit).flatMap(({ id, score, terms: shared }) => {
    const entry = entries.get(id);
    if (entry === undefined) return [];
    const why = [...word].filter(([term]) => shared.includes(term)).map(([, written]) => written);
    return [{ paper: entry.paper, score, why: why.slice(0, REASONS) }];
  });
}

/** The words that say most of what a paper is about: it uses them often, and few others do. */
function tellingTerms(
  paper: PaperLike,
  vocabulary: Collection['vocabulary'],
  fewest: number,
): (WeightedTerm & { readonly word: string })[] {
  const { title, rest } = paperWords(paper);
  const used = new Map<string, { times: number; word: string }>();
  // The title counts twice: it was chosen to say what the paper is about.
  for (const { stem, stop, word } of [...title, ...title, ...rest.flat()]) {
    if (stop || word.length < 2 || /^\d+$/.test(word) || vocabulary.papersWith(stem) < fewest) continue;
    used.set(stem, { word: used.get(stem)?.word ?? word, times: (used.get(stem)?.times ?? 0) + 1 });
  }
  // How rare a term is decides whether it is taken; the engine counts that itself when it ranks, and twice would be too much.
  const telling = ({ term, weight }: WeightedTerm): number => weight * vocabulary.weight(term);
  return [...used]
    .map(([term, { times, word }]) => ({ term, word, weight: 1 + Math.log(times) }))
    .sort((a, b) => telling(b) - telling(a) || (a.term < b.term ? -1 : 1))
    .slice(0, TERMS);
}
