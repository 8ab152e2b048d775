import { arxivId } from '../../papers/identity.ts';
import { quoted } from '../fetching/listing-of.ts';
import { type EntryReading, readSighting } from '../fetching/read-sighting.ts';
import { dayOf, fieldsOf, lineOf, listOf, unique } from '../fetching/said.ts';
import { textOf } from './read-feed.ts';

/** The day of arXiv's first paper. */
export const FIRST_DAY = '1991-08-14';

/** `http://arxiv.org/abs/2608.12345v2`: an id always comes with a version. */
const ENTRY_ID = /^https?:\/\/(?:www\.|export\.)?arxiv\.org\/abs\/(\S+?)(?:v(\d{1,3}))?$/;

const DAY_MS = 24 * 60 * 60_000;
const MOST_AUTHORS = 1000;
const MOST_CATEGORIES = 50;
const LONGEST_NAME = 200;

/** Reads an entry of a feed (`readFeed`). Affiliations, comments of the authors and DOIs are passed over. */
export function readEntry(entry: Readonly<Record<string, unknown>>, now: Date): EntryReading {
  const address = textOf(entry['id']);
  const [, path = '', version] = ENTRY_ID.exec(address?.trim() ?? '') ?? [];
  const id = arxivId(path);
  if (id === undefined) return { refused: `The id of an entry is ${quoted(address)}, no paper on arXiv.` };
  const tomorrow = new Date(now.getTime() + DAY_MS).toISOString().slice(0, 10);
  const names = listOf(entry['author']).flatMap(
    (author) => lineOf(textOf(fieldsOf(author)['name']), LONGEST_NAME) ?? [],
  );
  return readSighting({
    source: 'arxiv',
    now,
    id,
    title: textOf(entry['title']),
    abstract: textOf(entry['summary']),
    said: {
      published: dayOf(textOf(entry['published']), FIRST_DAY, tomorrow),
      updatedOn: dayOf(textOf(entry['updated']), FIRST_DAY, tomorrow),
      version: version === undefined ? undefined : Number(version),
      categories: categoriesOf(entry),
      ...(names.length > 0 && { authors: names.slice(0, MOST_AUTHORS), authorCount: names.length }),
    },
  });
}

function categoriesOf(entry: Readonly<Record<string, unknown>>): string[] | undefined {
  const terms = [entry['primary_category'], ...listOf(entry['category'])].flatMap(
    (category) => lineOf(textOf(fieldsOf(category)['@term']), LONGEST_NAME) ?? [],
  );
  return terms.length === 0 ? undefined : unique(terms).slice(0, MOST_CATEGORIES);
}
