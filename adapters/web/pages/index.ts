import type { Hono } from 'hono';
import { html } from 'hono/html';
import type { Core } from '../../../src/chat/context.ts';
import type { Costs } from '../costs.ts';
import { answerProblem } from '../problem.ts';
import { mountApi } from './api.ts';
import { mountFeed } from './feed-route.ts';
import { forEverybody } from './for-everybody.ts';
import { mountPaperPages } from './paper-routes.ts';
import { searchForm } from './search-form.ts';
import { mountSearchPage } from './search-route.ts';

interface Dependencies {
  readonly core: Pick<Core, 'papers' | 'search'>;
  readonly costs: Costs;
  /** The site's address, without a slash at its end. */
  readonly baseUrl: () => string;
  readonly now: () => Date;
}

/** What crawlers may do: read papers, but neither draw the same data twice nor try every search there could be. */
const ROBOTS = 'User-agent: *\nDisallow: /api/\nDisallow: /search?\nDisallow: /feed.xml?\nAllow: /\n';

/** Hangs the pages for reading on a site: papers, searches, feeds, and the same as JSON. All of it is public, none of it a team's. */
export function mountPages(app: Hono, { core: { papers, search }, costs, baseUrl, now }: Dependencies): void {
  app.use('/api/*', forEverybody);
  app.use('/openapi.json', forEverybody);
  app.use('/feed.xml', forEverybody);
  mountPaperPages(app, { papers, search, costs, baseUrl });
  mountSearchPage(app, { search, costs });
  mountFeed(app, { search, costs, baseUrl, now });
  mountApi(app, { papers, search, costs, baseUrl });
  app.get('/robots.txt', (c) => c.text(ROBOTS));
  app.notFound((c) =>
    answerProblem(c, {
      status: 404,
      title: 'No such page',
      text: 'Nothing is at this address.',
      more: html`<p>Perhaps a search finds what you want:</p>${searchForm()}`,
    }),
  );
}
