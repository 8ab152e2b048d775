import { texToText } from '../text/tex.ts';
import { analyze, pairs, type Token } from './analyzer.ts';
import type { WeightedTerm } from './engine.ts';
import { corrections } from './spelling.ts';
import type { Vocabulary } from './vocabulary.ts';

/** What the words of a query ask of the papers at hand. */
export interface Wanted {
  /** What to rank by, each term once. */
  readonly terms: readonly WeightedTerm[];
  /** The word, as typed, that each term stands for. */
  readonly typed: ReadonlyMap<string, string>;
  /** The words in order, as the papers spell them. */
  readonly stems: readonly string[];
  /** For each word that no paper has, what was probably meant; empty where nothing comes near. */
  readonly unknown: ReadonlyMap<string, readonly string[]>;
  /** No paper has any of the words: all there is to rank by is a guess. */
  readonly guessed: boolean;
}

/** A correction is worth a little less than the word itself would be, and no more for there being several. */
const CORRECTED = 0.9;
const JOINED = 1;
/** Rarer words say more than the fortieth. It bounds the work that one query can cause. */
const MOST_TERMS = 40;
const LONGEST_SPLIT = 40;

/** Whether two words stand next to each other in some paper. */
export type Neighbours = (stem: string, next: string) => boolean;

/** Reads the words of a query, against the words that papers have. */
export function readWanted(typedText: string, vocabulary: Vocabulary, neighbours: Neighbours): Wanted {
  const text = texToText(typedText);
  const tokens = analyze(text);
  const terms = new Map<string, number>();
  const typed = new Map<string, string>();
  const unknown = new Map<string, readonly string[]>();
  const stems: string[] = [];

  function want(stem: string, weight: number, word: string): void {
    terms.set(stem, Math.max(weight, terms.get(stem) ?? 0));
    if (!typed.has(stem)) typed.set(stem, word);
  }

  const source = ({ start, end }: Pick<Token, 'start' | 'end'>): string => text.slice(start, end);
  for (const token of tokens) {
    const word = source(token);
    const known = vocabulary.papersWith(token.stem) > 0;
    const parts = vocabulary.partsOf(token.stem) ?? partsWithin(token, vocabulary, neighbours);
    if (token.stop) stems.push(token.stem);
    else if (known || parts) {
      if (known) want(token.stem, 1, word);
      for (const part of parts ?? []) if (vocabulary.papersWith(part) > 0) want(part, 1, word);
      stems.push(...(parts ?? [token.stem]));
    } else {
      const meant = corrections(token.word, vocabulary);
      unknown.set(token.word, meant);
      const meantStems = [...new Set(meant.flatMap((other) => analyze(other).map(({ stem }) => stem)))];
      for (const stem of meantStems) want(stem, CORRECTED / meantStems.length, word);
      stems.push(meantStems[0] ?? token.stem);
    }
  }
  for (const { stem, parts } of pairs(tokens)) {
    if (parts.every((part) => part.stop) || vocabulary.papersWith(stem) === 0) continue;
    const [first, second = first] = parts;
    if (first && second) want(stem, JOINED, source({ start: first.start, end: second.end }));
  }

  const guessed = terms.size > 0 && tokens.every((token) => token.stop || unknown.has(token.word));
  const weighted = [...terms].map(([term, weight]) => ({ term, weight }));
  if (weighted.length > MOST_TERMS) weighted.sort((a, b) => vocabulary.weight(b.term) - vocabulary.weight(a.term));
  return { terms: weighted.slice(0, MOST_TERMS), typed, stems, unknown, guessed };
}

/** The two words that somebody wrote as one: "gpt4o" for "gpt 4o", and where no paper knows the word, "offpolicy" for "off policy". */
function partsWithin(
  { word, stem, stop }: Token,
  vocabulary: Vocabulary,
  neighbours: Neighbours,
): string[] | undefined {
  if (stop || word.length > LONGEST_SPLIT) return undefined;
  const known = vocabulary.papersWith(stem) > 0;
  for (let at = 1; at < word.length; at++) {
    const boundary = /\d/.test(word.charAt(at - 1)) !== /\d/.test(word.charAt(at));
    if (!boundary && (known || at < 2 || at > word.length - 2)) continue;
    const parts = [word.slice(0, at), word.slice(at)].flatMap((part) => analyze(part).map((token) => token.stem));
    const [first, second] = parts;
    if (parts.length === 2 && first && second && neighbours(first, second)) return [first, second];
  }
  return undefined;
}
