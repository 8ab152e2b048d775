import type { Hono } from 'hono';
import { UserError } from '../../../src/errors.ts';
import { parseQuery } from '../../../src/search/query.ts';
import type { SearchIndex } from '../../../src/search/search-index.ts';
import type { LimitCost } from '../costs.ts';
import { readQueryParam } from './one-parameter.ts';
import { PAGE_SIZE, renderInvalidQueryPage, renderSearchPage } from './search-page.ts';

interface SearchPageDeps {
  readonly search: SearchIndex;
  readonly limitCost: LimitCost;
}

/** Serves the search, with the same query language and ranking as the chat. */
export function mountSearchPage(app: Hono, { search, limitCost }: SearchPageDeps): void {
  app.get('/search', limitCost('search'), (c) => {
    const query = readQueryParam(c.req, 'q');
    try {
      const page = parsePageNumber(readQueryParam(c.req, 'page'));
      const results = search.search(parseQuery(query), { offset: (page - 1) * PAGE_SIZE, limit: PAGE_SIZE });
      const isPastEnd = page > 1 && results.hits.length === 0;
      return c.html(renderSearchPage(query, page, results), isPastEnd ? 404 : 200);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return c.html(renderInvalidQueryPage(query, error), 400);
    }
  });
}

/** @throws UserError */
function parsePageNumber(text: string): number {
  if (text === '') return 1;
  if (!/^[1-9]\d{0,3}$/.test(text))
    throw new UserError('A page is a number from 1 to 9999: leave it out for the first.');
  return Number(text);
}
