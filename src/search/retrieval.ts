import type { Paper } from '../papers/paper.ts';
import { formatList } from '../text/format.ts';
import { texToText } from '../text/tex/index.ts';
import { adjacentPairs, analyze, type Token } from './analyzer.ts';
import type { IndexedPaper, PaperCollection } from './collection.ts';
import { createFilterPredicate, explainUnknownAttributes } from './filter-predicate.ts';
import type { Query } from './query.ts';
import type { QueryTerms } from './query-terms.ts';
import { compareBySortOrder, type RetrievedPaper, rerank, splitMatchedWords } from './ranking.ts';
import { containsPhrase, type Vocabulary, type WordSequence } from './vocabulary.ts';

export interface RetrievalResult {
  readonly results: readonly RetrievedPaper[];
  /** Whether the results are only close to the query. */
  readonly nearest: boolean;
  /** Why there are no results, or only approximate ones. */
  readonly hint?: string;
}

/** The parts of a query that a paper either meets or doesn't. */
export type QueryConstraints = Pick<Query, 'phrases' | 'excluded' | 'filters'>;

interface CompiledConstraints {
  readonly phrases: readonly PhraseMatcher[];
  readonly excluded: readonly PhraseMatcher[];
  readonly passesFilters: (paper: Paper) => boolean;
}

interface RetrievalRequest {
  readonly query: Query;
  readonly queryTerms: QueryTerms;
  readonly collection: PaperCollection;
  /** How many results have to be in order. */
  readonly depth: number;
}

/** Finds papers, and relaxes the constraints step by step if none meets them. */
export function retrieve(request: RetrievalRequest): RetrievalResult {
  const { query, queryTerms, collection } = request;
  const constraints = compileConstraints(query, collection);
  const isWordless = queryTerms.stems.length === 0;
  const candidates = isWordless && !query.paperId ? allCandidates(collection) : rankCandidates(queryTerms, collection);
  const matching = candidates.filter(({ entry }) => meetsConstraints(entry, constraints));
  if (matching.length > 0) {
    const hint = partialMatchHint(query, isWordless);
    return {
      results: sortResults(matching, request),
      nearest: queryTerms.isGuess || hint !== undefined,
      ...(hint && { hint }),
    };
  }
  for (const { hint, ...relaxed } of isWordless ? [] : relaxConstraints(query, constraints, collection)) {
    const relaxedMatches = candidates.filter(({ entry }) => meetsConstraints(entry, relaxed));
    if (relaxedMatches.length > 0) return { results: sortResults(relaxedMatches, request), nearest: true, hint };
  }
  const hint = explainNoResults(query, queryTerms, collection);
  return { results: [], nearest: false, ...(hint && { hint }) };
}

/** What the query asked for that couldn't be searched, although there are results. */
function partialMatchHint({ paperId, words }: Query, isWordless: boolean): string | undefined {
  if (paperId !== undefined) return unknownPaperHint(paperId);
  return isWordless && words.length > 0
    ? "Your search doesn't contain any words, so these are the newest papers."
    : undefined;
}

/** All papers that meet the constraints, unsorted. */
export function findByConstraints(query: QueryConstraints, collection: PaperCollection): Paper[] {
  const constraints = compileConstraints(query, collection);
  return [...collection.entries.values()]
    .filter((entry) => meetsConstraints(entry, constraints))
    .map(({ paper }) => paper);
}

function compileConstraints(query: QueryConstraints, { vocabulary }: PaperCollection): CompiledConstraints {
  const compilePhrases = (texts: readonly string[]): PhraseMatcher[] =>
    texts.flatMap((text) => compilePhrase(text, vocabulary) ?? []);
  return {
    phrases: compilePhrases(query.phrases),
    excluded: compilePhrases(query.excluded),
    passesFilters: createFilterPredicate(query.filters),
  };
}

/** Constraints without the phrases, then without the filters, without both, and without the exclusions. */
function relaxConstraints(
  { filters }: Query,
  constraints: CompiledConstraints,
  { entries }: PaperCollection,
): (CompiledConstraints & { readonly hint: string })[] {
  const hasPhrases = constraints.phrases.length > 0;
  const unrestricted = { phrases: [], passesFilters: () => true };
  const relaxed: (CompiledConstraints & { readonly hint: string })[] = [];
  if (hasPhrases) {
    const hint = 'No paper contains the exact phrase. Showing results without the quotes.';
    relaxed.push({ ...constraints, phrases: [], hint });
  }
  if (Object.keys(filters).length > 0) {
    const reason =
      explainUnknownAttributes(filters, papersOf(entries)) ?? 'No paper with these words matches the filters.';
    const { passesFilters } = unrestricted;
    relaxed.push({ ...constraints, passesFilters, hint: `${reason} Showing results without the filters.` });
    if (hasPhrases) {
      const hint = `${reason} Showing results without the filters and quotes.`;
      relaxed.push({ ...constraints, ...unrestricted, hint });
    }
  }
  if (constraints.excluded.length > 0) {
    const hint = 'Every paper with these words contains an excluded word. Showing results without the exclusions.';
    relaxed.push({ ...unrestricted, excluded: [], hint });
  }
  return relaxed;
}

function explainNoResults(
  { filters, paperId }: Query,
  { unknownWords }: QueryTerms,
  { entries }: PaperCollection,
): string | undefined {
  if (paperId !== undefined) return unknownPaperHint(paperId);
  const quoted = unknownWords.map((word) => `“${word}”`);
  if (quoted.length > 0) return `No paper here contains ${formatList(quoted, 'or')}.`;
  return explainUnknownAttributes(filters, papersOf(entries));
}

function unknownPaperHint(paperId: string): string {
  return `Paperboy doesn't have the paper ${paperId}.`;
}

function papersOf(entries: PaperCollection['entries']): Paper[] {
  return [...entries.values()].map(({ paper }) => paper);
}

function allCandidates({ entries }: PaperCollection): RetrievedPaper[] {
  return [...entries.values()].map((entry) => ({ entry, score: 0, terms: [] }));
}

function rankCandidates({ terms }: QueryTerms, { engine, entries }: PaperCollection): RetrievedPaper[] {
  if (terms.length === 0) return [];
  return engine.rank(terms).flatMap(({ id, ...match }) => {
    const entry = entries.get(id);
    return entry ? [{ entry, ...match }] : [];
  });
}

function meetsConstraints({ paper, sequence }: IndexedPaper, constraints: CompiledConstraints): boolean {
  return (
    constraints.passesFilters(paper) &&
    constraints.phrases.every((phrase) => phrase(sequence)) &&
    !constraints.excluded.some((phrase) => phrase(sequence))
  );
}

function sortResults(
  candidates: readonly RetrievedPaper[],
  { query: { sort }, queryTerms, collection, depth }: RetrievalRequest,
): RetrievedPaper[] {
  const comparator = compareBySortOrder(sort);
  if (sort !== 'relevance') return keepMostComplete(candidates, queryTerms).sort(comparator);
  const { best, rest } = rerank(candidates, queryTerms, collection);
  return [...best.sort(comparator), ...(best.length < depth ? rest.sort(comparator) : rest)];
}

/** Keeps papers with the most words. Otherwise, sorted by date, a paper with one word of five could come first. */
function keepMostComplete(candidates: readonly RetrievedPaper[], { typedByTerm }: QueryTerms): RetrievedPaper[] {
  const countWords = ({ terms }: RetrievedPaper): number =>
    splitMatchedWords(terms.map((term) => typedByTerm.get(term) ?? term)).size;
  const maxWords = Math.max(0, ...candidates.map(countWords));
  return candidates.filter((candidate) => countWords(candidate) === maxWords);
}

/** Tests whether a paper has the words of a phrase next to each other, in order, within one field. */
type PhraseMatcher = (sequence: WordSequence) => boolean;

/** Matches all spellings of a phrase: "gpt 4o" also matches "gpt4o", and vice versa. `undefined` without any word. */
function compilePhrase(text: string, vocabulary: Vocabulary): PhraseMatcher | undefined {
  const tokens = analyze(texToText(text));
  if (tokens.length === 0) return undefined;
  const variants = spellingVariants(tokens, vocabulary).flatMap((stems) => {
    const termIds = stems.map((stem) => vocabulary.termId(stem));
    return termIds.every((id) => id !== undefined) ? [termIds] : [];
  });
  return (sequence) => variants.some((variant) => containsPhrase(sequence, variant));
}

function spellingVariants(tokens: readonly Token[], vocabulary: Vocabulary): string[][] {
  const stems = tokens.map(({ stem }) => stem);
  const joined = adjacentPairs(tokens).map(({ stem }, i) => stems.toSpliced(i, 2, stem));
  const split = stems.flatMap((stem, i) => {
    const parts = vocabulary.compoundParts(stem);
    return parts ? [stems.toSpliced(i, 1, ...parts.map((part) => part.stem))] : [];
  });
  return [stems, ...joined, ...split];
}
