import type { Hono } from 'hono';
import { createMiddleware } from 'hono/factory';
import { html } from 'hono/html';
import type { AppServices } from '../../../src/chat/context.ts';
import { respondWithError } from '../error-response.ts';
import type { LimitCost } from '../rate-limits.ts';
import { mountApi } from './api.ts';
import { renderSearchForm } from './components.ts';
import { mountFeed } from './feed.ts';
import { mountPaperPages } from './paper-page.ts';
import { mountSearchPage } from './search-page.ts';

interface PagesDeps {
  readonly core: Pick<AppServices, 'papers' | 'search'>;
  readonly limitCost: LimitCost;
  /** The site's address, without a slash at its end. */
  readonly baseUrl: () => string;
  readonly now: () => Date;
}

/** What crawlers may do: read papers, but neither draw the same data twice nor try every search there could be. */
const ROBOTS_TXT = 'User-agent: *\nDisallow: /api/\nDisallow: /search?\nDisallow: /feed.xml?\nAllow: /\n';

/** Hangs the pages for reading on a site: papers, searches, feeds, and the same as JSON. All of it is public, none of it a team's. */
export function mountPages(app: Hono, { core: { papers, search }, limitCost, baseUrl, now }: PagesDeps): void {
  app.use('/api/*', corsForAnyOrigin);
  app.use('/openapi.json', corsForAnyOrigin);
  app.use('/feed.xml', corsForAnyOrigin);
  mountPaperPages(app, { papers, search, limitCost, baseUrl });
  mountSearchPage(app, { search, limitCost });
  mountFeed(app, { search, limitCost, baseUrl, now });
  mountApi(app, { papers, search, limitCost, baseUrl });
  app.get('/robots.txt', (c) => c.text(ROBOTS_TXT));
  app.notFound((c) =>
    respondWithError(c, {
      status: 404,
      title: 'No such page',
      text: 'Nothing is at this address.',
      extra: html`<p>Perhaps a search finds what you want:</p>${renderSearchForm()}`,
    }),
  );
}

/** Lets pages of any site read this: it is public, and there is no cookie with which it could say more to one than to another. */
const corsForAnyOrigin = createMiddleware(async (c, next) => {
  await next();
  c.header('access-control-allow-origin', '*');
  c.header('cross-origin-resource-policy', 'cross-origin');
});
