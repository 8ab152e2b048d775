import { createHash } from 'node:crypto';
import { XMLBuilder } from 'fast-xml-parser';
import type { Context, Hono } from 'hono';
import { LRUCache } from 'lru-cache';
import { paperUrl } from '../../../src/chat/paper-card.ts';
import type { Paper } from '../../../src/papers/paper.ts';
import { compareCodeUnits } from '../../../src/runtime/collections.ts';
import { UserError } from '../../../src/runtime/errors.ts';
import { findFilter } from '../../../src/search/filters.ts';
import type { SearchIndex } from '../../../src/search/index.ts';
import { parseQuery, type Query } from '../../../src/search/query.ts';
import { parseClauses } from '../../../src/search/query-clauses.ts';
import { sanitizeLine } from '../../../src/text/format.ts';
import { texToText } from '../../../src/text/tex/index.ts';
import { respondWithError } from '../error-response.ts';
import type { LimitCost } from '../rate-limits.ts';
import { authorNames } from './components.ts';
import { feedPath, paperPath, readQueryParam, searchPath } from './urls.ts';

interface FeedDeps {
  readonly search: SearchIndex;
  readonly limitCost: LimitCost;
  readonly baseUrl: () => string;
  readonly now: () => Date;
}

/** More than a week of new papers for most searches. */
const MAX_FEED_ENTRIES = 50;

/** An Atom feed for every search. */
export function mountFeed(app: Hono, { search, limitCost, baseUrl, now }: FeedDeps): void {
  const lastModified = createLastModifiedTracker(now);

  app.get('/feed.xml', limitCost('search'), (c) => {
    const query = readQueryParam(c.req, 'q');
    try {
      const { hits, nearest } = search.list(parseNewestFirst(query), { offset: 0, limit: MAX_FEED_ENTRIES });
      // A feed has no closest matches, only exact ones.
      const papers = nearest && query !== '' ? [] : hits.map(({ paper }) => paper);
      return respondWithFeed(c, buildAtomFeed(query, papers, baseUrl()), (hash) => lastModified(query, hash));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return respondWithError(c, { status: 400, title: 'Invalid search', text: error.message });
    }
  });
}

function respondWithFeed(c: Context, xml: string, lastModifiedOf: (hash: string) => Date): Response {
  const hash = createHash('sha1').update(xml).digest('hex');
  const modifiedAt = lastModifiedOf(hash);
  c.header('etag', `"${hash}"`);
  c.header('last-modified', modifiedAt.toUTCString());
  c.header('cache-control', 'public, max-age=300');
  const ifModifiedSince = Date.parse(c.req.header('if-modified-since') ?? '');
  // If-None-Match takes precedence (RFC 9110, section 13.1.3).
  if (c.req.header('if-none-match') === undefined && ifModifiedSince >= modifiedAt.getTime()) return c.body(null, 304);
  return c.body(xml, 200, { 'content-type': 'application/atom+xml; charset=utf-8' });
}

function parseNewestFirst(query: string): Query {
  const parsed = parseQuery(query);
  const hasSort = parseClauses(query).some(({ kind, name }) => kind === 'filter' && findFilter(name)?.name === 'sort');
  return hasSort ? parsed : { ...parsed, sort: 'newest' };
}

/** Characters that XML 1.0 does not allow, not even escaped (https://www.w3.org/TR/xml/#charsets). */
const INVALID_XML_CHARACTERS = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

/** An Atom entry needs a date, and it should not change. */
const FALLBACK_DAY = '1970-01-01';

/** As in arXiv's own feeds. */
const ARXIV_CATEGORY_SCHEME = 'http://arxiv.org/schemas/atom';

const xmlBuilder = new XMLBuilder({ ignoreAttributes: false, format: true, suppressEmptyNode: true });

/** An Atom feed (RFC 4287) with the papers in the given order. */
function buildAtomFeed(query: string, papers: readonly Paper[], baseUrl: string): string {
  const entries = papers.map((paper) => buildEntry(paper, baseUrl));
  const selfUrl = `${baseUrl}${feedPath(query)}`;
  return xmlBuilder
    .build({
      '?xml': { '@_version': '1.0', '@_encoding': 'utf-8' },
      feed: {
        '@_xmlns': 'http://www.w3.org/2005/Atom',
        '@_xml:lang': 'en',
        id: buildUrn('search', query),
        title: query === '' ? 'Newest papers' : `Papers: ${sanitizeLine(query)}`,
        updated:
          entries
            .map(({ updated }) => updated)
            .sort(compareCodeUnits)
            .at(-1) ?? toRfc3339(FALLBACK_DAY),
        author: { name: 'Paperboy', uri: `${baseUrl}/` },
        generator: 'Paperboy',
        icon: `${baseUrl}/icon.svg`,
        link: [
          { '@_rel': 'self', '@_type': 'application/atom+xml', '@_href': selfUrl },
          { '@_rel': 'alternate', '@_type': 'text/html', '@_href': `${baseUrl}${searchPath(query)}` },
        ],
        entry: entries,
      },
    })
    .replace(INVALID_XML_CHARACTERS, '');
}

function buildEntry(paper: Paper, baseUrl: string) {
  const { id, publishedOn, summary, links, categories = [] } = paper;
  const summaryPrefix = summary.by === 'model' ? 'AI summary: ' : '';
  return {
    id: buildUrn('paper', id),
    title: texToText(paper.title),
    updated: toRfc3339(lastModifiedDay(paper)),
    ...(publishedOn !== undefined && { published: toRfc3339(publishedOn) }),
    author: entryAuthors(paper).map((name) => ({ name })),
    link: [
      { '@_rel': 'alternate', '@_type': 'text/html', '@_href': `${baseUrl}${paperPath(id)}` },
      { '@_rel': 'related', '@_type': 'text/html', '@_href': paperUrl(paper) },
      ...(links.pdf === undefined ? [] : [{ '@_rel': 'related', '@_type': 'application/pdf', '@_href': links.pdf }]),
    ],
    category: categories.map((term) => ({ '@_term': sanitizeLine(term), '@_scheme': ARXIV_CATEGORY_SCHEME })),
    summary: { '@_type': 'text', '#text': summaryPrefix + texToText(summary.text) },
    content: { '@_type': 'text', '#text': texToText(paper.abstract) },
  };
}

/** Without an author, an entry would inherit the feed's author, Paperboy (RFC 4287, section 4.2.1). */
function entryAuthors(paper: Paper): string[] {
  const names = authorNames(paper);
  return names.length === 0 ? [sanitizeLine(paper.organization?.name ?? '').trim() || 'Unknown'] : names;
}

/** The last day of a paper's dates or, without any, the day it was first seen. */
function lastModifiedDay({ publishedOn, listedOn, updatedOn, seen }: Paper): string {
  const days = [publishedOn, listedOn, updatedOn].filter((day) => day !== undefined).sort(compareCodeUnits);
  const seenDays = seen.flatMap(({ on, at }) => on ?? at?.slice(0, 10) ?? []).sort(compareCodeUnits);
  return days.at(-1) ?? seenDays[0] ?? FALLBACK_DAY;
}

function toRfc3339(day: string): string {
  return `${day}T00:00:00Z`;
}

/** An evicted feed counts as changed, which costs one full response. */
const MAX_TRACKED_FEEDS = 1000;

/**
 * Returns a function for the time at which the content of a key last changed, in whole seconds as in HTTP dates.
 *
 * The dates of papers can't tell: another paper of the same day may be new, or one may be gone. So the time is that at which this process
 * first saw the content's hash; each change is at least a second later than the one before.
 */
export function createLastModifiedTracker(
  now: () => Date,
  max = MAX_TRACKED_FEEDS,
): (key: string, hash: string) => Date {
  const entries = new LRUCache<string, { readonly hash: string; readonly modifiedSeconds: number }>({ max });
  return (key, hash) => {
    const previous = entries.get(key);
    const nowSeconds = Math.floor(now().getTime() / 1000);
    const modifiedSeconds =
      previous?.hash === hash ? previous.modifiedSeconds : Math.max(nowSeconds, (previous?.modifiedSeconds ?? 0) + 1);
    entries.set(key, { hash, modifiedSeconds });
    return new Date(modifiedSeconds * 1000);
  };
}

/** Chosen at random. Changing it would change the ids of all entries. */
const UUID_NAMESPACE = '3dba75751e9547a0816f8e6754d4859c';

/**
 * A permanent id that is the same on every Paperboy: a version 5 UUID (RFC 9562, section 5.5). A `tag:` URI would need a domain of the
 * host.
 */
function buildUrn(kind: 'paper' | 'search', id: string): string {
  const digest = createHash('sha1').update(Buffer.from(UUID_NAMESPACE, 'hex')).update(`${kind}:${id}`).digest();
  digest.writeUInt8((digest.readUInt8(6) & 0x0f) | 0x50, 6);
  digest.writeUInt8((digest.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = digest.toString('hex', 0, 16);
  return `urn:uuid:${hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')}`;
}
