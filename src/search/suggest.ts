import SearchableMap from 'minisearch/SearchableMap';
import { type Paper, paperDay } from '../papers/paper.ts';
import { texToText } from '../text/tex/index.ts';
import { analyze, findCompounds } from './analyzer.ts';
import { MAX_QUERY_LENGTH } from './query.ts';
import { transpositions } from './vocabulary.ts';

interface IndexedTitle {
  readonly paper: Paper;
  readonly words: readonly string[];
  /** The title as it's compared. */
  readonly text: string;
}

/** Completes titles while someone types. */
export class TitleSuggester {
  readonly #titles = new Map<string, IndexedTitle>();
  readonly #byWord = new SearchableMap<Set<IndexedTitle>>();

  put(paper: Paper): void {
    this.remove(paper.id);
    const tokens = analyze(texToText(paper.title));
    const words = tokens.map(({ word }) => word);
    const joined = findCompounds(tokens).map(({ word }) => word);
    const title = { paper, words: [...new Set([...words, ...joined])], text: words.join(' ') };
    this.#titles.set(paper.id, title);
    for (const word of title.words) this.#byWord.fetch(word, () => new Set()).add(title);
  }

  remove(id: string): void {
    const title = this.#titles.get(id);
    if (title === undefined) return;
    this.#titles.delete(id);
    for (const word of title.words) {
      const titles = this.#byWord.get(word);
      titles?.delete(title);
      if (titles?.size === 0) this.#byWord.delete(word);
    }
  }

  /**
   * Papers whose title has words that start with those of `partial` (of its first `MAX_QUERY_LENGTH` characters), in
   * any order. Titles that start with `partial` come first. Without any, one letter of each word may be wrong.
   */
  suggest(partial: string, limit: number): Paper[] {
    const words = analyze(partial.slice(0, MAX_QUERY_LENGTH)).map(({ word }) => word);
    const text = words.join(' ');
    const found = takeBest(this.#findTitles(words.map((word) => [word])), text, limit);
    if (found.length > 0 || words.length === 0) return found;
    return takeBest(this.#findTitles(words.map((word) => this.#fuzzyPrefixes(word))), text, limit);
  }

  /** @param prefixSets for each word, alternative prefixes of which a title needs one */
  #findTitles(prefixSets: readonly (readonly string[])[]): Iterable<IndexedTitle> {
    // The longest word has the fewest titles, so it's looked up and the others are checked.
    const [lead, ...others] = [...prefixSets].sort((a, b) => (b[0]?.length ?? 0) - (a[0]?.length ?? 0));
    if (lead === undefined) return this.#titles.values();
    const found = new Set<IndexedTitle>();
    for (const prefix of lead)
      for (const titles of this.#byWord.atPrefix(prefix).values()) for (const title of titles) found.add(title);
    if (others.length === 0) return found;
    const hasOthers = ({ words }: IndexedTitle): boolean =>
      others.every((prefixes) => words.some((word) => prefixes.some((prefix) => word.startsWith(prefix))));
    return [...found].filter(hasOthers);
  }

  /** The word if a title has it as a prefix, else words and prefixes within one edit. */
  #fuzzyPrefixes(word: string): string[] {
    const isKnownPrefix = (prefix: string): boolean => this.#byWord.atPrefix(prefix).size > 0;
    if (word.length < 3 || isKnownPrefix(word)) return [word];
    const wholeWords = this.#byWord.fuzzyGet(word, 1).keys();
    const swapped = transpositions(word).filter(isKnownPrefix);
    const prefixes = new SearchableMap<true>();
    for (const [other] of this.#byWord.atPrefix(word.charAt(0))) {
      for (const length of [word.length - 1, word.length, word.length + 1]) prefixes.set(other.slice(0, length), true);
    }
    return [...wholeWords, ...swapped, ...prefixes.fuzzyGet(word, 1).keys()];
  }
}

/** The best titles, without sorting all of them: a single letter matches tens of thousands. */
function takeBest(found: Iterable<IndexedTitle>, text: string, limit: number): Paper[] {
  const top: IndexedTitle[] = [];
  for (const title of found) {
    const last = top.at(-1);
    if (top.length === limit && (last === undefined || ranksBefore(last, title, text))) continue;
    const at = top.findIndex((other) => ranksBefore(title, other, text));
    top.splice(at < 0 ? top.length : at, 0, title);
    if (top.length > limit) top.pop();
  }
  return top.map(({ paper }) => paper);
}

function ranksBefore(a: IndexedTitle, b: IndexedTitle, text: string): boolean {
  const prefixOrder = Number(b.text.startsWith(text)) - Number(a.text.startsWith(text));
  if (prefixOrder !== 0) return prefixOrder < 0;
  const upvotes = (b.paper.upvotes ?? 0) - (a.paper.upvotes ?? 0);
  if (upvotes !== 0) return upvotes < 0;
  const [dayA, dayB] = [paperDay(a.paper) ?? '', paperDay(b.paper) ?? ''];
  return dayA === dayB ? a.paper.id < b.paper.id : dayA > dayB;
}
