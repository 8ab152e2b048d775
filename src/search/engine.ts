import MiniSearch from 'minisearch';

/** Scores documents by terms. Knows nothing of papers or language, so that another engine could replace MiniSearch. */
export interface SearchEngine {
  add(id: string, document: EngineDocument): void;
  /** Removes a document. Needs the same terms that were added. */
  remove(id: string, document: EngineDocument): void;
  /** The documents with at least one of the terms, unsorted. */
  rank(terms: readonly WeightedTerm[]): RankedDocument[];
}

/** The stemmed terms of a document, in order. */
export interface EngineDocument {
  readonly title: readonly string[];
  /** All terms, including the title's. */
  readonly all: readonly string[];
}

/** A query term and its weight relative to the others. */
export interface WeightedTerm {
  readonly term: string;
  readonly weight: number;
}

interface RankedDocument {
  readonly id: string;
  readonly score: number;
  /** The matching terms. */
  readonly terms: readonly string[];
}

/** Tuned on judged collections of abstracts; see `test/unit/search/relevance.test.ts`. */
const SCORING = { boost: { title: 0.3, all: 1 }, bm25: { k: 0.9, b: 0.6, d: 0 } } as const;

export function createMiniSearchEngine(): SearchEngine {
  const index = new MiniSearch<EngineDocument & { id: string }>({
    fields: ['title', 'all'],
    // Terms are processed already. MiniSearch takes text only, so they are joined and split again.
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
    rank(terms) {
      const ranked: RankedDocument[] = [];
      index.search(terms.map(({ term }) => term).join(' '), {
        boostTerm: (_term, i) => terms[i]?.weight ?? 1,
        // MiniSearch multiplies scores by the number of matching terms, which harms relevance and has no option.
        // Results are collected here, and none is returned, so that MiniSearch doesn't sort them either.
        filter({ id, score, queryTerms }) {
          ranked.push({ id, score: score / queryTerms.length, terms: queryTerms });
          return false;
        },
      });
      return ranked;
    },
  };
}
