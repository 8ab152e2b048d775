import type { Paper } from '../papers/paper.ts';
import type { Span } from '../text/spans.ts';
import { texToSpans } from '../text/tex/index.ts';
import { PaperCollection } from './collection.ts';
import { createMiniSearchEngine } from './engine.ts';
import { bestSnippet, highlightTerms } from './highlight.ts';
import { parseQuery, type Query } from './query.ts';
import { correctSpelling, type QueryTerms, resolveQueryTerms } from './query-terms.ts';
import { type RetrievedPaper, splitMatchedWords } from './ranking.ts';
import { findRelated, type RelatedPaper, type SimilarityInput } from './related.ts';
import { findByConstraints, type QueryConstraints, retrieve } from './retrieval.ts';
import { TitleSuggester } from './suggest.ts';

export type { RelatedPaper };

export interface Match {
  readonly paper: Paper;
  readonly score: number;
  /** The words of the query that the paper has, as typed. */
  readonly matched: readonly string[];
}

/** A match with texts to show. */
export interface Hit extends Match {
  /** With matching words as strong text. */
  readonly title: readonly Span[];
  /** The best sentence of the abstract, with matching words as strong text, else the summary. */
  readonly snippet: readonly Span[];
}

export interface SearchResults<Item extends Match = Hit> {
  /** The number of all results, of which `hits` are those in the window. */
  readonly total: number;
  readonly hits: readonly Item[];
  /** The query with corrected spelling. */
  readonly didYouMean?: string;
  /** Whether these are the closest papers because none matches the query exactly. */
  readonly nearest: boolean;
  /** Why there are no results, or only approximate ones, in a sentence for the user. */
  readonly hint?: string;
}

interface ResultWindow {
  readonly offset: number;
  readonly limit: number;
}

/** A search index in memory. All methods are synchronous. */
export class SearchIndex {
  readonly #collection = new PaperCollection(createMiniSearchEngine());
  readonly #titles = new TitleSuggester();

  /** Adds or replaces papers. Takes about 1 ms per paper, so large numbers should be added in batches. */
  put(papers: readonly Paper[]): void {
    for (const paper of papers) {
      this.#collection.put(paper);
      this.#titles.put(paper);
    }
  }

  /** Removes a paper. Unknown ids are ignored. */
  remove(id: string): void {
    this.#collection.remove(id);
    this.#titles.remove(id);
  }

  search(query: Query, window: ResultWindow): SearchResults {
    return this.#search(query, window, (retrieved, queryTerms) => this.#toHit(retrieved, queryTerms));
  }

  /** Like `search`, but without highlighting, which takes most of its time. */
  list(query: Query, window: ResultWindow): SearchResults<Match> {
    return this.#search(query, window, toMatch);
  }

  /** All exact matches, without highlighting. */
  findAllMatches(query: Query): Match[] {
    const queryTerms = this.#resolveTerms(query);
    const depth = this.size();
    const { results, nearest } = retrieve({ query, queryTerms, collection: this.#collection, depth });
    return nearest ? [] : results.map((retrieved) => toMatch(retrieved, queryTerms));
  }

  /** All papers that meet the phrases, exclusions and filters of a query, unsorted. */
  findByConstraints(query: QueryConstraints): Paper[] {
    return findByConstraints(query, this.#collection);
  }

  /** Completes a title. */
  suggest(partial: string, limit: number): Paper[] {
    return this.#titles.suggest(partial, limit);
  }

  /** Papers with similar text, most similar first. */
  related(paper: SimilarityInput, limit: number): RelatedPaper[] {
    return findRelated(paper, limit, this.#collection);
  }

  size(): number {
    return this.#collection.entries.size;
  }

  #search<Item extends Match>(
    query: Query,
    { offset, limit }: ResultWindow,
    toItem: (retrieved: RetrievedPaper, queryTerms: QueryTerms) => Item,
  ): SearchResults<Item> {
    const queryTerms = this.#resolveTerms(query);
    const exactMatch = this.#collection.lookUp(query.paperId ?? query.text.trim());
    if (exactMatch) {
      const item = toItem({ entry: exactMatch, score: 1, terms: [] }, queryTerms);
      return { total: 1, hits: [item].slice(offset, offset + limit), nearest: false };
    }
    const depth = offset + limit;
    const { results, nearest, hint } = retrieve({ query, queryTerms, collection: this.#collection, depth });
    const didYouMean = correctSpelling(query, queryTerms);
    return {
      total: results.length,
      hits: results.slice(offset, depth).map((retrieved) => toItem(retrieved, queryTerms)),
      nearest,
      ...(hint !== undefined && { hint }),
      ...(didYouMean !== undefined && { didYouMean }),
    };
  }

  #resolveTerms({ words, phrases }: Query): QueryTerms {
    return resolveQueryTerms([...words, ...phrases].join(' '), this.#collection);
  }

  #toHit(retrieved: RetrievedPaper, queryTerms: QueryTerms): Hit {
    const { paper } = retrieved.entry;
    const { vocabulary } = this.#collection;
    const weights = new Map(queryTerms.terms.map(({ term, weight }) => [term, weight * vocabulary.idf(term)]));
    return {
      ...toMatch(retrieved, queryTerms),
      title: highlightTerms(paper.title, weights),
      snippet: bestSnippet(paper.abstract, weights) ?? texToSpans(paper.summary.text),
    };
  }
}

function toMatch({ entry: { paper }, score, terms }: RetrievedPaper, queryTerms: QueryTerms): Match {
  return { paper, score, matched: matchedWords(terms, queryTerms) };
}

/** The matching words as typed. Words that match together ("off policy" in "off-policy methods") are one item. */
function matchedWords(terms: readonly string[], { typedByTerm }: QueryTerms): string[] {
  const words = [...new Set(terms.map((term) => typedByTerm.get(term) ?? term))];
  return words.filter((word) => !words.some((other) => other !== word && other.split(/\s/).includes(word)));
}

/** Filters papers by everything in a query except its words. Keeps their order if the query sorts by relevance. */
export function filterPapers(papers: readonly Paper[], { paperId: _, ...query }: Query): Paper[] {
  const index = new SearchIndex();
  index.put(papers);
  const matching = index.findAllMatches({ ...query, words: [] }).map(({ paper }) => paper);
  return query.sort === 'relevance' ? papers.filter((paper) => matching.includes(paper)) : matching;
}

/** The share of the best score at which a paper is on topic even without all words. */
const MIN_RELATIVE_SCORE = 0.6;

/**
 * The matches that are on topic, with their share of the best score as the score (1 if there are no scores). A search
 * for "safe rl" also finds every paper with just "rl". A paper is on topic if it has all the words that any paper has,
 * or 0.6 of the best score.
 *
 * @param matches all of them, as the best score matters
 */
export function filterOnTopic(matches: readonly Match[]): Match[] {
  const best = matches.reduce((highest, { score }) => Math.max(highest, score), 0);
  const wordCount = splitMatchedWords(matches.flatMap(({ matched }) => matched)).size;
  return matches
    .filter((match) => match.score >= MIN_RELATIVE_SCORE * best || splitMatchedWords(match.matched).size === wordCount)
    .map((match) => ({ ...match, score: best > 0 ? match.score / best : 1 }));
}

/** The ids of the papers on a topic. Throws like `parseQuery`. */
export function findOnTopicIds(topic: string, search: SearchIndex): ReadonlySet<string> {
  return new Set(filterOnTopic(search.findAllMatches(parseQuery(topic))).map(({ paper }) => paper.id));
}
