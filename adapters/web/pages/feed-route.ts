import { createHash } from 'node:crypto';
import type { Context, Hono } from 'hono';
import { UserError } from '../../../src/errors.ts';
import { filterNamed } from '../../../src/search/filters.ts';
import { parseQuery, type Query } from '../../../src/search/query.ts';
import { queryPieces } from '../../../src/search/query-pieces.ts';
import type { SearchIndex } from '../../../src/search/search-index.ts';
import type { Costs } from '../costs.ts';
import { answerProblem } from '../problem.ts';
import { atomFeed } from './feed.ts';
import { createLastChanged } from './last-changed.ts';
import { oneParameter } from './one-parameter.ts';

interface Dependencies {
  readonly search: SearchIndex;
  readonly costs: Costs;
  readonly baseUrl: () => string;
  readonly now: () => Date;
}

/** More than come in a week for most searches, and few enough for every reader. */
const MOST_ENTRIES = 50;

/** Serves the Atom feed of any search. */
export function mountFeed(app: Hono, { search, costs, baseUrl, now }: Dependencies): void {
  const lastChanged = createLastChanged(now);

  app.get('/feed.xml', costs('search'), (c) => {
    const text = oneParameter(c.req, 'q');
    try {
      const { hits, nearest } = search.list(newestUnlessSaid(text), { offset: 0, limit: MOST_ENTRIES });
      // Who follows a search wants nothing that is only near it.
      const papers = nearest && text !== '' ? [] : hits.map(({ paper }) => paper);
      return answer(c, atomFeed(text, papers, baseUrl()), (form) => lastChanged.of(text, form));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return answerProblem(c, { status: 400, title: 'No feed', text: error.message });
    }
  });
}

function answer(c: Context, xml: string, changedAt: (form: string) => Date): Response {
  const form = createHash('sha1').update(xml).digest('hex');
  const changed = changedAt(form);
  c.header('etag', `"${form}"`);
  c.header('last-modified', changed.toUTCString());
  // Daily Papers grow in the course of a day, not of a minute.
  c.header('cache-control', 'public, max-age=300');
  const since = Date.parse(c.req.header('if-modified-since') ?? '');
  // A reader that has the tag of what it knows is answered by that alone (RFC 9110, section 13.1.3).
  if (c.req.header('if-none-match') === undefined && since >= changed.getTime()) return c.body(null, 304);
  return c.body(xml, 200, { 'content-type': 'application/atom+xml; charset=utf-8' });
}

function newestUnlessSaid(text: string): Query {
  const query = parseQuery(text);
  const isSaid = queryPieces(text).some(({ kind, name }) => kind === 'filter' && filterNamed(name)?.name === 'sort');
  return isSaid ? query : { ...query, sort: 'newest' };
}
