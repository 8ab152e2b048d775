import type { Paper } from '../papers/paper.ts';
import { type PaperCollection, tokenizePaper } from './collection.ts';
import type { WeightedTerm } from './engine.ts';

/** A paper on the same subject as another one. */
export interface RelatedPaper {
  readonly paper: Paper;
  readonly score: number;
  /** Telling words that both have, as the first paper writes them, the most telling first. */
  readonly sharedWords: readonly string[];
}

/** A paper, or any other text: a message has neither id nor title. */
export type SimilarityInput = Pick<
  Paper,
  'id' | 'aliases' | 'title' | 'abstract' | 'keywords' | 'authors' | 'organization'
>;

/** How many of a paper's words stand for it. */
const MAX_INFORMATIVE_TERMS = 30;
const MAX_SHARED_WORDS = 5;

/** The papers that share the most telling words with this one, wherever in the text they stand. */
export function findRelated(
  paper: SimilarityInput,
  limit: number,
  { engine, entries, vocabulary }: PaperCollection,
): RelatedPaper[] {
  // A word that only this paper has leads to no other; of a text that is no paper here, any word may lead to one.
  const terms = informativeTerms(paper, vocabulary, entries.has(paper.id) ? 2 : 1);
  const wordByTerm = new Map(terms.map((one) => [one.term, one.word]));
  const ranked = engine.rank(terms).filter(({ id }) => id !== paper.id && !paper.aliases.includes(id));
  ranked.sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
  return ranked.slice(0, limit).flatMap(({ id, score, terms: shared }) => {
    const entry = entries.get(id);
    if (entry === undefined) return [];
    const sharedWords = [...wordByTerm].filter(([term]) => shared.includes(term)).map(([, written]) => written);
    return [{ paper: entry.paper, score, sharedWords: sharedWords.slice(0, MAX_SHARED_WORDS) }];
  });
}

/** The words that say most of what a paper is about: it uses them often, and few others do. */
function informativeTerms(
  paper: SimilarityInput,
  vocabulary: PaperCollection['vocabulary'],
  minDocumentFrequency: number,
): (WeightedTerm & { readonly word: string })[] {
  const { title, otherFields } = tokenizePaper(paper);
  const usageByStem = new Map<string, { times: number; word: string }>();
  // The title counts twice: it was chosen to say what the paper is about.
  for (const { stem, isStopWord, word } of [...title, ...title, ...otherFields.flat()]) {
    if (
      isStopWord ||
      word.length < 2 ||
      /^\d+$/.test(word) ||
      vocabulary.documentFrequency(stem) < minDocumentFrequency
    )
      continue;
    usageByStem.set(stem, {
      word: usageByStem.get(stem)?.word ?? word,
      times: (usageByStem.get(stem)?.times ?? 0) + 1,
    });
  }
  // How rare a term is decides whether it is taken; the engine counts that itself when it ranks, and twice would be too much.
  const informativeness = ({ term, weight }: WeightedTerm): number => weight * vocabulary.idf(term);
  return [...usageByStem]
    .map(([term, { times, word }]) => ({ term, word, weight: 1 + Math.log(times) }))
    .sort((a, b) => informativeness(b) - informativeness(a) || (a.term < b.term ? -1 : 1))
    .slice(0, MAX_INFORMATIVE_TERMS);
}
