import MiniSearch from 'minisearch';

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

/** A term of a query and what a match of it is worth, relative to the others. */
export interface WeightedTerm {
  readonly term: string;
  readonly weight: number;
}

/** A document that holds at least one of the terms. */
interface RankedDocument {
  readonly id: string;
  readonly score: number;
  /** Which of the terms it holds. */
  readonly terms: readonly string[];
}

/**
 * What scores documents by the terms they hold. It knows nothing of papers or of language: terms come stemmed, and the index above it
 * adds phrases, filters and order. This is the whole of what another engine has to do to take MiniSearch's place.
 */
export interface SearchEngine {
  add(id: string, document: EngineDocument): void;
  /** Takes a document out again; the same terms as were added have to be given. */
  remove(id: string, document: EngineDocument): void;
  /** Every document that holds one of the terms, in no particular order. */
  rank(terms: readonly WeightedTerm[]): RankedDocument[];
}

/** The terms of a document, in order. */
export interface EngineDocument {
  readonly title: readonly string[];
  /** Title included. */
  readonly all: readonly string[];
}
