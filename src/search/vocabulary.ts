import SearchableMap from 'minisearch/SearchableMap';
import { type Compound, findCompounds, STOP_WORDS, type Token } from './analyzer.ts';

/** Shorter words aren't corrected: every word of three letters is an edit away from many others. */
const MIN_CORRECTABLE_LENGTH = 4;
/** Words of this length and longer may have two wrong letters. */
const TWO_EDITS_LENGTH = 8;
const MAX_CORRECTIONS = 4;
/** People rarely mistype the first letter, so a word with another one has to be this many times as frequent. */
const SAME_FIRST_LETTER_BOOST = 10;

/** The term ids of a paper's words in order, with `FIELD_END` after each field, so that no phrase spans two fields. */
export type WordSequence = Uint32Array;

export const FIELD_END = 0;

interface TermCount {
  readonly id: number;
  paperCount: number;
  /** The last paper that was counted, as a paper counts once however often it has a term. */
  lastPaper: number;
}

/** The words of all papers: how many papers have each, and how they are spelled. */
export class Vocabulary {
  readonly #stems = new Map<string, TermCount>();
  readonly #words = new Map<string, TermCount>();
  readonly #compounds = new Map<string, TermCount & Compound>();
  /** Slow to update, so words are added once and never removed, even if no paper has them anymore. */
  readonly #prefixTree = new SearchableMap<true>();
  #paperCount = 0;
  #currentPaper = 0;

  /** Counts the words of a paper. */
  add(fields: readonly (readonly Token[])[]): WordSequence {
    return this.#count(fields, 1);
  }

  /** Reverts `add` of the same words. */
  remove(fields: readonly (readonly Token[])[]): void {
    this.#count(fields, -1);
  }

  /** How many papers have a stem. */
  documentFrequency(stem: string): number {
    return this.#stems.get(stem)?.paperCount ?? 0;
  }

  /** How many papers have a word in this spelling. */
  wordFrequency(word: string): number {
    return this.#words.get(word)?.paperCount ?? 0;
  }

  /** Inverse document frequency: the fewer papers have a stem, the higher. */
  idf(stem: string): number {
    const frequency = this.documentFrequency(stem);
    return Math.log(1 + (this.#paperCount - frequency + 0.5) / (frequency + 0.5));
  }

  /** The id of a stem in word sequences, which never changes; `undefined` if no paper ever had it. */
  termId(stem: string): number | undefined {
    return this.#stems.get(stem)?.id;
  }

  /**
   * The parts of a word that papers hyphenate at least as often as not: "off" and "policy" of "offpolicy". So a hyphen
   * at a line end doesn't split "research".
   */
  compoundParts(stem: string): readonly Token[] | undefined {
    const compound = this.#compounds.get(stem);
    const isCompound = compound && compound.paperCount >= Math.max(1, this.wordFrequency(compound.word));
    return isCompound ? compound.parts : undefined;
  }

  /**
   * Corrections of a misspelled word, most likely first: words one edit away (two for long words; swapped letters count
   * as one edit), else words that start with it.
   */
  suggestCorrections(word: string): string[] {
    if (word.length < MIN_CORRECTABLE_LENGTH || /\d/.test(word)) return [];
    const editDistances = new Map<string, number>();
    for (const [other, [, distance]] of this.#prefixTree.fuzzyGet(word, word.length < TWO_EDITS_LENGTH ? 1 : 2))
      editDistances.set(other, distance);
    for (const swapped of transpositions(word)) editDistances.set(swapped, 1);
    for (const other of editDistances.keys()) if (this.wordFrequency(other) === 0) editDistances.delete(other);
    if (editDistances.size === 0) {
      for (const longer of this.#prefixTree.atPrefix(word).keys())
        if (this.wordFrequency(longer) > 0) editDistances.set(longer, longer.length);
    }

    const minDistance = Math.min(...editDistances.values());
    const likelihood = (other: string): number =>
      this.wordFrequency(other) * (other[0] === word[0] ? SAME_FIRST_LETTER_BOOST : 1);
    return [...editDistances.keys()]
      .filter((other) => editDistances.get(other) === minDistance && !STOP_WORDS.has(other))
      .sort((a, b) => likelihood(b) - likelihood(a) || (a < b ? -1 : 1))
      .slice(0, MAX_CORRECTIONS);
  }

  #count(fields: readonly (readonly Token[])[], delta: 1 | -1): WordSequence {
    this.#paperCount += delta;
    this.#currentPaper++;
    const sequence = new Uint32Array(fields.reduce((sum, field) => sum + field.length + 1, 0));
    let at = 0;
    for (const field of fields) {
      for (const { stem, word } of field) {
        sequence[at++] = this.#countTerm(this.#stems, stem, delta).id;
        if (!this.#words.has(word)) this.#prefixTree.set(word, true);
        this.#countTerm(this.#words, word, delta);
      }
      sequence[at++] = FIELD_END;
      for (const compound of findCompounds(field)) {
        this.#countTerm(this.#stems, compound.stem, delta);
        this.#countTerm(this.#compounds, compound.stem, delta, compound);
      }
    }
    return sequence;
  }

  #countTerm<Extra extends object>(
    terms: Map<string, TermCount & Extra>,
    key: string,
    delta: 1 | -1,
    extra?: Extra,
  ): TermCount {
    let term = terms.get(key);
    if (term === undefined) {
      term = { id: terms.size + 1, paperCount: 0, lastPaper: 0, ...extra } as TermCount & Extra;
      terms.set(key, term);
    }
    if (term.lastPaper !== this.#currentPaper) term.paperCount += delta;
    term.lastPaper = this.#currentPaper;
    return term;
  }
}

/** The word with each pair of adjacent letters swapped. */
export function transpositions(word: string): string[] {
  const letters = [...word];
  return letters.slice(1).map((letter, i) => letters.toSpliced(i, 2, letter, letters[i] ?? '').join(''));
}

/** Whether a sequence contains the terms of a phrase next to each other and in order. */
export function containsPhrase(sequence: WordSequence, phrase: readonly number[]): boolean {
  const [first] = phrase;
  if (first === undefined) return false;
  for (let at = sequence.indexOf(first); at >= 0; at = sequence.indexOf(first, at + 1)) {
    if (phrase.every((word, i) => sequence[at + i] === word)) return true;
  }
  return false;
}
