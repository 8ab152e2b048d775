import { texToText } from '../text/tex.ts';
import { analyze, pairs, type Token } from './analyzer.ts';
import type { Collection } from './collection.ts';
import type { WeightedTerm } from './engine.ts';
import { corrections } from './spelling.ts';

/** What the words of a query ask of the papers at hand. */
export interface Wanted {
  /** What to rank by, each term once. */
  readonly terms: readonly WeightedTerm[];
  /** The word that each term stands for: as typed, or as it was probably meant. */
  readonly typed: ReadonlyMap<string, string>;
  /** All the words in order, as the papers spell them. */
  readonly stems: readonly string[];
  /** For each word that is misspelt, what was probably meant, most likely first. */
  readonly misspelt: ReadonlyMap<string, readonly string[]>;
  /** The words that no paper has, as typed. */
  readonly unknown: readonly string[];
  /** No paper has any of the words: all there is to rank by is a guess. */
  readonly guessed: boolean;
}

/** What the papers know of words. */
type Lexicon = Pick<Collection, 'vocabulary' | 'neighbours'>;

/** A word of a query among the words of the papers. */
interface Reading {
  readonly terms: readonly WeightedTerm[];
  readonly stems: readonly string[];
  /** What a misspelt word was meant to be. */
  readonly meant?: readonly string[];
  /** No paper has the word, under any of its spellings. */
  readonly unknown?: boolean;
}

/** A guess is worth a little less than the word itself would be. Several guesses share it. */
const CORRECTED = 0.9;
/** Two words that are one word elsewhere. That they stand together counts by itself too, so this counts for little. */
const JOINED = 0.2;
/** Rarer words say more than the fortieth. It bounds the work that one query can cause. */
const MOST_TERMS = 40;
const LONGEST_TO_SPLIT = 40;
/** "resoning" shares its stem with a rare "resonance", but "reasoning" is in so many more papers that it is what was meant. */
const FAR_LIKELIER = 10;

/** Reads the words of a query against the words that papers have. */
export function readWanted(words: string, lexicon: Lexicon): Wanted {
  const { vocabulary } = lexicon;
  const text = texToText(words);
  const tokens = analyze(text);
  const onlyStopWords = tokens.every(({ stop }) => stop);
  const weights = new Map<string, number>();
  const typed = new Map<string, string>();
  const misspelt = new Map<string, readonly string[]>();
  const unknown: string[] = [];
  const stems: string[] = [];

  function want({ term, weight }: WeightedTerm, shown: string): void {
    if (vocabulary.papersWith(term) === 0) return;
    weights.set(term, (weights.get(term) ?? 0) + weight);
    if (!typed.has(term)) typed.set(term, shown);
  }

  for (const token of tokens) {
    const reading = token.stop ? asItIs(token) : readWord(token, lexicon);
    stems.push(...reading.stems);
    if (reading.meant) misspelt.set(token.word, reading.meant);
    if (reading.unknown) unknown.push(text.slice(token.start, token.end));
    if (!token.stop || onlyStopWords) {
      const shown = reading.unknown ? (reading.meant?.[0] ?? token.word) : text.slice(token.start, token.end);
      for (const term of reading.terms) want(term, shown);
    }
  }
  for (const { stem, parts } of pairs(tokens)) {
    const [first, second] = parts;
    if (!first || !second || (first.stop && second.stop)) continue;
    want({ term: stem, weight: JOINED }, text.slice(first.start, second.end));
  }

  const guessed =
    weights.size > 0 && unknown.length > 0 && unknown.length === tokens.filter(({ stop }) => !stop).length;
  return { terms: rarest(weights, vocabulary), typed, stems, misspelt, unknown, guessed };
}

function rarest(weights: ReadonlyMap<string, number>, vocabulary: Lexicon['vocabulary']): WeightedTerm[] {
  const terms = [...weights].map(([term, weight]) => ({ term, weight }));
  if (terms.length > MOST_TERMS) terms.sort((a, b) => vocabulary.weight(b.term) - vocabulary.weight(a.term));
  return terms.slice(0, MOST_TERMS);
}

function readWord(token: Token, lexicon: Lexicon): Reading {
  const { vocabulary } = lexicon;
  const parts = vocabulary.partsOf(token.stem) ?? partsWithin(token, lexicon);
  if (parts) {
    const telling = [token, ...parts.filter(({ stop }) => !stop)];
    return { terms: telling.map(({ stem }) => ({ term: stem, weight: 1 })), stems: parts.map(({ stem }) => stem) };
  }
  const meant = vocabulary.written.papersWith(token.word) > 0 ? [] : corrections(token.word, vocabulary.written);
  const guesses = [...new Set(meant.flatMap((word) => analyze(word).map(({ stem }) => stem)))];
  const papers = vocabulary.papersWith(token.stem);
  if (papers === 0) return { ...guessed(guesses, meant), stems: [guesses[0] ?? token.stem], unknown: true };

  const likelier = meant.filter((word) => vocabulary.written.papersWith(word) >= papers * FAR_LIKELIER);
  if (likelier.length === 0) return { ...asItIs(token), ...respelt(token, meant) };
  const both = guessed(guesses, likelier);
  return { ...both, terms: [{ term: token.stem, weight: 1 }, ...both.terms], stems: [guesses[0] ?? token.stem] };
}

function guessed(guesses: readonly string[], meant: readonly string[]): Pick<Reading, 'terms' | 'meant'> {
  const terms = guesses.map((term) => ({ term, weight: CORRECTED / guesses.length }));
  return { terms, ...(meant.length > 0 && { meant }) };
}

/** "reinforcment" has the stem of "reinforcement" and finds it, but is misspelt; "learnings" is not, for its ending alone is another. */
function respelt({ word, stem }: Token, meant: readonly string[]): Pick<Reading, 'meant'> {
  const same = meant.filter((other) => other.at(-1) === word.at(-1) && analyze(other)[0]?.stem === stem);
  return same.length > 0 ? { meant: same } : {};
}

function asItIs({ stem }: Token): Reading {
  return { terms: [{ term: stem, weight: 1 }], stems: [stem] };
}

/** The two words that somebody wrote as one: "gpt4o" for "gpt 4o" and, where no paper has the word, "offpolicy" for "off policy". */
function partsWithin({ word, stem }: Token, { vocabulary, neighbours }: Lexicon): Token[] | undefined {
  if (word.length > LONGEST_TO_SPLIT) return undefined;
  const known = vocabulary.papersWith(stem) > 0;
  for (let at = 1; at < word.length; at++) {
    const boundary = /\d/.test(word.charAt(at - 1)) !== /\d/.test(word.charAt(at));
    if (!boundary && (known || at < 2 || at > word.length - 2)) continue;
    const parts = [...analyze(word.slice(0, at)), ...analyze(word.slice(at))];
    const [first, second] = parts;
    if (parts.length === 2 && first && second && neighbours(first.stem, second.stem)) return parts;
  }
  return undefined;
}
