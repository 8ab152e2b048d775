import { decodeXML } from 'entities';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { truncate } from '../../text/shorten.ts';
import { isJsonObject, toArray, toObject, toSingleLine } from '../fetching/said.ts';
import { SourceError } from '../live/source.ts';

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
