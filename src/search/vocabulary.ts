import SearchableMap from 'minisearch/SearchableMap';
import { type Compound, findCompounds, STOP_WORDS, type Token } from './analyzer.ts';

/** What is known of the words of all papers: how many papers hold each, and how they are written. */
export interface Vocabulary {
  /** Counts the words of one more paper, given part by part, and says them as numbers. */
  add(fields: readonly (readonly Token[])[]): WordSequence;
  /** Takes back what `add` counted for the same words. */
  remove(fields: readonly (readonly Token[])[]): void;
  /** How many papers hold the term. */
  documentFrequency(stem: string): number;
  /** How telling a term is: the fewer papers hold it, the more. */
  idf(stem: string): number;
  /** The number that stands for a word, given once and for good; nothing for a word that no paper ever held. */
  termId(stem: string): number | undefined;
  /**
   * The parts of a word that is written with a hyphen at least as often as without: "offpolicy" is "off" and "policy". A hyphen at the
   * end of a line does not make "research" two words.
   */
  compoundParts(stem: string): readonly Token[] | undefined;
  /** How many papers hold a word as it is written, and which words there are like it. */
  readonly surfaceForms: SurfaceForms;
}

/** Words as they are written, not stemmed. */
export interface SurfaceForms {
  documentFrequency(word: string): number;
  /** The words at most so many letters away, with how many. */
  fuzzyMatches(word: string, distance: number): Iterable<readonly [word: string, distance: number]>;
  withPrefix(start: string): Iterable<string>;
}

/** How many papers hold something, and the last one that was counted, so that each counts once. */
interface TermCount {
  readonly id: number;
  paperCount: number;
  lastPaper: number;
}

/** An empty vocabulary. */
export function createVocabulary(): Vocabulary {
  const stems = new Map<string, TermCount>();
  const words = new Map<string, TermCount>();
  const hyphenated = new Map<string, TermCount & Compound>();
  const prefixTree = new SearchableMap<true>();
  let totalPapers = 0;
  let currentPaper = 0;

  function countFields(fields: readonly (readonly Token[])[], delta: 1 | -1): WordSequence {
    totalPapers += delta;
    currentPaper++;
    const sequence = new Uint32Array(fields.reduce((sum, part) => sum + part.length + 1, 0));
    let at = 0;
    for (const field of fields) {
      for (const { stem, word } of field) {
        sequence[at++] = countOncePerPaper(stems, stem, delta).id;
        // The tree of letters is slow to grow, so it is told of new words only; those that are gone stay in it, with no papers.
        if (!words.has(word)) prefixTree.set(word, true);
        countOncePerPaper(words, word, delta);
      }
      sequence[at++] = FIELD_END;
      for (const compound of findCompounds(field)) {
        countOncePerPaper(stems, compound.stem, delta);
        countOncePerPaper(hyphenated, compound.stem, delta, compound);
      }
    }
    return sequence;
  }

  function countOncePerPaper<Extra extends object>(
    counts: Map<string, TermCount & Extra>,
    key: string,
    delta: 1 | -1,
    extra?: Extra,
  ): TermCount {
    let entry = counts.get(key);
    if (entry === undefined) {
      entry = { id: counts.size + 1, paperCount: 0, lastPaper: 0, ...extra } as TermCount & Extra;
      counts.set(key, entry);
    }
    if (entry.lastPaper !== currentPaper) entry.paperCount += delta;
    entry.lastPaper = currentPaper;
    return entry;
  }

  const surfaceForms: SurfaceForms = {
    documentFrequency: (word) => words.get(word)?.paperCount ?? 0,
    *fuzzyMatches(word, maxDistance) {
      for (const [other, [, distance]] of prefixTree.fuzzyGet(word, maxDistance)) {
        if (surfaceForms.documentFrequency(other) > 0) yield [other, distance];
      }
    },
    *withPrefix(start) {
      for (const word of prefixTree.atPrefix(start).keys()) if (surfaceForms.documentFrequency(word) > 0) yield word;
    },
  };

  return {
    add: (parts) => countFields(parts, 1),
    remove(parts) {
      countFields(parts, -1);
    },
    documentFrequency: (stem) => stems.get(stem)?.paperCount ?? 0,
    idf(stem) {
      const paperCount = stems.get(stem)?.paperCount ?? 0;
      return Math.log(1 + (totalPapers - paperCount + 0.5) / (paperCount + 0.5));
    },
    termId: (stem) => stems.get(stem)?.id,
    compoundParts(stem) {
      const compound = hyphenated.get(stem);
      if (compound === undefined || compound.paperCount < Math.max(1, surfaceForms.documentFrequency(compound.word)))
        return undefined;
      return compound.parts;
    },
    surfaceForms,
  };
}

/** Too short to guess at: every word of three letters is one letter from many others. */
const MIN_CORRECTABLE_LENGTH = 4;
/** From this length on, two wrong letters may be put right. */
const TWO_EDITS_LENGTH = 8;
const MAX_CORRECTIONS = 4;
/** People rarely mistype the first letter: a word that begins otherwise has to be so many times as common. */
const SAME_FIRST_LETTER_BOOST = 10;

/**
 * The words of the papers that `word` was probably meant to be, most likely first: those a letter away (one more, one less, another, or
 * two swapped), for a long word those two letters away, else those that begin with it.
 */
export function suggestCorrections(word: string, surfaceForms: SurfaceForms): string[] {
  if (word.length < MIN_CORRECTABLE_LENGTH || /\d/.test(word)) return [];
  const editDistances = new Map(surfaceForms.fuzzyMatches(word, word.length < TWO_EDITS_LENGTH ? 1 : 2));
  for (const swapped of transpositions(word))
    if (surfaceForms.documentFrequency(swapped) > 0) editDistances.set(swapped, 1);
  if (editDistances.size === 0)
    for (const longer of surfaceForms.withPrefix(word)) editDistances.set(longer, longer.length);

  const minDistance = Math.min(...editDistances.values());
  const likelihood = (other: string): number =>
    surfaceForms.documentFrequency(other) * (other[0] === word[0] ? SAME_FIRST_LETTER_BOOST : 1);
  return [...editDistances.keys()]
    .filter((other) => editDistances.get(other) === minDistance && !STOP_WORDS.has(other))
    .sort((a, b) => likelihood(b) - likelihood(a) || (a < b ? -1 : 1))
    .slice(0, MAX_CORRECTIONS);
}

/** The word with every two neighbouring letters swapped, one pair at a time. */
export function transpositions(word: string): string[] {
  const letters = [...word];
  return letters.slice(1).map((letter, i) => letters.toSpliced(i, 2, letter, letters[i] ?? '').join(''));
}

/** The words of a paper as numbers, in order, with a zero where one part ends, so that nothing reaches across. */
export type WordSequence = Uint32Array;

export const FIELD_END = 0;

/** Whether the words of `phrase` stand next to each other, in order. */
export function containsPhrase(sequence: WordSequence, phrase: readonly number[]): boolean {
  const [first] = phrase;
  if (first === undefined) return false;
  for (let at = sequence.indexOf(first); at >= 0; at = sequence.indexOf(first, at + 1)) {
    if (phrase.every((word, i) => sequence[at + i] === word)) return true;
  }
  return false;
}
