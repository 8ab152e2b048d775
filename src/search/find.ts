import type { Collection, Entry } from './collection.ts';
import { byOrder, type Found } from './order.ts';
import { passes } from './passes.ts';
import { type Phrase, readPhrase } from './phrase.ts';
import type { Filters, Query } from './query.ts';
import { refine } from './refine.ts';
import type { Wanted } from './wanted.ts';

/** The papers that a query finds, in its order. */
export interface Finding {
  readonly found: readonly Found[];
  /** They are not what was asked for, only near it. */
  readonly nearest: boolean;
  /** What had to be left out of the query, in a sentence. */
  readonly hint?: string;
}

/** What a paper has to fulfil. */
interface Demands {
  readonly phrases: readonly Phrase[];
  readonly excluded: readonly Phrase[];
  readonly filters: Filters;
  /** What was left out of the query to come to these demands. */
  readonly hint?: string;
}

/** Finds what was asked for or, where no paper is all of it, what comes nearest. */
export function find(query: Query, wanted: Wanted, collection: Collection): Finding {
  const everything = wanted.terms.length === 0 && wanted.unknown.size === 0;
  const candidates = everything ? allOf(collection) : ranked(wanted, collection);
  for (const demands of relaxations(query, wanted, collection)) {
    const found = candidates.filter(({ entry }) => meets(entry, demands));
    if (found.length === 0) continue;
    const chosen = query.sort === 'relevance' ? refine(found, wanted, collection) : fullest(found, wanted);
    const { hint } = demands;
    return {
      found: chosen.sort(byOrder(query.sort)),
      nearest: hint !== undefined || wanted.guessed,
      ...(hint !== undefined && { hint }),
    };
  }
  return { found: [], nearest: false };
}

function allOf({ entries }: Collection): Found[] {
  return [...entries.values()].map((entry) => ({ entry, score: 0, terms: [] }));
}

function ranked({ terms }: Wanted, { engine, entries }: Collection): Found[] {
  if (terms.length === 0) return [];
  return engine.rank(terms).flatMap(({ id, score, terms }) => {
    const entry = entries.get(id);
    return entry ? [{ entry, score, terms }] : [];
  });
}

function meets({ paper, words }: Entry, { phrases, excluded, filters }: Demands): boolean {
  return (
    passes(filters)(paper) && phrases.every((phrase) => phrase(words)) && !excluded.some((phrase) => phrase(words))
  );
}

/** The demands of a query, then what is left of them when more and more is given up. */
function relaxations(query: Query, wanted: Wanted, { vocabulary }: Collection): Demands[] {
  const read = (texts: readonly string[]): Phrase[] => texts.flatMap((text) => readPhrase(text, vocabulary) ?? []);
  const asked = { phrases: read(query.phrases), excluded: read(query.excluded), filters: query.filters };
  const words = query.words.join(' ');
  if (wanted.terms.length === 0) {
    const common = wanted.stems.length > 0;
    const newest = {
      ...asked,
      hint: common ? 'These words are too common to search for.' : 'There is no word in it to search for.',
    };
    if (common) return [{ ...asked, phrases: [...asked.phrases, ...read([words])] }, newest];
    return words === '' ? [asked] : [newest];
  }
  const list: Demands[] = [asked];
  const phrases = asked.phrases.length > 0;
  const filters = Object.keys(asked.filters).length > 0;
  if (phrases)
    list.push({ ...asked, phrases: [], hint: 'No paper has the words in quotes side by side; these have the words.' });
  if (filters) list.push({ ...asked, filters: {}, hint: 'No paper passes the filters; these are without them.' });
  if (phrases && filters)
    list.push({
      ...asked,
      phrases: [],
      filters: {},
      hint: 'No paper passes the filters, or has the words in quotes; these have the words.',
    });
  if (asked.excluded.length > 0)
    list.push({
      phrases: [],
      filters: {},
      excluded: [],
      hint: 'Every paper with these words also has a word that is to be left out.',
    });
  return list;
}

/** Those that hold most of the words: in any order but relevance, a paper with one word of five would come first by chance. */
function fullest(found: readonly Found[], { typed }: Wanted): Found[] {
  const wordsOf = ({ terms }: Found): number => new Set(terms.map((term) => typed.get(term))).size;
  const most = Math.max(0, ...found.map(wordsOf));
  return found.filter((one) => wordsOf(one) === most);
}
