import SearchableMap from 'minisearch/SearchableMap';
import type { Paper } from '../papers/paper.ts';
import { dayOf } from '../papers/paper-day.ts';
import { texToText } from '../text/tex.ts';
import { analyze, compounds } from './analyzer.ts';
import { MAX_QUERY_LENGTH } from './query.ts';
import { transpositions } from './spelling.ts';

/** Completes titles while somebody types them. */
export interface TitleCompletion {
  add(paper: Paper): void;
  remove(id: string): void;
  /** The papers whose title has all the words begun in `partial` (as much of it as a query may have), in any order; those that begin with it come first. */
  complete(partial: string, limit: number): Paper[];
}

interface Title {
  readonly paper: Paper;
  readonly words: readonly string[];
  /** The whole title as it is compared. */
  readonly text: string;
}

/** An empty completion. */
export function createTitleCompletion(): TitleCompletion {
  const titles = new Map<string, Title>();
  const byWord = new SearchableMap<Set<Title>>();

  function titlesWith(word: string): Iterable<Title> {
    const found = new Set<Title>();
    for (const [, some] of byWord.atPrefix(word)) for (const title of some) found.add(title);
    return found;
  }

  function matching(begun: readonly (readonly string[])[]): Iterable<Title> {
    // The longest word leads to the fewest titles; the others are looked for within these.
    const [lead, ...others] = [...begun].sort((a, b) => (b[0]?.length ?? 0) - (a[0]?.length ?? 0));
    if (lead === undefined) return titles.values();
    const found =
      lead.length === 1 ? titlesWith(lead[0] ?? '') : new Set(lead.flatMap((word) => [...titlesWith(word)]));
    if (others.length === 0) return found;
    const has = ({ words }: Title): boolean =>
      others.every((either) => words.some((word) => either.some((start) => word.startsWith(start))));
    return [...found].filter(has);
  }

  return {
    add(paper) {
      const title = readTitle(paper);
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
    complete(partial, limit) {
      const typed = analyze(partial.slice(0, MAX_QUERY_LENGTH)).map(({ word }) => word);
      const text = typed.join(' ');
      const found = best(matching(typed.map((word) => [word])), text, limit);
      if (found.length > 0 || typed.length === 0) return found;
      return best(matching(typed.map((word) => alternatives(word, byWord))), text, limit);
    },
  };
}

function readTitle(paper: Paper): Title {
  const tokens = analyze(texToText(paper.title));
  const words = tokens.map(({ word }) => word);
  const joined = compounds(tokens).map(({ word }) => word);
  return { paper, words: [...new Set([...words, ...joined])], text: words.join(' ') };
}

/** The first of `found`, without sorting the rest: a single letter is in tens of thousands of titles. */
function best(found: Iterable<Title>, text: string, limit: number): Paper[] {
  const top: Title[] = [];
  for (const title of found) {
    const last = top.at(-1);
    if (top.length === limit && (last === undefined || before(last, title, text))) continue;
    const at = top.findIndex((other) => before(title, other, text));
    top.splice(at < 0 ? top.length : at, 0, title);
    if (top.length > limit) top.pop();
  }
  return top.map(({ paper }) => paper);
}

function before(a: Title, b: Title, text: string): boolean {
  const begins = Number(b.text.startsWith(text)) - Number(a.text.startsWith(text));
  if (begins !== 0) return begins < 0;
  const upvotes = (b.paper.upvotes ?? 0) - (a.paper.upvotes ?? 0);
  if (upvotes !== 0) return upvotes < 0;
  const [dayA, dayB] = [dayOf(a.paper) ?? '', dayOf(b.paper) ?? ''];
  return dayA === dayB ? a.paper.id < b.paper.id : dayA > dayB;
}

/** The word if some title has it, else what is a letter away from it: whole words, or the beginnings of words. */
function alternatives(word: string, byWord: SearchableMap<unknown>): string[] {
  const known = (start: string): boolean => byWord.atPrefix(start).size > 0;
  if (word.length < 3 || known(word)) return [word];
  const whole = [...byWord.fuzzyGet(word, 1).keys()];
  const swapped = transpositions(word).filter(known);
  const beginnings = new SearchableMap<true>();
  for (const [other] of byWord.atPrefix(word.charAt(0))) {
    for (const length of [word.length - 1, word.length, word.length + 1]) beginnings.set(other.slice(0, length), true);
  }
  return [...whole, ...swapped, ...beginnings.fuzzyGet(word, 1).keys()];
}
