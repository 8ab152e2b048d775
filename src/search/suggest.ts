import SearchableMap from 'minisearch/SearchableMap';
import { type Paper, paperDay } from '../papers/paper.ts';
import { texToText } from '../text/tex/index.ts';
import { analyze, findCompounds } from './analyzer.ts';
import { MAX_QUERY_LENGTH } from './query.ts';
import { transpositions } from './vocabulary.ts';

/** Completes titles while somebody types them. */
export interface TitleSuggester {
  add(paper: Paper): void;
  remove(id: string): void;
  /** The papers whose title has all the words begun in `partial` (as much of it as a query may have), in any order; those that begin with it come first. */
  suggest(partial: string, limit: number): Paper[];
}

interface IndexedTitle {
  readonly paper: Paper;
  readonly words: readonly string[];
  /** The whole title as it is compared. */
  readonly text: string;
}

/** An empty completion. */
export function createTitleSuggester(): TitleSuggester {
  const titles = new Map<string, IndexedTitle>();
  const byWord = new SearchableMap<Set<IndexedTitle>>();

  function titlesWithPrefix(prefix: string): Iterable<IndexedTitle> {
    const found = new Set<IndexedTitle>();
    for (const [, some] of byWord.atPrefix(prefix)) for (const title of some) found.add(title);
    return found;
  }

  function titlesMatching(prefixSets: readonly (readonly string[])[]): Iterable<IndexedTitle> {
    // The longest word leads to the fewest titles; the others are looked for within these.
    const [lead, ...others] = [...prefixSets].sort((a, b) => (b[0]?.length ?? 0) - (a[0]?.length ?? 0));
    if (lead === undefined) return titles.values();
    const found =
      lead.length === 1
        ? titlesWithPrefix(lead[0] ?? '')
        : new Set(lead.flatMap((word) => [...titlesWithPrefix(word)]));
    if (others.length === 0) return found;
    const hasOthers = ({ words }: IndexedTitle): boolean =>
      others.every((alternatives) => words.some((word) => alternatives.some((start) => word.startsWith(start))));
    return [...found].filter(hasOthers);
  }

  return {
    add(paper) {
      const title = indexTitle(paper);
      titles.set(paper.id, title);
      for (const word of title.words) byWord.fetch(word, () => new Set()).add(title);
    },
    remove(id) {
      const title = titles.get(id);
      if (title === undefined) return;
      titles.delete(id);
      for (const word of title.words) {
        const some = byWord.get(word);
        some?.delete(title);
        if (some?.size === 0) byWord.delete(word);
      }
    },
    suggest(partial, limit) {
      const words = analyze(partial.slice(0, MAX_QUERY_LENGTH)).map(({ word }) => word);
      const text = words.join(' ');
      const found = takeBest(titlesMatching(words.map((word) => [word])), text, limit);
      if (found.length > 0 || words.length === 0) return found;
      return takeBest(titlesMatching(words.map((word) => fuzzyAlternatives(word, byWord))), text, limit);
    },
  };
}

function indexTitle(paper: Paper): IndexedTitle {
  const tokens = analyze(texToText(paper.title));
  const words = tokens.map(({ word }) => word);
  const joined = findCompounds(tokens).map(({ word }) => word);
  return { paper, words: [...new Set([...words, ...joined])], text: words.join(' ') };
}

/** The first of `found`, without sorting the rest: a single letter is in tens of thousands of titles. */
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

/** The word if some title has it, else what is a letter away from it: whole words, or the beginnings of words. */
function fuzzyAlternatives(word: string, byWord: SearchableMap<unknown>): string[] {
  const isKnownPrefix = (start: string): boolean => byWord.atPrefix(start).size > 0;
  if (word.length < 3 || isKnownPrefix(word)) return [word];
  const wholeWords = [...byWord.fuzzyGet(word, 1).keys()];
  const swapped = transpositions(word).filter(isKnownPrefix);
  const beginnings = new SearchableMap<true>();
  for (const [other] of byWord.atPrefix(word.charAt(0))) {
    for (const length of [word.length - 1, word.length, word.length + 1]) beginnings.set(other.slice(0, length), true);
  }
  return [...wholeWords, ...swapped, ...beginnings.fuzzyGet(word, 1).keys()];
}
