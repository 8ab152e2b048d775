import type { Hono } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { Papers } from '../../../src/papers/library.ts';
import type { SearchIndex } from '../../../src/search/index.ts';
import { respondWithError } from '../error-response.ts';
import { html } from '../escape.ts';
import type { LimitCost } from '../rate-limits.ts';
import { mountApi } from './api.ts';
import { renderSearchForm } from './components.ts';
import { mountFeed } from './feed.ts';
import { mountPaperPages, type SourceTitle } from './paper-page.ts';
import { mountSearchPage } from './search-page.ts';

interface PagesDeps {
  readonly core: { readonly papers: Papers; readonly search: SearchIndex };
  readonly limitCost: LimitCost;
  /** The site's URL, without a trailing slash. */
  readonly baseUrl: () => string;
  readonly sourceTitle: SourceTitle;
  readonly now: () => Date;
}

/** Crawlers may read the pages of papers, but not the same data as JSON, nor every possible search. */
const ROBOTS_TXT = 'User-agent: *\nDisallow: /api/\nDisallow: /search?\nDisallow: /feed.xml?\nAllow: /\n';

/** Mounts the public, read-only pages: papers, searches, feeds and the JSON API. */
export function mountPages(app: Hono, { core: { papers, search }, sourceTitle, ...deps }: PagesDeps): void {
  const { limitCost, baseUrl, now } = deps;
  app.use('/api/*', corsForAnyOrigin);
  app.use('/openapi.json', corsForAnyOrigin);
  app.use('/feed.xml', corsForAnyOrigin);
  mountPaperPages(app, { papers, search, limitCost, baseUrl, sourceTitle });
  mountSearchPage(app, { search, limitCost });
  mountFeed(app, { search, limitCost, baseUrl, now });
  mountApi(app, { papers, search, limitCost, baseUrl });
  app.get('/robots.txt', (c) => c.text(ROBOTS_TXT));
  app.notFound((c) =>
    respondWithError(c, {
      status: 404,
      title: 'Page not found',
      text: "There's nothing at this address.",
      extra: html`<p>Try a search:</p>${renderSearchForm()}`,
    }),
  );
}

/** Everything here is public, and there are no cookies that could make a response private. */
const corsForAnyOrigin = createMiddleware(async (c, next) => {
  await next();
  c.header('access-control-allow-origin', '*');
  c.header('cross-origin-resource-policy', 'cross-origin');
});
