import SearchableMap from 'minisearch/SearchableMap';
import { type Compound, compounds, type Token } from './analyzer.ts';

/** What is known of the words of all papers: how many papers hold each, and how they are written. */
export interface Vocabulary {
  /** Counts the words of one more paper, given part by part. */
  add(parts: readonly (readonly Token[])[]): void;
  remove(parts: readonly (readonly Token[])[]): void;
  /** How many papers hold the term; stop words count too. */
  papersWith(stem: string): number;
  /** How telling a term is: the fewer papers hold it, the more. */
  weight(stem: string): number;
  /** The number that stands for a term, given once and for good; nothing for a term that no paper ever held. */
  numberOf(stem: string): number | undefined;
  /**
   * The parts of a word that is written with a hyphen at least as often as without: "offpolicy" is "off" and "policy". A hyphen at the
   * end of a line does not make "research" two words.
   */
  partsOf(stem: string): readonly Token[] | undefined;
  /** The words as written, each with the number of papers that hold it. */
  readonly written: SearchableMap<number>;
}

/** An empty vocabulary. */
export function createVocabulary(): Vocabulary {
  const numbers = new Map<string, number>();
  const counts = new Map<string, number>();
  const hyphenated = new Map<string, Compound & { papers: number }>();
  const written = new SearchableMap<number>();
  let size = 0;

  function count(parts: readonly (readonly Token[])[], by: 1 | -1): void {
    size += by;
    const tokens = parts.flat();
    const joined = parts.flatMap(compounds);
    for (const stem of new Set([...tokens, ...joined].map((token) => token.stem))) change(counts, stem, by);
    for (const word of new Set(tokens.map((token) => token.word))) change(written, word, by);
    for (const one of new Map(joined.map((each) => [each.stem, each])).values()) {
      const known = hyphenated.get(one.stem);
      if (known) known.papers += by;
      else hyphenated.set(one.stem, { ...one, papers: 1 });
    }
    for (const { stem } of tokens) if (!numbers.has(stem)) numbers.set(stem, numbers.size + 1);
  }

  return {
    add: (parts) => count(parts, 1),
    remove: (parts) => count(parts, -1),
    papersWith: (stem) => counts.get(stem) ?? 0,
    weight(stem) {
      const papers = counts.get(stem) ?? 0;
      return Math.log(1 + (size - papers + 0.5) / (papers + 0.5));
    },
    numberOf: (stem) => numbers.get(stem),
    partsOf(stem) {
      const compound = hyphenated.get(stem);
      if (compound === undefined || compound.papers < Math.max(1, written.get(compound.word) ?? 0)) return undefined;
      return compound.parts;
    },
    written,
  };
}

function change(counts: Map<string, number> | SearchableMap<number>, key: string, by: 1 | -1): void {
  const count = (counts.get(key) ?? 0) + by;
  if (count > 0) counts.set(key, count);
  else counts.delete(key);
}
