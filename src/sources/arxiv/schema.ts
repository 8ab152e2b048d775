import { decodeXML } from 'entities';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { parseArxivId } from '../../papers/identity.ts';
import { truncate } from '../../text/format.ts';
import {
  type EntryResult,
  isJsonObject,
  parseDayBetween,
  parseLine,
  quoteValue,
  toArray,
  toObject,
  toSingleLine,
  toSourceRecord,
  unique,
} from '../entry-parser.ts';
import { SourceError } from '../source.ts';

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

/** A feed of the query API, its texts still as the XML had them. */
export interface ArxivFeed {
  readonly entries: readonly Readonly<Record<string, unknown>>[];
  /** How many there are in all, as arXiv says: it may be wrong. */
  readonly total: number;
}

/** What is declared in a document can be made to grow without end, or to fetch something. A feed declares nothing. */
const DECLARATION_PATTERN = /<!(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)/i;

/** These may stand in an entry more than once, and do not always. */
const ARRAY_ELEMENTS = new Set(['entry', 'author', 'category', 'link']);
const MAX_ENTRIES = 2000;
/** A page has less than a tenth of it, and reading XML takes its time, which nobody else has meanwhile. */
const MAX_FEED_LENGTH = 5_000_000;
const MAX_MESSAGE_LENGTH = 200;

/** Entities are left alone, and decoded in the few texts that are read (`textOf`). */
const xmlParser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  processEntities: false,
  removeNSPrefix: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
  isArray: (name) => ARRAY_ELEMENTS.has(name),
});

/**
 * Reads an answer of arXiv's query API (https://info.arxiv.org/help/api/user-manual.html). An error looks like a feed with one entry.
 *
 * @throws SourceError where it is no feed, or says that the request was wrong
 */
export function parseFeed(xml: string, host: string): ArxivFeed {
  const { feed } = toObject(parseXml(xml, host));
  // A feed without anything in it is an empty text.
  if (!isJsonObject(feed)) throw new SourceError('malformed', `${host} answered with what is no feed`);
  const entries = toArray(feed['entry']).map(toObject);
  if (entries.length > MAX_ENTRIES) {
    throw new SourceError('malformed', `${host} answered with ${entries.length} entries`);
  }
  const error = entries.find(({ id }) => /arxiv\.org\/api\/errors/.test(elementText(id) ?? ''));
  if (error !== undefined) {
    const message = shortenMessage(elementText(error['summary']) ?? 'it does not say why');
    throw new SourceError('rejected', `${host} refuses the request: ${message}`);
  }
  const total = Number(elementText(feed['totalResults']));
  return { entries, total: Number.isInteger(total) && total >= 0 ? total : entries.length };
}

/** The text of an element, which is an object where it has attributes, with the five entities of XML and those by number as characters. */
export function elementText(element: unknown): string | undefined {
  const text = isJsonObject(element) ? element['#text'] : element;
  return typeof text === 'string' ? decodeXML(text) : undefined;
}

function parseXml(xml: string, host: string): unknown {
  if (xml.length > MAX_FEED_LENGTH) {
    throw new SourceError('malformed', `${host} answered with a feed of ${xml.length} characters`);
  }
  if (DECLARATION_PATTERN.test(xml)) {
    throw new SourceError(
      'malformed',
      `${host} answered with XML that declares a DOCTYPE or entities, which is not read`,
    );
  }
  const validity = XMLValidator.validate(xml);
  if (validity !== true) {
    const { line, msg } = validity.err;
    throw new SourceError('malformed', `${host} answered with what is no XML (line ${line}: ${shortenMessage(msg)})`);
  }
  try {
    return xmlParser.parse(xml);
  } catch (error) {
    throw new SourceError('malformed', `${host} answered with XML that can not be read`, { cause: error });
  }
}

function shortenMessage(message: string): string {
  return truncate(toSingleLine(message.slice(0, 2 * MAX_MESSAGE_LENGTH)), MAX_MESSAGE_LENGTH);
}
