import { createHash } from 'node:crypto';
import type { Context, Hono } from 'hono';
import { UserError } from '../../../src/errors.ts';
import { findFilter } from '../../../src/search/filters.ts';
import { parseQuery, type Query } from '../../../src/search/query.ts';
import { parseClauses } from '../../../src/search/query-pieces.ts';
import type { SearchIndex } from '../../../src/search/search-index.ts';
import type { LimitCost } from '../costs.ts';
import { respondWithError } from '../problem.ts';
import { buildAtomFeed } from './feed.ts';
import { createLastModifiedTracker } from './last-changed.ts';
import { readQueryParam } from './one-parameter.ts';

interface FeedDeps {
  readonly search: SearchIndex;
  readonly limitCost: LimitCost;
  readonly baseUrl: () => string;
  readonly now: () => Date;
}

/** More than come in a week for most searches, and few enough for every reader. */
const MAX_FEED_ENTRIES = 50;

/** Serves the Atom feed of any search. */
export function mountFeed(app: Hono, { search, limitCost, baseUrl, now }: FeedDeps): void {
  const lastModified = createLastModifiedTracker(now);

  app.get('/feed.xml', limitCost('search'), (c) => {
    const query = readQueryParam(c.req, 'q');
    try {
      const { hits, nearest } = search.list(parseNewestFirst(query), { offset: 0, limit: MAX_FEED_ENTRIES });
      // Who follows a search wants nothing that is only near it.
      const papers = nearest && query !== '' ? [] : hits.map(({ paper }) => paper);
      return respondWithFeed(c, buildAtomFeed(query, papers, baseUrl()), (hash) =>
        lastModified.lastModified(query, hash),
      );
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return respondWithError(c, { status: 400, title: 'No feed', text: error.message });
    }
  });
}

function respondWithFeed(c: Context, xml: string, lastModifiedOf: (hash: string) => Date): Response {
  const hash = createHash('sha1').update(xml).digest('hex');
  const modifiedAt = lastModifiedOf(hash);
  c.header('etag', `"${hash}"`);
  c.header('last-modified', modifiedAt.toUTCString());
  // Daily Papers grow in the course of a day, not of a minute.
  c.header('cache-control', 'public, max-age=300');
  const ifModifiedSince = Date.parse(c.req.header('if-modified-since') ?? '');
  // A reader that has the tag of what it knows is answered by that alone (RFC 9110, section 13.1.3).
  if (c.req.header('if-none-match') === undefined && ifModifiedSince >= modifiedAt.getTime()) return c.body(null, 304);
  return c.body(xml, 200, { 'content-type': 'application/atom+xml; charset=utf-8' });
}

function parseNewestFirst(query: string): Query {
  const parsed = parseQuery(query);
  const hasSort = parseClauses(query).some(({ kind, name }) => kind === 'filter' && findFilter(name)?.name === 'sort');
  return hasSort ? parsed : { ...parsed, sort: 'newest' };
}
