import { XMLParser, XMLValidator } from 'fast-xml-parser';

const LISTS = new Set(['entry', 'link', 'author', 'category']);

interface AtomLink {
  readonly '@_rel': string;
  readonly '@_type': string;
  readonly '@_href': string;
}

export interface AtomEntry {
  readonly id: string;
  readonly title: string;
  readonly updated: string;
  readonly published?: string;
  readonly author: readonly { readonly name: string }[];
  readonly link: readonly AtomLink[];
  readonly category?: readonly { readonly '@_term': string }[];
  readonly summary: { readonly '#text': string; readonly '@_type': string };
  readonly content: { readonly '#text': string; readonly '@_type': string };
}

export interface AtomFeed extends Pick<AtomEntry, 'id' | 'title' | 'updated' | 'link' | 'author'> {
  readonly '@_xmlns': string;
  readonly entry?: readonly AtomEntry[];
}

/** Parses a feed; throws if it isn't well-formed XML. */
export function readFeed(xml: string): AtomFeed {
  const valid = XMLValidator.validate(xml);
  if (valid !== true) throw new Error(valid.err.msg);
  const parser = new XMLParser({
    ignoreAttributes: false,
    parseTagValue: false,
    isArray: (name) => LISTS.has(name),
  });
  return (parser.parse(xml) as { feed: AtomFeed }).feed;
}

/** The text of the first element that a pattern of its start finds, without tags. */
export function textIn(html: string, element: string): string {
  const [, inside = ''] = new RegExp(`<${element}[^>]*>([\\s\\S]*?)</${element.split(' ')[0]}>`).exec(html) ?? [];
  return inside
    .replace(/<[^>]*>/g, '')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, '&')
    .trim();
}

/** The titles in a page's list of papers. */
export function listed(html: string): string[] {
  return [...html.matchAll(/<li><article>\s*<h\d>(.*?)<\/h\d>/g)].map(([, title = '']) =>
    textIn(`<a>${title}</a>`, 'a'),
  );
}
