import type { Paper } from '../papers/paper.ts';
import { type PaperCollection, tokenizePaper } from './collection.ts';
import type { WeightedTerm } from './engine.ts';

export interface RelatedPaper {
  readonly paper: Paper;
  readonly score: number;
  /** The most informative words that both have, as the first paper spells them. */
  readonly sharedWords: readonly string[];
}

/** A paper, or another text such as a message. */
export type SimilarityInput = Pick<
  Paper,
  'id' | 'aliases' | 'title' | 'abstract' | 'keywords' | 'authors' | 'organization'
>;

const MAX_INFORMATIVE_TERMS = 30;
const MAX_SHARED_WORDS = 5;

/** The papers that share the most informative words with this one. */
export function findRelated(
  paper: SimilarityInput,
  limit: number,
  { engine, entries, vocabulary }: PaperCollection,
): RelatedPaper[] {
  // If this paper is indexed, a word needs two papers to lead to another one.
  const terms = informativeTerms(paper, vocabulary, entries.has(paper.id) ? 2 : 1);
  const wordByTerm = new Map(terms.map(({ term, word }) => [term, word]));
  const ranked = engine.rank(terms).filter(({ id }) => id !== paper.id && !paper.aliases.includes(id));
  ranked.sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
  return ranked.slice(0, limit).flatMap(({ id, score, terms: shared }) => {
    const entry = entries.get(id);
    if (entry === undefined) return [];
    const sharedWords = [...wordByTerm].filter(([term]) => shared.includes(term)).map(([, word]) => word);
    return [{ paper: entry.paper, score, sharedWords: sharedWords.slice(0, MAX_SHARED_WORDS) }];
  });
}

/** Words that the paper uses often and few other papers use. */
function informativeTerms(
  paper: SimilarityInput,
  vocabulary: PaperCollection['vocabulary'],
  minDocumentFrequency: number,
): (WeightedTerm & { readonly word: string })[] {
  const { title, otherFields } = tokenizePaper(paper);
  const usageByStem = new Map<string, { times: number; word: string }>();
  // The title counts twice.
  for (const { stem, isStopWord, word } of [...title, ...title, ...otherFields.flat()]) {
    if (isStopWord || word.length < 2 || /^\d+$/.test(word)) continue;
    if (vocabulary.documentFrequency(stem) < minDocumentFrequency) continue;
    const usage = usageByStem.get(stem) ?? { word, times: 0 };
    usageByStem.set(stem, { ...usage, times: usage.times + 1 });
  }
  // Rarity only selects terms. It isn't part of their weight, as the engine accounts for it when ranking.
  const informativeness = ({ term, weight }: WeightedTerm): number => weight * vocabulary.idf(term);
  return [...usageByStem]
    .map(([term, { times, word }]) => ({ term, word, weight: 1 + Math.log(times) }))
    .sort((a, b) => informativeness(b) - informativeness(a) || (a.term < b.term ? -1 : 1))
    .slice(0, MAX_INFORMATIVE_TERMS);
}
