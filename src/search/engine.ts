/** A term of a query and what a match of it is worth, relative to the others. */
export interface WeightedTerm {
  readonly term: string;
  readonly weight: number;
}

/** A document that holds at least one of the terms. */
export interface RankedDocument {
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
