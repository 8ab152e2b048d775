import { decodeXML } from 'entities';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { z } from 'zod';
import { parseArxivId } from '../../papers/identity.ts';
import { MAX_ABSTRACT_LENGTH, MAX_TITLE_LENGTH } from '../../papers/paper.ts';
import { truncate } from '../../text/format.ts';
import {
  dayWithin,
  instant,
  isJsonObject,
  lenient,
  lenientArray,
  line,
  text,
  toSingleLine,
  unique,
} from '../lenient-schema.ts';
import { describeInvalidEntry, type EntryResult, quoteValue, toSourceRecord } from '../listing-entry.ts';
import { SourceError } from '../source-error.ts';

export const KIND = 'arxiv';

export const FIRST_SUBMISSION_DAY = '1991-08-14';

/** `http://arxiv.org/abs/2608.12345v2` */
const ENTRY_ID_PATTERN = /^https?:\/\/(?:www\.|export\.)?arxiv\.org\/abs\/(\S+?)(?:v(\d{1,3}))?$/;

const DAY_MS = 24 * 60 * 60_000;
const MAX_AUTHORS = 1000;
const MAX_CATEGORIES = 50;
const MAX_NAME_LENGTH = 200;

/** The text of an XML element. */
const element = <Schema extends z.ZodType>(schema: Schema) => z.preprocess(elementText, schema);
const Category = z.object({ '@term': element(line(MAX_NAME_LENGTH)) }).transform((category) => category['@term']);

/** Affiliations, authors' comments and DOIs are ignored. */
const ArxivEntry = z.object({
  title: element(text(MAX_TITLE_LENGTH)),
  summary: element(text(MAX_ABSTRACT_LENGTH)),
  published: element(lenient(instant)),
  updated: element(lenient(instant)),
  author: lenientArray(z.object({ name: element(line(MAX_NAME_LENGTH)) })),
  primary_category: lenient(Category),
  category: lenientArray(Category),
});

/** @param entry of a feed (`parseFeed`) */
export function parseEntry(entry: Readonly<Record<string, unknown>>, now: Date): EntryResult {
  const entryUrl = elementText(entry['id']);
  const [, path = '', version] = ENTRY_ID_PATTERN.exec(entryUrl?.trim() ?? '') ?? [];
  const id = parseArxivId(path);
  if (id === undefined)
    return { kind: 'skipped', reason: `An entry's id is ${quoteValue(entryUrl)}, not an arXiv URL.` };
  const { success, data, error } = ArxivEntry.safeParse(entry);
  if (!success) return { kind: 'skipped', reason: describeInvalidEntry(id, error) };
  const tomorrow = new Date(now.getTime() + DAY_MS).toISOString().slice(0, 10);
  const authors = data.author.map(({ name }) => name);
  const categories = unique([data.primary_category ?? [], data.category].flat());
  const record = toSourceRecord(KIND, now, {
    id,
    title: data.title,
    abstract: data.summary,
    published: dayWithin(data.published, FIRST_SUBMISSION_DAY, tomorrow),
    updatedOn: dayWithin(data.updated, FIRST_SUBMISSION_DAY, tomorrow),
    version: Number(version) > 0 ? Number(version) : undefined,
    categories: categories.length === 0 ? undefined : categories.slice(0, MAX_CATEGORIES),
    authors: authors.length === 0 ? undefined : authors.slice(0, MAX_AUTHORS),
    authorCount: authors.length === 0 ? undefined : authors.length,
  });
  return { kind: 'ok', record };
}

/** A page of results. */
export interface ArxivFeed {
  /** As parsed from XML, entities not yet decoded. */
  readonly entries: readonly Readonly<Record<string, unknown>>[];
  /** The number of results on all pages according to arXiv, which may be wrong. */
  readonly total: number;
}

const Feed = z.object({
  feed: z.object({
    entry: z.array(z.record(z.string(), z.unknown()).catch({})).catch([]),
    totalResults: lenient(element(z.coerce.number().int().min(0))),
  }),
});

/** Declarations can make a document grow without end, or fetch something. A feed has none. */
const DECLARATION_PATTERN = /<!(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)/i;

/** They may occur several times, and aren't always repeated. */
const ARRAY_ELEMENTS = new Set(['entry', 'author', 'category', 'link']);
const MAX_ENTRIES = 2000;
/** More than ten times a full page. Parsing blocks the event loop. */
const MAX_FEED_LENGTH = 5_000_000;
const MAX_MESSAGE_LENGTH = 200;

/** Doesn't decode entities: `elementText` does, for the few texts that are used. */
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
 * Parses a response of arXiv's query API (https://info.arxiv.org/help/api/user-manual.html). An error looks like a feed with one entry.
 *
 * @throws SourceError if it isn't a feed, or reports an error
 */
export function parseFeed(xml: string, host: string): ArxivFeed {
  // A feed without content is parsed to an empty string, so it's invalid.
  const { success, data } = Feed.safeParse(parseXml(xml, host));
  if (!success) throw new SourceError('malformed', `${host} returned XML that isn't a feed`);
  const { entry: entries, totalResults: total = entries.length } = data.feed;
  if (entries.length > MAX_ENTRIES) throw new SourceError('malformed', `${host} returned ${entries.length} entries`);
  const error = entries.find(({ id }) => /arxiv\.org\/api\/errors/.test(elementText(id) ?? ''));
  if (error !== undefined) {
    const message = shortenMessage(elementText(error['summary']) ?? 'no reason given');
    throw new SourceError('rejected', `${host} rejected the request: ${message}`);
  }
  return { entries, total };
}

/** The text of an element, its XML and numeric entities decoded. An element with attributes is parsed to an object. */
export function elementText(value: unknown): string | undefined {
  const content = isJsonObject(value) ? value['#text'] : value;
  return typeof content === 'string' ? decodeXML(content) : undefined;
}

function parseXml(xml: string, host: string): unknown {
  if (xml.length > MAX_FEED_LENGTH) {
    throw new SourceError('malformed', `${host} returned a feed of ${xml.length} characters`);
  }
  if (DECLARATION_PATTERN.test(xml)) {
    throw new SourceError('malformed', `${host} returned XML with a DOCTYPE or entity declaration`);
  }
  const validity = XMLValidator.validate(xml);
  if (validity !== true) {
    const { line: lineNumber, msg } = validity.err;
    throw new SourceError('malformed', `${host} returned invalid XML (line ${lineNumber}: ${shortenMessage(msg)})`);
  }
  try {
    return xmlParser.parse(xml);
  } catch (error) {
    throw new SourceError('malformed', `${host} returned XML that can't be parsed`, { cause: error });
  }
}

function shortenMessage(message: string): string {
  return truncate(toSingleLine(message.slice(0, 2 * MAX_MESSAGE_LENGTH)), MAX_MESSAGE_LENGTH);
}
