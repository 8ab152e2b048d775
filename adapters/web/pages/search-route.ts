import type { Hono } from 'hono';
import { UserError } from '../../../src/errors.ts';
import { parseQuery } from '../../../src/search/query.ts';
import type { SearchIndex } from '../../../src/search/search-index.ts';
import type { Costs } from '../costs.ts';
import { oneParameter } from './one-parameter.ts';
import { PAGE_SIZE, refusedSearchPage, searchPage } from './search-page.ts';

interface Dependencies {
  readonly search: SearchIndex;
  readonly costs: Costs;
}

/** Serves the search, with the same query language and ranking as the chat. */
export function mountSearchPage(app: Hono, { search, costs }: Dependencies): void {
  app.get('/search', costs('search'), (c) => {
    const text = oneParameter(c.req, 'q');
    try {
      const page = readPage(oneParameter(c.req, 'page'));
      const answer = search.search(parseQuery(text), { offset: (page - 1) * PAGE_SIZE, limit: PAGE_SIZE });
      const isBeyond = page > 1 && answer.hits.length === 0;
      return c.html(searchPage(text, page, answer), isBeyond ? 404 : 200);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return c.html(refusedSearchPage(text, error), 400);
    }
  });
}

/** @throws UserError */
function readPage(text: string): number {
  if (text === '') return 1;
  if (!/^[1-9]\d{0,3}$/.test(text))
    throw new UserError('A page is a number from 1 to 9999: leave it out for the first.');
  return Number(text);
}
