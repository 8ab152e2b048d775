import MiniSearch from 'minisearch';
import type { EngineDocument, RankedDocument, SearchEngine, WeightedTerm } from './engine.ts';

/** The weights and constants found best over judged collections of abstracts; `test/search/relevance.test.ts` holds them to it. */
const SCORING = { boost: { title: 0.3, all: 1 }, bm25: { k: 0.9, b: 0.6, d: 0 } } as const;

/** The engine on MiniSearch. */
export function createMiniSearchEngine(): SearchEngine {
  const index = new MiniSearch<EngineDocument & { id: string }>({
    fields: ['title', 'all'],
    // Terms arrive ready: they are handed over as one text, and split where they were joined.
    stringifyField: (field) => (Array.isArray(field) ? field.join(' ') : String(field)),
    tokenize: (text) => (text === '' ? [] : text.split(' ')),
    processTerm: (term) => term,
    searchOptions: SCORING,
  });

  return {
    add(id, document) {
      index.add({ id, ...document });
    },
    remove(id, document) {
      index.remove({ id, ...document });
    },
    rank(terms: readonly WeightedTerm[]): RankedDocument[] {
      const ranked: RankedDocument[] = [];
      index.search(terms.map(({ term }) => term).join(' '), {
        boostTerm: (_term, i) => terms[i]?.weight ?? 1,
        // MiniSearch multiplies a score by the number of terms that matched, which no option turns off and which costs relevance. Results
        // are taken here and none is returned, so that it does not sort them either.
        filter({ id, score, queryTerms }) {
          ranked.push({ id, score: score / queryTerms.length, terms: queryTerms });
          return false;
        },
      });
      return ranked;
    },
  };
}
