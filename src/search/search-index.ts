import type { Paper } from '../papers/paper.ts';
import type { Span } from '../text/span.ts';
import { texToSpans } from '../text/tex.ts';
import { type Collection, createCollection, type Entry } from './collection.ts';
import { didYouMean } from './did-you-mean.ts';
import { type Demanding, type Finding, find, having } from './find.ts';
import { bestSentence, markWords } from './marked-text.ts';
import { createMiniSearchEngine } from './minisearch-engine.ts';
import type { Found } from './order.ts';
import type { Query } from './query.ts';
import { type PaperLike, type Related, related } from './related.ts';
import { createTitleCompletion } from './title-completion.ts';
import { readWanted, type Wanted } from './wanted.ts';

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
  readonly sentence: readonly Span[];
}

/** What a search found. */
export interface SearchAnswer<One extends Match = Hit> {
  /** How many papers there are in all, of which `hits` are those within the window. */
  readonly total: number;
  readonly hits: readonly One[];
  /** The query with its misspelt words put right. */
  readonly didYouMean?: string;
  /** Nothing matches as it was asked: these are the papers that come nearest. */
  readonly nearest: boolean;
  /** Why there is nothing, or something else than was asked for: a sentence for the person who asked. */
  readonly hint?: string;
}

/** The part of the results to show. */
interface Window {
  readonly offset: number;
  readonly limit: number;
}

/** The papers, searchable. All of it is in memory and every call answers at once. */
export interface SearchIndex {
  /** Adds papers, or replaces those with the same id. It takes about a millisecond each: give tens of thousands in slices. */
  put(papers: readonly Paper[]): void;
  /** Forgets a paper; an unknown id is no mistake. */
  remove(id: string): void;
  search(query: Query, window: Window): SearchAnswer;
  /** The same for programs, without the marks that people read: these cost most of a search. */
  list(query: Query, window: Window): SearchAnswer<Match>;
  /** Every paper that is what was asked for, without the marks. */
  matches(query: Query): Match[];
  /** Every paper that has what is asked for in quotes, nothing that is excluded, and passes the filters; in no order. */
  having(query: Demanding): Paper[];
  /** The papers whose title somebody may be typing. */
  suggest(partial: string, limit: number): Paper[];
  /** The papers nearest to this one in what they say, nearest first. */
  related(paper: PaperLike, limit: number): Related[];
  size(): number;
}

/** An empty index. */
export function createSearchIndex(): SearchIndex {
  const collection = createCollection(createMiniSearchEngine());
  const titles = createTitleCompletion();

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
    matches: (query) => matches(query, collection),
    having: (query) => having(query, collection),
    suggest: (partial, limit) => titles.complete(partial, limit),
    related: (paper, limit) => related(paper, limit, collection),
    size: () => collection.entries.size,
  };
}

function search<One extends Match>(
  query: Query,
  { offset, limit }: Window,
  collection: Collection,
  show: (found: Found, wanted: Wanted, collection: Collection) => One,
): SearchAnswer<One> {
  const direct = collection.lookUp(query.paperId ?? query.text.trim());
  const words = [...query.words, ...query.phrases].join(' ');
  const wanted = readWanted(words, collection);
  const { found, nearest, hint } = direct ? itself(direct) : find({ query, wanted, collection, upTo: offset + limit });
  const meant = direct ? undefined : didYouMean(query, wanted);
  return {
    total: found.length,
    hits: found.slice(offset, offset + limit).map((one) => show(one, wanted, collection)),
    nearest,
    ...(hint !== undefined && { hint }),
    ...(meant !== undefined && { didYouMean: meant }),
  };
}

function matches(query: Query, collection: Collection): Match[] {
  const wanted = readWanted([...query.words, ...query.phrases].join(' '), collection);
  const { found, nearest } = find({ query, wanted, collection, upTo: collection.entries.size });
  if (nearest) return [];
  return found.map((one) => toMatch(one, wanted));
}

function itself(entry: Entry): Finding {
  return { found: [{ entry, score: 1, terms: [] }], nearest: false };
}

function toMatch({ entry: { paper }, score, terms }: Found, wanted: Wanted): Match {
  return { paper, score, matched: matchedWords(terms, wanted) };
}

function toHit(found: Found, wanted: Wanted, { vocabulary }: Collection): Hit {
  const { paper } = found.entry;
  const worth = new Map(wanted.terms.map(({ term, weight }) => [term, weight * vocabulary.weight(term)]));
  return {
    ...toMatch(found, wanted),
    title: markWords(paper.title, worth),
    sentence: bestSentence(paper.abstract, worth) ?? texToSpans(paper.summary.text),
  };
}

/** The words that matched, as typed; where two matched as one, as "off policy" does in a paper on off-policy methods, these together. */
function matchedWords(terms: readonly string[], { typed }: Wanted): string[] {
  const words = [...new Set(terms.map((term) => typed.get(term) ?? term))];
  return words.filter((word) => !words.some((other) => other !== word && other.split(/\s/).includes(word)));
}
