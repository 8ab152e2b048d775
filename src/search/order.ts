import { dayOf } from '../papers/paper-day.ts';
import type { Entry } from './collection.ts';
import type { Sort } from './filters.ts';

/** A paper that a query found. */
export interface Found {
  readonly entry: Entry;
  readonly score: number;
  /** The terms of the query that it holds. */
  readonly terms: readonly string[];
}

type Order = (a: Found, b: Found) => number;

/** The order of results. Nothing is left to chance, so that no paper stands on two pages. */
export function byOrder(sort: Sort): Order {
  const first = FIRST[sort];
  return (a, b) => first(a, b) || newest(a, b) || upvotes(a, b) || (a.entry.paper.id < b.entry.paper.id ? -1 : 1);
}

const newest: Order = (a, b) => descending(dayOf(a.entry.paper), dayOf(b.entry.paper));
const upvotes: Order = (a, b) => (b.entry.paper.upvotes ?? -1) - (a.entry.paper.upvotes ?? -1);

const FIRST: Readonly<Record<Sort, Order>> = {
  relevance: (a, b) => b.score - a.score,
  newest,
  upvotes,
  comments: (a, b) => (b.entry.paper.comments ?? -1) - (a.entry.paper.comments ?? -1),
};

/** Days compare as text; a paper without one comes last. */
function descending(a = '', b = ''): number {
  if (a === b) return 0;
  return a < b ? 1 : -1;
}
