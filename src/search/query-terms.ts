import { texToText } from '../text/tex/index.ts';
import { adjacentPairs, analyze, type Token } from './analyzer.ts';
import type { PaperCollection } from './collection.ts';
import type { WeightedTerm } from './engine.ts';
import type { Query } from './query.ts';
import { parseClauses } from './query-clauses.ts';

/** The words of a query, matched with the vocabulary of the papers. */
export interface QueryTerms {
  /** The terms to rank by, without duplicates. */
  readonly terms: readonly WeightedTerm[];
  /** By term, the word it comes from: as typed, or corrected. */
  readonly typedByTerm: ReadonlyMap<string, string>;
  /** The stems of all words in order, as the papers spell them. */
  readonly stems: readonly string[];
  /** By misspelled word, its corrections, most likely first. */
  readonly correctionsByWord: ReadonlyMap<string, readonly string[]>;
  /** Words that no paper has, as typed. */
  readonly unknownWords: readonly string[];
  /** Whether all words are unknown, and all terms are corrections. */
  readonly isGuess: boolean;
}

interface WordTerms {
  readonly terms: readonly WeightedTerm[];
  readonly stems: readonly string[];
  readonly corrections?: readonly string[];
  /** No paper has the word in any spelling. */
  readonly isUnknown?: boolean;
}

/** The weight that all corrections of a word share. */
const CORRECTION_WEIGHT = 0.9;
/** The weight of two words written as one. Low, as proximity counts too. */
const JOINED_PAIR_WEIGHT = 0.2;
/** Limits the work for a query to its rarest terms. */
const MAX_QUERY_TERMS = 40;
const MAX_SPLIT_LENGTH = 40;
/** "resoning" has the stem of the rare word "resonance", but "reasoning" is in far more papers. */
const MIN_LIKELIHOOD_RATIO = 10;

export function resolveQueryTerms(words: string, collection: PaperCollection): QueryTerms {
  const { vocabulary } = collection;
  const text = texToText(words);
  const tokens = analyze(text);
  const contentWordCount = tokens.filter(({ isStopWord }) => !isStopWord).length;
  const weights = new Map<string, number>();
  const typedByTerm = new Map<string, string>();
  const correctionsByWord = new Map<string, readonly string[]>();
  const unknownWords: string[] = [];
  const stems: string[] = [];

  function addTerm({ term, weight }: WeightedTerm, displayWord: string): void {
    if (vocabulary.documentFrequency(term) === 0) return;
    weights.set(term, (weights.get(term) ?? 0) + weight);
    if (!typedByTerm.has(term)) typedByTerm.set(term, displayWord);
  }

  for (const token of tokens) {
    const typed = text.slice(token.start, token.end);
    const word = token.isStopWord ? exactWordTerms(token) : resolveWord(token, collection);
    stems.push(...word.stems);
    if (word.corrections) correctionsByWord.set(token.word, word.corrections);
    if (word.isUnknown) unknownWords.push(typed);
    if (token.isStopWord && contentWordCount > 0) continue;
    const displayWord = word.isUnknown ? (word.corrections?.[0] ?? token.word) : typed;
    for (const term of word.terms) addTerm(term, displayWord);
  }
  for (const { stem, parts } of adjacentPairs(tokens)) {
    const [first, second] = parts;
    if (!first || !second || (first.isStopWord && second.isStopWord)) continue;
    addTerm({ term: stem, weight: JOINED_PAIR_WEIGHT }, text.slice(first.start, second.end));
  }

  const terms = [...weights].map(([term, weight]) => ({ term, weight }));
  if (terms.length > MAX_QUERY_TERMS) terms.sort((a, b) => vocabulary.idf(b.term) - vocabulary.idf(a.term));
  const isGuess = terms.length > 0 && unknownWords.length > 0 && unknownWords.length === contentWordCount;
  return { terms: terms.slice(0, MAX_QUERY_TERMS), typedByTerm, stems, correctionsByWord, unknownWords, isGuess };
}

function resolveWord(token: Token, collection: PaperCollection): WordTerms {
  const { vocabulary } = collection;
  const parts = vocabulary.compoundParts(token.stem) ?? splitJoinedWord(token, collection);
  if (parts) {
    const contentWords = [token, ...parts.filter(({ isStopWord }) => !isStopWord)];
    return { terms: contentWords.map(({ stem }) => ({ term: stem, weight: 1 })), stems: parts.map(({ stem }) => stem) };
  }
  const corrections = vocabulary.wordFrequency(token.word) > 0 ? [] : vocabulary.suggestCorrections(token.word);
  const correctedStems = [...new Set(corrections.flatMap((word) => analyze(word).map(({ stem }) => stem)))];
  const stems = [correctedStems[0] ?? token.stem];
  const frequency = vocabulary.documentFrequency(token.stem);
  if (frequency === 0) return { ...correctionTerms(correctedStems, corrections), stems, isUnknown: true };

  const muchLikelier = corrections.filter((word) => vocabulary.wordFrequency(word) >= frequency * MIN_LIKELIHOOD_RATIO);
  if (muchLikelier.length === 0) return { ...exactWordTerms(token), ...sameStemCorrections(token, corrections) };
  const correction = correctionTerms(correctedStems, muchLikelier);
  return { ...correction, terms: [{ term: token.stem, weight: 1 }, ...correction.terms], stems };
}

function correctionTerms(
  stems: readonly string[],
  corrections: readonly string[],
): Pick<WordTerms, 'terms' | 'corrections'> {
  const terms = stems.map((term) => ({ term, weight: CORRECTION_WEIGHT / stems.length }));
  return { terms, ...(corrections.length > 0 && { corrections }) };
}

/** "reinforcment" is misspelled though it has the right stem. "learnings" isn't, as it only has another ending. */
function sameStemCorrections({ word, stem }: Token, corrections: readonly string[]): Pick<WordTerms, 'corrections'> {
  const sameStem = corrections.filter((other) => other.at(-1) === word.at(-1) && analyze(other)[0]?.stem === stem);
  return sameStem.length > 0 ? { corrections: sameStem } : {};
}

function exactWordTerms({ stem }: Token): WordTerms {
  return { terms: [{ term: stem, weight: 1 }], stems: [stem] };
}

/** Splits two words written as one: "gpt4o" into "gpt 4o", and "offpolicy" into "off policy" if no paper has it. */
function splitJoinedWord({ word, stem }: Token, collection: PaperCollection): Token[] | undefined {
  if (word.length > MAX_SPLIT_LENGTH) return undefined;
  const isKnown = collection.vocabulary.documentFrequency(stem) > 0;
  for (let at = 1; at < word.length; at++) {
    const isDigitBoundary = /\d/.test(word.charAt(at - 1)) !== /\d/.test(word.charAt(at));
    if (!isDigitBoundary && (isKnown || at < 2 || at > word.length - 2)) continue;
    const parts = [...analyze(word.slice(0, at)), ...analyze(word.slice(at))];
    const [first, second] = parts;
    if (parts.length === 2 && first && second && collection.hasBigram(first.stem, second.stem)) return parts;
  }
  return undefined;
}

/** The query with misspelled words corrected; `undefined` if there is nothing to correct. */
export function correctSpelling(
  { text }: Query,
  { correctionsByWord }: Pick<QueryTerms, 'correctionsByWord'>,
): string | undefined {
  let result = '';
  let at = 0;
  for (const clause of parseClauses(text)) {
    if (clause.isNegated || (clause.kind !== 'word' && clause.kind !== 'phrase') || clause.value.includes('://'))
      continue;
    for (const { word, start, end } of analyze(text.slice(clause.start, clause.end))) {
      const correction = correctionsByWord.get(word)?.[0];
      if (correction === undefined) continue;
      result += text.slice(at, clause.start + start) + correction;
      at = clause.start + end;
    }
  }
  return at === 0 ? undefined : result + text.slice(at);
}
