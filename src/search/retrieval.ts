import type { Paper } from '../papers/paper.ts';
import { texToText } from '../text/tex/index.ts';
import { adjacentPairs, analyze, type Token } from './analyzer.ts';
import type { IndexedPaper, PaperCollection } from './collection.ts';
import { createFilterPredicate, explainUnknownAttributes } from './filter-predicate.ts';
import type { Query } from './query.ts';
import type { QueryTerms } from './query-terms.ts';
import { compareBySortOrder, type RetrievedPaper, rerank, splitMatchedWords } from './ranking.ts';
import { containsPhrase, type Vocabulary, type WordSequence } from './vocabulary.ts';

/** The papers that a query finds, in its order. */
export interface RetrievalResult {
  readonly results: readonly RetrievedPaper[];
  /** They are not what was asked for, only near it. */
  readonly nearest: boolean;
  /** Why there is nothing, or what had to be left out of the query, in a sentence. */
  readonly hint?: string;
}

/** The part of a query that a paper fulfils or not. */
export type QueryConstraints = Pick<Query, 'phrases' | 'excluded' | 'filters'>;

/** What a paper has to fulfil. */
interface CompiledConstraints {
  readonly phrases: readonly PhraseMatcher[];
  readonly excluded: readonly PhraseMatcher[];
  readonly passesFilters: (paper: Paper) => boolean;
}

/** Demands that are less than those of the query, and what to say of it. */
interface RelaxedConstraints extends CompiledConstraints {
  readonly hint: string;
}

/** What to find, and where. */
export interface RetrievalRequest {
  readonly query: Query;
  readonly queryTerms: QueryTerms;
  readonly collection: PaperCollection;
  /** How many results will be looked at; those after them may be in any order. */
  readonly depth: number;
}

/** Finds what was asked for or, where no paper is all of it, what comes nearest. */
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

/** What could not be searched for, though something was found. */
function partialMatchHint({ paperId, words }: Query, isWordless: boolean): string | undefined {
  if (paperId !== undefined) return unknownPaperHint(paperId);
  return isWordless && words.length > 0
    ? 'There is no word in it to search for; these are the newest papers.'
    : undefined;
}

/** Every paper that has what is asked for in quotes, nothing that is excluded, and passes the filters; in no order. */
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

/** What is left of the demands when more and more is given up: the quotes first, the exclusions last. */
function relaxConstraints(
  { filters }: Query,
  constraints: CompiledConstraints,
  { entries }: PaperCollection,
): RelaxedConstraints[] {
  const hasPhrases = constraints.phrases.length > 0;
  const hasFilters = Object.keys(filters).length > 0;
  const unrestricted = { phrases: [], passesFilters: () => true };
  const list: RelaxedConstraints[] = [];
  if (hasPhrases) {
    const hint = 'No paper has the words in quotes side by side; these have some of them.';
    list.push({ ...constraints, phrases: [], hint });
  }
  if (hasFilters) {
    const reason =
      explainUnknownAttributes(filters, papersOf(entries)) ?? 'No paper with these words passes the filters.';
    list.push({
      ...constraints,
      passesFilters: unrestricted.passesFilters,
      hint: `${reason} These are without the filters.`,
    });
    if (hasPhrases)
      list.push({ ...constraints, ...unrestricted, hint: `${reason} These are without the filters and quotes.` });
  }
  if (constraints.excluded.length > 0) {
    list.push({
      ...unrestricted,
      excluded: [],
      hint: 'Every paper with these words has a word that was to be left out.',
    });
  }
  return list;
}

function explainNoResults(
  { filters, paperId }: Query,
  { unknownWords }: QueryTerms,
  { entries }: PaperCollection,
): string | undefined {
  if (paperId !== undefined) return unknownPaperHint(paperId);
  if (unknownWords.length > 0) return `No paper here has ${unknownWords.map((word) => `“${word}”`).join(' or ')}.`;
  return explainUnknownAttributes(filters, papersOf(entries));
}

function unknownPaperHint(paperId: string): string {
  return `${paperId} is not among the papers here.`;
}

function papersOf(entries: PaperCollection['entries']): Paper[] {
  return [...entries.values()].map(({ paper }) => paper);
}

function allCandidates({ entries }: PaperCollection): RetrievedPaper[] {
  return [...entries.values()].map((entry) => ({ entry, score: 0, terms: [] }));
}

function rankCandidates({ terms }: QueryTerms, { engine, entries }: PaperCollection): RetrievedPaper[] {
  if (terms.length === 0) return [];
  const candidates: RetrievedPaper[] = [];
  for (const { id, score, terms: held } of engine.rank(terms)) {
    const entry = entries.get(id);
    if (entry) candidates.push({ entry, score, terms: held });
  }
  return candidates;
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

/** Those that hold most of the words: in any order but relevance, a paper with one word of five would come first by chance. */
function keepMostComplete(candidates: readonly RetrievedPaper[], { typedByTerm }: QueryTerms): RetrievedPaper[] {
  const countWords = ({ terms }: RetrievedPaper): number =>
    splitMatchedWords(terms.map((term) => typedByTerm.get(term) ?? term)).size;
  const maxWords = Math.max(0, ...candidates.map(countWords));
  return candidates.filter((candidate) => countWords(candidate) === maxWords);
}

/** A test for papers that hold a phrase, or one word: its words next to each other and in order, in one part of the paper. */
type PhraseMatcher = (sequence: WordSequence) => boolean;

/**
 * The phrase, in every way it may be written: "gpt 4o" is also held by a paper that has "gpt4o", and the other way round.
 * Nothing when the text has no word at all.
 */
function compilePhrase(text: string, vocabulary: Vocabulary): PhraseMatcher | undefined {
  const tokens = analyze(texToText(text));
  if (tokens.length === 0) return undefined;
  const variants = spellingVariants(tokens, vocabulary).flatMap((stems) => {
    const termIds = stems.map(vocabulary.termId);
    return termIds.every((number) => number !== undefined) ? [termIds] : [];
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
