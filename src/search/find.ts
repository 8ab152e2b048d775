import type { Paper } from '../papers/paper.ts';
import type { Collection, Entry } from './collection.ts';
import { lacking } from './lacking.ts';
import { byOrder, type Found } from './order.ts';
import { passes } from './passes.ts';
import { type Phrase, readPhrase } from './phrase.ts';
import type { Query } from './query.ts';
import { refine } from './refine.ts';
import { separateWords } from './separate-words.ts';
import type { Wanted } from './wanted.ts';

/** The papers that a query finds, in its order. */
export interface Finding {
  readonly found: readonly Found[];
  /** They are not what was asked for, only near it. */
  readonly nearest: boolean;
  /** Why there is nothing, or what had to be left out of the query, in a sentence. */
  readonly hint?: string;
}

/** The part of a query that a paper fulfils or not. */
export type Demanding = Pick<Query, 'phrases' | 'excluded' | 'filters'>;

/** What a paper has to fulfil. */
interface Demands {
  readonly phrases: readonly Phrase[];
  readonly excluded: readonly Phrase[];
  readonly passes: (paper: Paper) => boolean;
}

/** Demands that are less than those of the query, and what to say of it. */
interface Relaxed extends Demands {
  readonly hint: string;
}

/** What to find, and where. */
export interface Search {
  readonly query: Query;
  readonly wanted: Wanted;
  readonly collection: Collection;
  /** How many results will be looked at; those after them may be in any order. */
  readonly upTo: number;
}

/** Finds what was asked for or, where no paper is all of it, what comes nearest. */
export function find(search: Search): Finding {
  const { query, wanted, collection } = search;
  const asked = demandsOf(query, collection);
  const wordless = wanted.stems.length === 0;
  const candidates = wordless && !query.paperId ? allOf(collection) : ranked(wanted, collection);
  const found = candidates.filter(({ entry }) => meets(entry, asked));
  if (found.length > 0) {
    const hint = besideThePoint(query, wordless);
    return { found: ordered(found, search), nearest: wanted.guessed || hint !== undefined, ...(hint && { hint }) };
  }
  for (const { hint, ...demands } of wordless ? [] : relaxed(query, asked, collection)) {
    const near = candidates.filter(({ entry }) => meets(entry, demands));
    if (near.length > 0) return { found: ordered(near, search), nearest: true, hint };
  }
  const hint = nothing(query, wanted, collection);
  return { found: [], nearest: false, ...(hint && { hint }) };
}

/** What could not be searched for, though something was found. */
function besideThePoint({ paperId, words }: Query, wordless: boolean): string | undefined {
  if (paperId !== undefined) return missing(paperId);
  return wordless && words.length > 0
    ? 'There is no word in it to search for; these are the newest papers.'
    : undefined;
}

/** Every paper that has what is asked for in quotes, nothing that is excluded, and passes the filters; in no order. */
export function having(query: Demanding, collection: Collection): Paper[] {
  const demands = demandsOf(query, collection);
  return [...collection.entries.values()].filter((entry) => meets(entry, demands)).map(({ paper }) => paper);
}

function demandsOf(query: Demanding, { vocabulary }: Collection): Demands {
  const read = (texts: readonly string[]): Phrase[] => texts.flatMap((text) => readPhrase(text, vocabulary) ?? []);
  return { phrases: read(query.phrases), excluded: read(query.excluded), passes: passes(query.filters) };
}

/** What is left of the demands when more and more is given up: the quotes first, the exclusions last. */
function relaxed({ filters }: Query, asked: Demands, { entries }: Collection): Relaxed[] {
  const phrased = asked.phrases.length > 0;
  const filtered = Object.keys(filters).length > 0;
  const open = { phrases: [], passes: () => true };
  const list: Relaxed[] = [];
  if (phrased) {
    const hint = 'No paper has the words in quotes side by side; these have some of them.';
    list.push({ ...asked, phrases: [], hint });
  }
  if (filtered) {
    const why = lacking(filters, papersOf(entries)) ?? 'No paper with these words passes the filters.';
    list.push({ ...asked, passes: open.passes, hint: `${why} These are without the filters.` });
    if (phrased) list.push({ ...asked, ...open, hint: `${why} These are without the filters and quotes.` });
  }
  if (asked.excluded.length > 0) {
    list.push({ ...open, excluded: [], hint: 'Every paper with these words has a word that was to be left out.' });
  }
  return list;
}

function nothing({ filters, paperId }: Query, { unknown }: Wanted, { entries }: Collection): string | undefined {
  if (paperId !== undefined) return missing(paperId);
  if (unknown.length > 0) return `No paper here has ${unknown.map((word) => `“${word}”`).join(' or ')}.`;
  return lacking(filters, papersOf(entries));
}

function missing(paperId: string): string {
  return `${paperId} is not among the papers here.`;
}

function papersOf(entries: Collection['entries']): Paper[] {
  return [...entries.values()].map(({ paper }) => paper);
}

function allOf({ entries }: Collection): Found[] {
  return [...entries.values()].map((entry) => ({ entry, score: 0, terms: [] }));
}

function ranked({ terms }: Wanted, { engine, entries }: Collection): Found[] {
  if (terms.length === 0) return [];
  const found: Found[] = [];
  for (const { id, score, terms: held } of engine.rank(terms)) {
    const entry = entries.get(id);
    if (entry) found.push({ entry, score, terms: held });
  }
  return found;
}

function meets({ paper, words }: Entry, demands: Demands): boolean {
  return (
    demands.passes(paper) &&
    demands.phrases.every((phrase) => phrase(words)) &&
    !demands.excluded.some((phrase) => phrase(words))
  );
}

function ordered(found: readonly Found[], { query: { sort }, wanted, collection, upTo }: Search): Found[] {
  const order = byOrder(sort);
  if (sort !== 'relevance') return fullest(found, wanted).sort(order);
  const { best, rest } = refine(found, wanted, collection);
  return [...best.sort(order), ...(best.length < upTo ? rest.sort(order) : rest)];
}

/** Those that hold most of the words: in any order but relevance, a paper with one word of five would come first by chance. */
function fullest(found: readonly Found[], { typed }: Wanted): Found[] {
  const wordsOf = ({ terms }: Found): number => separateWords(terms.map((term) => typed.get(term) ?? term)).size;
  const most = Math.max(0, ...found.map(wordsOf));
  return found.filter((one) => wordsOf(one) === most);
}
