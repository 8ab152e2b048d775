import type { Paper } from '../papers/paper.ts';
import type { Span } from '../text/spans.ts';
import { texToSpans } from '../text/tex/index.ts';
import { createCollection, type IndexedPaper, type PaperCollection } from './collection.ts';
import { createMiniSearchEngine } from './engine.ts';
import { bestSnippet, highlightTerms } from './highlight.ts';
import { parseQuery, type Query } from './query.ts';
import { correctSpelling, type QueryTerms, resolveQueryTerms } from './query-terms.ts';
import { type RetrievedPaper, splitMatchedWords } from './ranking.ts';
import { findRelated, type RelatedPaper, type SimilarityInput } from './related.ts';
import { findByConstraints, type QueryConstraints, type RetrievalResult, retrieve } from './retrieval.ts';
import { createTitleSuggester } from './suggest.ts';

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

/**
 * Those of some papers that a query lets through, its words apart: by its filters, by what it has in quotes, and by what it leaves out. They
 * keep their order, unless the query asks for another.
 */
export function filterPapers(papers: readonly Paper[], { paperId: _, ...query }: Query): Paper[] {
  const index = createSearchIndex();
  index.put(papers);
  const matching = index.findAllMatches({ ...query, words: [] }).map(({ paper }) => paper);
  return query.sort === 'relevance' ? papers.filter((paper) => matching.includes(paper)) : matching;
}

/** A paper that lacks some of the topic's words is on topic where its score comes this near to the best. */
const MIN_RELATIVE_SCORE = 0.6;

/**
 * The matches that are on topic, each with its relevance for a score: its share of the best score, or 1 where there are no scores.
 *
 * A search also finds papers that have one word of several, and who asked for "safe rl" does not wait for every paper on RL. So a paper is
 * on topic when it has all the words that any paper has, or 0.6 of the best score.
 *
 * @param matches all of them, for the best tells how good the others are
 */
export function filterOnTopic(matches: readonly Match[]): Match[] {
  const best = matches.reduce((highest, { score }) => Math.max(highest, score), 0);
  const wordCount = splitMatchedWords(matches.flatMap(({ matched }) => matched)).size;
  return matches
    .filter((match) => match.score >= MIN_RELATIVE_SCORE * best || splitMatchedWords(match.matched).size === wordCount)
    .map((match) => ({ ...match, score: best > 0 ? match.score / best : 1 }));
}

/**
 * The ids of the papers that are on a topic.
 *
 * @throws UserError as `parseQuery`
 */
export function findOnTopicIds(topic: string, search: SearchIndex): ReadonlySet<string> {
  return new Set(filterOnTopic(search.findAllMatches(parseQuery(topic))).map(({ paper }) => paper.id));
}
