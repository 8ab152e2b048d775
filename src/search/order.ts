import { paperDay } from '../papers/paper-day.ts';
import type { IndexedPaper } from './collection.ts';
import type { SortOrder } from './filters.ts';

/** A paper that a query found. */
export interface RetrievedPaper {
  readonly entry: IndexedPaper;
  readonly score: number;
  /** The terms of the query that it holds. */
  readonly terms: readonly string[];
}

type ResultComparator = (a: RetrievedPaper, b: RetrievedPaper) => number;

/** The order of results. Nothing is left to chance, so that no paper stands on two pages. */
export function compareBySortOrder(sort: SortOrder): ResultComparator {
  const primary = PRIMARY_COMPARATORS[sort];
  return (a, b) => primary(a, b) || byNewest(a, b) || byUpvotes(a, b) || (a.entry.paper.id < b.entry.paper.id ? -1 : 1);
}

const byNewest: ResultComparator = (a, b) => compareDescending(paperDay(a.entry.paper), paperDay(b.entry.paper));
const byUpvotes: ResultComparator = (a, b) => (b.entry.paper.upvotes ?? -1) - (a.entry.paper.upvotes ?? -1);

const PRIMARY_COMPARATORS: Readonly<Record<SortOrder, ResultComparator>> = {
  relevance: (a, b) => b.score - a.score,
  newest: byNewest,
  upvotes: byUpvotes,
  comments: (a, b) => (b.entry.paper.comments ?? -1) - (a.entry.paper.comments ?? -1),
};

/** Days compare as text; a paper without one comes last. */
function compareDescending(a = '', b = ''): number {
  if (a === b) return 0;
  return a < b ? 1 : -1;
}
