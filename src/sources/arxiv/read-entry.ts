import { parseArxivId } from '../../papers/identity.ts';
import { quoteValue } from '../fetching/listing-of.ts';
import { type EntryResult, toSourceRecord } from '../fetching/read-sighting.ts';
import { parseDayBetween, parseLine, toArray, toObject, unique } from '../fetching/said.ts';
import { elementText } from './read-feed.ts';

/** The day of arXiv's first paper. */
export const FIRST_SUBMISSION_DAY = '1991-08-14';

/** `http://arxiv.org/abs/2608.12345v2`: an id always comes with a version. */
const ENTRY_ID_PATTERN = /^https?:\/\/(?:www\.|export\.)?arxiv\.org\/abs\/(\S+?)(?:v(\d{1,3}))?$/;

const DAY_MS = 24 * 60 * 60_000;
const MAX_AUTHORS = 1000;
const MAX_CATEGORIES = 50;
const MAX_NAME_LENGTH = 200;

/** Reads an entry of a feed (`readFeed`). Affiliations, comments of the authors and DOIs are passed over. */
export function parseEntry(entry: Readonly<Record<string, unknown>>, now: Date): EntryResult {
  const entryUrl = elementText(entry['id']);
  const [, path = '', version] = ENTRY_ID_PATTERN.exec(entryUrl?.trim() ?? '') ?? [];
  const id = parseArxivId(path);
  if (id === undefined) return { skipReason: `The id of an entry is ${quoteValue(entryUrl)}, no paper on arXiv.` };
  const tomorrow = new Date(now.getTime() + DAY_MS).toISOString().slice(0, 10);
  const names = toArray(entry['author']).flatMap(
    (author) => parseLine(elementText(toObject(author)['name']), MAX_NAME_LENGTH) ?? [],
  );
  return toSourceRecord({
    source: 'arxiv',
    now,
    id,
    title: elementText(entry['title']),
    abstract: elementText(entry['summary']),
    fields: {
      published: parseDayBetween(elementText(entry['published']), FIRST_SUBMISSION_DAY, tomorrow),
      updatedOn: parseDayBetween(elementText(entry['updated']), FIRST_SUBMISSION_DAY, tomorrow),
      version: version === undefined ? undefined : Number(version),
      categories: parseEntryCategories(entry),
      ...(names.length > 0 && { authors: names.slice(0, MAX_AUTHORS), authorCount: names.length }),
    },
  });
}

function parseEntryCategories(entry: Readonly<Record<string, unknown>>): string[] | undefined {
  const terms = [entry['primary_category'], ...toArray(entry['category'])].flatMap(
    (category) => parseLine(elementText(toObject(category)['@term']), MAX_NAME_LENGTH) ?? [],
  );
  return terms.length === 0 ? undefined : unique(terms).slice(0, MAX_CATEGORIES);
}
