import type { Paper } from '../papers/paper.ts';
import type { Span } from '../text/span.ts';
import { texToSpans } from '../text/tex.ts';
import { createCollection, type IndexedPaper, type PaperCollection } from './collection.ts';
import { correctSpelling } from './did-you-mean.ts';
import { findByConstraints, type QueryConstraints, type RetrievalResult, retrieve } from './find.ts';
import { bestSnippet, highlightTerms } from './marked-text.ts';
import { createMiniSearchEngine } from './minisearch-engine.ts';
import type { RetrievedPaper } from './order.ts';
import type { Query } from './query.ts';
import { findRelated, type RelatedPaper, type SimilarityInput } from './related.ts';
import { createTitleSuggester } from './title-completion.ts';
import { type QueryTerms, resolveQueryTerms } from './wanted.ts';

/** A paper that was found, with why. */
export interface Match {
  readonly paper: Paper;
  readonly score: number;
  /** The words of the query that the paper has, as they were typed. */
  readonly matched: readonly string[];
}

/** The same as people read it. */
export interface Hit extends Match {
  /** The title, with the words that were asked for strong. */
  readonly title: readonly Span[];
  /** The sentence of the abstract that has most of what was asked for, marked likewise; else the paper's summary. */
  readonly snippet: readonly Span[];
}

/** What a search found. */
export interface SearchResults<Item extends Match = Hit> {
  /** How many papers there are in all, of which `hits` are those within the window. */
  readonly total: number;
  readonly hits: readonly Item[];
  /** The query with its misspelt words put right. */
  readonly didYouMean?: string;
  /** Nothing matches as it was asked: these are the papers that come nearest. */
  readonly nearest: boolean;
  /** Why there is nothing, or something else than was asked for: a sentence for the person who asked. */
  readonly hint?: string;
}

/** The part of the results to show. */
interface ResultWindow {
  readonly offset: number;
  readonly limit: number;
}

/** The papers, searchable. All of it is in memory and every call answers at once. */
export interface SearchIndex {
  /** Adds papers, or replaces those with the same id. It takes about a millisecond each: give tens of thousands in slices. */
  put(papers: readonly Paper[]): void;
  /** Forgets a paper; an unknown id is no mistake. */
  remove(id: string): void;
  search(query: Query, window: ResultWindow): SearchResults;
  /** The same for programs, without the marks that people read: these cost most of a search. */
  list(query: Query, window: ResultWindow): SearchResults<Match>;
  /** Every paper that is what was asked for, without the marks. */
  findAllMatches(query: Query): Match[];
  /** Every paper that has what is asked for in quotes, nothing that is excluded, and passes the filters; in no order. */
  findByConstraints(query: QueryConstraints): Paper[];
  /** The papers whose title somebody may be typing. */
  suggest(partial: string, limit: number): Paper[];
  /** The papers nearest to this one in what they say, nearest first. */
  related(paper: SimilarityInput, limit: number): RelatedPaper[];
  size(): number;
}

/** An empty index. */
export function createSearchIndex(): SearchIndex {
  const collection = createCollection(createMiniSearchEngine());
  const titles = createTitleSuggester();

  function remove(id: string): void {
    collection.remove(id);
    titles.remove(id);
  }

  return {
    put(papers) {
      for (const paper of papers) {
        collection.put(paper);
        titles.remove(paper.id);
        titles.add(paper);
      }
    },
    remove,
    search: (query, window) => search(query, window, collection, toHit),
    list: (query, window) => search(query, window, collection, toMatch),
    findAllMatches: (query) => findAllMatches(query, collection),
    findByConstraints: (query) => findByConstraints(query, collection),
    suggest: (partial, limit) => titles.suggest(partial, limit),
    related: (paper, limit) => findRelated(paper, limit, collection),
    size: () => collection.entries.size,
  };
}

function search<Item extends Match>(
  query: Query,
  { offset, limit }: ResultWindow,
  collection: PaperCollection,
  toItem: (found: RetrievedPaper, wanted: QueryTerms, collection: PaperCollection) => Item,
): SearchResults<Item> {
  const exactMatch = collection.lookUp(query.paperId ?? query.text.trim());
  const words = [...query.words, ...query.phrases].join(' ');
  const queryTerms = resolveQueryTerms(words, collection);
  const { results, nearest, hint } = exactMatch
    ? exactMatchResult(exactMatch)
    : retrieve({ query, queryTerms, collection, depth: offset + limit });
  const correctedQuery = exactMatch ? undefined : correctSpelling(query, queryTerms);
  return {
    total: results.length,
    hits: results.slice(offset, offset + limit).map((one) => toItem(one, queryTerms, collection)),
    nearest,
    ...(hint !== undefined && { hint }),
    ...(correctedQuery !== undefined && { didYouMean: correctedQuery }),
  };
}

function findAllMatches(query: Query, collection: PaperCollection): Match[] {
  const queryTerms = resolveQueryTerms([...query.words, ...query.phrases].join(' '), collection);
  const { results, nearest } = retrieve({ query, queryTerms, collection, depth: collection.entries.size });
  if (nearest) return [];
  return results.map((one) => toMatch(one, queryTerms));
}

function exactMatchResult(entry: IndexedPaper): RetrievalResult {
  return { results: [{ entry, score: 1, terms: [] }], nearest: false };
}

function toMatch({ entry: { paper }, score, terms }: RetrievedPaper, queryTerms: QueryTerms): Match {
  return { paper, score, matched: matchedWords(terms, queryTerms) };
}

function toHit(found: RetrievedPaper, queryTerms: QueryTerms, { vocabulary }: PaperCollection): Hit {
  const { paper } = found.entry;
  const weights = new Map(queryTerms.terms.map(({ term, weight }) => [term, weight * vocabulary.idf(term)]));
  return {
    ...toMatch(found, queryTerms),
    title: highlightTerms(paper.title, weights),
    snippet: bestSnippet(paper.abstract, weights) ?? texToSpans(paper.summary.text),
  };
}

/** The words that matched, as typed; where two matched as one, as "off policy" does in a paper on off-policy methods, these together. */
function matchedWords(terms: readonly string[], { typedByTerm }: QueryTerms): string[] {
  const words = [...new Set(terms.map((term) => typedByTerm.get(term) ?? term))];
  return words.filter((word) => !words.some((other) => other !== word && other.split(/\s/).includes(word)));
}
