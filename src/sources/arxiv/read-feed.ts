import { decodeXML } from 'entities';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { shorten } from '../../text/shorten.ts';
import { fieldsOf, isObject, listOf, oneLine } from '../fetching/said.ts';
import { SourceError } from '../live/source.ts';

/** A feed of the query API, its texts still as the XML had them. */
export interface Feed {
  readonly entries: readonly Readonly<Record<string, unknown>>[];
  /** How many there are in all, as arXiv says: it may be wrong. */
  readonly total: number;
}

/** What is declared in a document can be made to grow without end, or to fetch something. A feed declares nothing. */
const DECLARATION = /<!(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)/i;

/** These may stand in an entry more than once, and do not always. */
const LISTS = new Set(['entry', 'author', 'category', 'link']);
const MOST_ENTRIES = 2000;
/** A page has less than a tenth of it, and reading XML takes its time, which nobody else has meanwhile. */
const MOST_CHARACTERS = 5_000_000;
const LONGEST_MESSAGE = 200;

/** Entities are left alone, and decoded in the few texts that are read (`textOf`). */
const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  processEntities: false,
  removeNSPrefix: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
  isArray: (name) => LISTS.has(name),
});

/**
 * Reads an answer of arXiv's query API (https://info.arxiv.org/help/api/user-manual.html). An error looks like a feed with one entry.
 *
 * @throws SourceError where it is no feed, or says that the request was wrong
 */
export function readFeed(xml: string, host: string): Feed {
  const { feed } = fieldsOf(parse(xml, host));
  // A feed without anything in it is an empty text.
  if (!isObject(feed)) throw new SourceError('malformed', `${host} answered with what is no feed`);
  const entries = listOf(feed['entry']).map(fieldsOf);
  if (entries.length > MOST_ENTRIES) {
    throw new SourceError('malformed', `${host} answered with ${entries.length} entries`);
  }
  const error = entries.find(({ id }) => /arxiv\.org\/api\/errors/.test(textOf(id) ?? ''));
  if (error !== undefined) {
    const message = inShort(textOf(error['summary']) ?? 'it does not say why');
    throw new SourceError('refused', `${host} refuses the request: ${message}`);
  }
  const total = Number(textOf(feed['totalResults']));
  return { entries, total: Number.isInteger(total) && total >= 0 ? total : entries.length };
}

/** The text of an element, which is an object where it has attributes, with the five entities of XML and those by number as characters. */
export function textOf(element: unknown): string | undefined {
  const text = isObject(element) ? element['#text'] : element;
  return typeof text === 'string' ? decodeXML(text) : undefined;
}

function parse(xml: string, host: string): unknown {
  if (xml.length > MOST_CHARACTERS) {
    throw new SourceError('malformed', `${host} answered with a feed of ${xml.length} characters`);
  }
  if (DECLARATION.test(xml)) {
    throw new SourceError(
      'malformed',
      `${host} answered with XML that declares a DOCTYPE or entities, which is not read`,
    );
  }
  const validity = XMLValidator.validate(xml);
  if (validity !== true) {
    const { line, msg } = validity.err;
    throw new SourceError('malformed', `${host} answered with what is no XML (line ${line}: ${inShort(msg)})`);
  }
  try {
    return parser.parse(xml);
  } catch (error) {
    throw new SourceError('malformed', `${host} answered with XML that can not be read`, { cause: error });
  }
}

function inShort(message: string): string {
  return shorten(oneLine(message.slice(0, 2 * LONGEST_MESSAGE)), LONGEST_MESSAGE);
}
