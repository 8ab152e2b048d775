import SearchableMap from 'minisearch/SearchableMap';
import { type Compound, compounds, type Token } from './analyzer.ts';
import { PART_END, type WordSequence } from './word-sequence.ts';

/** What is known of the words of all papers: how many papers hold each, and how they are written. */
export interface Vocabulary {
  /** Counts the words of one more paper, given part by part, and says them as numbers. */
  add(parts: readonly (readonly Token[])[]): WordSequence;
  /** Takes back what `add` counted for the same words. */
  remove(parts: readonly (readonly Token[])[]): void;
  /** How many papers hold the term. */
  papersWith(stem: string): number;
  /** How telling a term is: the fewer papers hold it, the more. */
  weight(stem: string): number;
  /** The number that stands for a word, given once and for good; nothing for a word that no paper ever held. */
  numberOf(stem: string): number | undefined;
  /**
   * The parts of a word that is written with a hyphen at least as often as without: "offpolicy" is "off" and "policy". A hyphen at the
   * end of a line does not make "research" two words.
   */
  partsOf(stem: string): readonly Token[] | undefined;
  /** How many papers hold a word as it is written, and which words there are like it. */
  readonly written: WrittenWords;
}

/** Words as they are written, not stemmed. */
export interface WrittenWords {
  papersWith(word: string): number;
  /** The words at most so many letters away, with how many. */
  near(word: string, distance: number): Iterable<readonly [word: string, distance: number]>;
  beginningWith(start: string): Iterable<string>;
}

/** How many papers hold something, and the last one that was counted, so that each counts once. */
interface Count {
  readonly number: number;
  papers: number;
  paper: number;
}

/** An empty vocabulary. */
export function createVocabulary(): Vocabulary {
  const stems = new Map<string, Count>();
  const words = new Map<string, Count>();
  const hyphenated = new Map<string, Count & Compound>();
  const byLetters = new SearchableMap<true>();
  let size = 0;
  let paper = 0;

  function count(parts: readonly (readonly Token[])[], by: 1 | -1): WordSequence {
    size += by;
    paper++;
    const sequence = new Uint32Array(parts.reduce((sum, part) => sum + part.length + 1, 0));
    let at = 0;
    for (const part of parts) {
      for (const { stem, word } of part) {
        sequence[at++] = once(stems, stem, by).number;
        // The tree of letters is slow to grow, so it is told of new words only; those that are gone stay in it, with no papers.
        if (!words.has(word)) byLetters.set(word, true);
        once(words, word, by);
      }
      sequence[at++] = PART_END;
      for (const compound of compounds(part)) {
        once(stems, compound.stem, by);
        once(hyphenated, compound.stem, by, compound);
      }
    }
    return sequence;
  }

  function once<Extra extends object>(
    counts: Map<string, Count & Extra>,
    key: string,
    by: 1 | -1,
    extra?: Extra,
  ): Count {
    let entry = counts.get(key);
    if (entry === undefined) {
      entry = { number: counts.size + 1, papers: 0, paper: 0, ...extra } as Count & Extra;
      counts.set(key, entry);
    }
    if (entry.paper !== paper) entry.papers += by;
    entry.paper = paper;
    return entry;
  }

  const written: WrittenWords = {
    papersWith: (word) => words.get(word)?.papers ?? 0,
    *near(word, most) {
      for (const [other, [, distance]] of byLetters.fuzzyGet(word, most)) {
        if (written.papersWith(other) > 0) yield [other, distance];
      }
    },
    *beginningWith(start) {
      for (const word of byLetters.atPrefix(start).keys()) if (written.papersWith(word) > 0) yield word;
    },
  };

  return {
    add: (parts) => count(parts, 1),
    remove(parts) {
      count(parts, -1);
    },
    papersWith: (stem) => stems.get(stem)?.papers ?? 0,
    weight(stem) {
      const papers = stems.get(stem)?.papers ?? 0;
      return Math.log(1 + (size - papers + 0.5) / (papers + 0.5));
    },
    numberOf: (stem) => stems.get(stem)?.number,
    partsOf(stem) {
      const compound = hyphenated.get(stem);
      if (compound === undefined || compound.papers < Math.max(1, written.papersWith(compound.word))) return undefined;
      return compound.parts;
    },
    written,
  };
}
