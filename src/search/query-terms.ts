import { texToText } from '../text/tex/index.ts';
import { adjacentPairs, analyze, type Token } from './analyzer.ts';
import type { PaperCollection } from './collection.ts';
import type { WeightedTerm } from './engine.ts';
import type { Query } from './query.ts';
import { parseClauses } from './query-clauses.ts';
import { suggestCorrections } from './vocabulary.ts';

/** What the words of a query ask of the papers at hand. */
export interface QueryTerms {
  /** What to rank by, each term once. */
  readonly terms: readonly WeightedTerm[];
  /** The word that each term stands for: as typed, or as it was probably meant. */
  readonly typedByTerm: ReadonlyMap<string, string>;
  /** All the words in order, as the papers spell them. */
  readonly stems: readonly string[];
  /** For each word that is misspelt, what was probably meant, most likely first. */
  readonly correctionsByWord: ReadonlyMap<string, readonly string[]>;
  /** The words that no paper has, as typed. */
  readonly unknownWords: readonly string[];
  /** No paper has any of the words: all there is to rank by is a guess. */
  readonly isGuess: boolean;
}

/** What the papers know of words. */
type Lexicon = Pick<PaperCollection, 'vocabulary' | 'hasBigram'>;

/** A word of a query among the words of the papers. */
interface WordTerms {
  readonly terms: readonly WeightedTerm[];
  readonly stems: readonly string[];
  /** What a misspelt word was meant to be. */
  readonly corrections?: readonly string[];
  /** No paper has the word, under any of its spellings. */
  readonly isUnknown?: boolean;
}

/** A guess is worth a little less than the word itself would be. Several guesses share it. */
const CORRECTION_WEIGHT = 0.9;
/** Two words that are one word elsewhere. That they stand together counts by itself too, so this counts for little. */
const JOINED_PAIR_WEIGHT = 0.2;
/** Rarer words say more than the fortieth. It bounds the work that one query can cause. */
const MAX_QUERY_TERMS = 40;
const MAX_SPLIT_LENGTH = 40;
/** "resoning" shares its stem with a rare "resonance", but "reasoning" is in so many more papers that it is what was meant. */
const MIN_LIKELIHOOD_RATIO = 10;

/** Reads the words of a query against the words that papers have. */
export function resolveQueryTerms(words: string, lexicon: Lexicon): QueryTerms {
  const { vocabulary } = lexicon;
  const text = texToText(words);
  const tokens = analyze(text);
  const onlyStopWords = tokens.every(({ isStopWord }) => isStopWord);
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
    const word = token.isStopWord ? exactWordTerms(token) : resolveWord(token, lexicon);
    stems.push(...word.stems);
    if (word.corrections) correctionsByWord.set(token.word, word.corrections);
    if (word.isUnknown) unknownWords.push(text.slice(token.start, token.end));
    if (!token.isStopWord || onlyStopWords) {
      const displayWord = word.isUnknown ? (word.corrections?.[0] ?? token.word) : text.slice(token.start, token.end);
      for (const term of word.terms) addTerm(term, displayWord);
    }
  }
  for (const { stem, parts } of adjacentPairs(tokens)) {
    const [first, second] = parts;
    if (!first || !second || (first.isStopWord && second.isStopWord)) continue;
    addTerm({ term: stem, weight: JOINED_PAIR_WEIGHT }, text.slice(first.start, second.end));
  }

  const isGuess =
    weights.size > 0 &&
    unknownWords.length > 0 &&
    unknownWords.length === tokens.filter(({ isStopWord }) => !isStopWord).length;
  return { terms: keepRarestTerms(weights, vocabulary), typedByTerm, stems, correctionsByWord, unknownWords, isGuess };
}

function keepRarestTerms(weights: ReadonlyMap<string, number>, vocabulary: Lexicon['vocabulary']): WeightedTerm[] {
  const terms = [...weights].map(([term, weight]) => ({ term, weight }));
  if (terms.length > MAX_QUERY_TERMS) terms.sort((a, b) => vocabulary.idf(b.term) - vocabulary.idf(a.term));
  return terms.slice(0, MAX_QUERY_TERMS);
}

function resolveWord(token: Token, lexicon: Lexicon): WordTerms {
  const { vocabulary } = lexicon;
  const parts = vocabulary.compoundParts(token.stem) ?? splitJoinedWord(token, lexicon);
  if (parts) {
    const informative = [token, ...parts.filter(({ isStopWord }) => !isStopWord)];
    return { terms: informative.map(({ stem }) => ({ term: stem, weight: 1 })), stems: parts.map(({ stem }) => stem) };
  }
  const corrections =
    vocabulary.surfaceForms.documentFrequency(token.word) > 0
      ? []
      : suggestCorrections(token.word, vocabulary.surfaceForms);
  const correctedStems = [...new Set(corrections.flatMap((word) => analyze(word).map(({ stem }) => stem)))];
  const frequency = vocabulary.documentFrequency(token.stem);
  if (frequency === 0)
    return {
      ...correctionTerms(correctedStems, corrections),
      stems: [correctedStems[0] ?? token.stem],
      isUnknown: true,
    };

  const muchLikelier = corrections.filter(
    (word) => vocabulary.surfaceForms.documentFrequency(word) >= frequency * MIN_LIKELIHOOD_RATIO,
  );
  if (muchLikelier.length === 0) return { ...exactWordTerms(token), ...sameStemCorrections(token, corrections) };
  const correction = correctionTerms(correctedStems, muchLikelier);
  return {
    ...correction,
    terms: [{ term: token.stem, weight: 1 }, ...correction.terms],
    stems: [correctedStems[0] ?? token.stem],
  };
}

function correctionTerms(
  stems: readonly string[],
  corrections: readonly string[],
): Pick<WordTerms, 'terms' | 'corrections'> {
  const terms = stems.map((term) => ({ term, weight: CORRECTION_WEIGHT / stems.length }));
  return { terms, ...(corrections.length > 0 && { corrections }) };
}

/** "reinforcment" has the stem of "reinforcement" and finds it, but is misspelt; "learnings" is not, for its ending alone is another. */
function sameStemCorrections({ word, stem }: Token, corrections: readonly string[]): Pick<WordTerms, 'corrections'> {
  const sameStem = corrections.filter((other) => other.at(-1) === word.at(-1) && analyze(other)[0]?.stem === stem);
  return sameStem.length > 0 ? { corrections: sameStem } : {};
}

function exactWordTerms({ stem }: Token): WordTerms {
  return { terms: [{ term: stem, weight: 1 }], stems: [stem] };
}

/** The two words that somebody wrote as one: "gpt4o" for "gpt 4o" and, where no paper has the word, "offpolicy" for "off policy". */
function splitJoinedWord({ word, stem }: Token, { vocabulary, hasBigram }: Lexicon): Token[] | undefined {
  if (word.length > MAX_SPLIT_LENGTH) return undefined;
  const isKnown = vocabulary.documentFrequency(stem) > 0;
  for (let at = 1; at < word.length; at++) {
    const isDigitBoundary = /\d/.test(word.charAt(at - 1)) !== /\d/.test(word.charAt(at));
    if (!isDigitBoundary && (isKnown || at < 2 || at > word.length - 2)) continue;
    const parts = [...analyze(word.slice(0, at)), ...analyze(word.slice(at))];
    const [first, second] = parts;
    if (parts.length === 2 && first && second && hasBigram(first.stem, second.stem)) return parts;
  }
  return undefined;
}

/** The query with each misspelt word replaced and all else as it was typed; nothing when no word is, or nothing comes near. */
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
