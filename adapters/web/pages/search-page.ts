import type { Hono } from 'hono';
import { UserError } from '../../../src/runtime/errors.ts';
import { FILTERS } from '../../../src/search/filters.ts';
import type { Hit, SearchIndex, SearchResults } from '../../../src/search/index.ts';
import { parseQuery } from '../../../src/search/query.ts';
import { pluralize, sanitizeLine, truncate } from '../../../src/text/format.ts';
import { type Html, html } from '../escape.ts';
import { layout } from '../layout.ts';
import type { LimitCost } from '../rate-limits.ts';
import { renderPaperListItem, renderSearchForm } from './components.ts';
import { feedPath, readQueryParam, searchApiPath, searchPath } from './urls.ts';

interface SearchPageDeps {
  readonly search: SearchIndex;
  readonly limitCost: LimitCost;
}

/** The search page. It has the query language and the ranking of the chat. */
export function mountSearchPage(app: Hono, { search, limitCost }: SearchPageDeps): void {
  app.get('/search', limitCost('search'), (c) => {
    const query = readQueryParam(c.req, 'q');
    try {
      const page = parsePageNumber(readQueryParam(c.req, 'page'));
      const results = search.search(parseQuery(query), { offset: (page - 1) * PAGE_SIZE, limit: PAGE_SIZE });
      const isPastEnd = page > 1 && results.hits.length === 0;
      return c.html(renderSearchPage(query, page, results).toString(), isPastEnd ? 404 : 200);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return c.html(renderInvalidQueryPage(query, error).toString(), 400);
    }
  });
}

/** @throws UserError */
function parsePageNumber(text: string): number {
  if (text === '') return 1;
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new UserError('The page must be a number from 1 to 9999.');
  return Number(text);
}

const PAGE_SIZE = 10;

const MAX_SHOWN_QUERY_LENGTH = 80;

function renderSearchPage(query: string, page: number, results: SearchResults): Html {
  const { total, hits, didYouMean, hint, nearest } = results;
  const main = html`<h1>${resultsHeading(query, results)}</h1>
${didYouMean !== undefined && html`<p class="suggestion">Did you mean <a href="${searchPath(didYouMean)}">${didYouMean}</a>?</p>`}
${hint !== undefined && html`<p class="note">${hint}</p>`}
${nearest && hits.length > 0 && html`<p class="note">Closest matches:</p>`}
<ol class="papers" start="${(page - 1) * PAGE_SIZE + 1}">${hits.map(renderHit)}</ol>
${renderPager(query, page, total)}
<p class="subscribe">Follow this search: <a href="${feedPath(query)}">Atom feed</a> · <a href="${searchApiPath(query)}">JSON</a></p>
${renderQueryHelp()}`;
  return layout({
    title: query === '' ? 'Newest papers' : shortenQuery(query),
    main,
    header: renderSearchForm(query),
    head: renderHead(query),
  });
}

function renderInvalidQueryPage(query: string, { message, instead }: UserError): Html {
  const text = instead !== undefined && message.endsWith(instead) ? message.slice(0, -instead.length) : message;
  const main = html`<h1>Invalid search</h1>
<p class="note" role="alert">${text}${instead !== undefined && html`<a href="${searchPath(instead)}">${instead}</a>`}</p>
${renderQueryHelp()}`;
  return layout({ title: 'Search', main, header: renderSearchForm(query) });
}

function resultsHeading(query: string, { total, nearest }: SearchResults): string {
  if (query === '') return 'Newest papers';
  if (nearest || total === 0) return `No papers match ${shortenQuery(query)}`;
  return `${pluralize(total, 'paper')} for ${shortenQuery(query)}`;
}

function renderHit({ paper, title, snippet, matched }: Hit): Html {
  const reason = matched.length === 0 ? '' : `matches ${matched.join(', ')}`;
  return renderPaperListItem({ paper, title, sentence: snippet, reason, heading: 'h2' });
}

function renderPager(query: string, page: number, total: number): Html | undefined {
  const lastPage = Math.max(1, Math.ceil(total / PAGE_SIZE));
  if (lastPage === 1 && page === 1) return undefined;
  const position =
    page > lastPage
      ? `There ${lastPage === 1 ? 'is only one page' : `are only ${lastPage} pages`}.`
      : `Page ${page} of ${lastPage}`;
  return html`<nav class="pager" aria-label="Pages">
${page > 1 && html`<a rel="prev" href="${searchPath(query, Math.min(page - 1, lastPage))}">Previous</a>`}
<span>${position}</span>
${page < lastPage && html`<a rel="next" href="${searchPath(query, page + 1)}">Next</a>`}
</nav>`;
}

function renderQueryHelp(): Html {
  const rows = FILTERS.map(
    ({ example, description }) =>
      html`<div><dt><a href="${searchPath(example)}">${example}</a></dt><dd>${description}</dd></div>`,
  );
  return html`<details class="search-syntax"><summary>Search syntax</summary>
<p>Words, <b>"a phrase"</b>, <b>-excluded</b>, an arXiv id or link, and filters:</p>
<dl class="facts">${rows}</dl></details>`;
}

function renderHead(query: string): Html {
  const title = query === '' ? 'Newest papers' : shortenQuery(query);
  // The number of searches is unlimited, so search engines should only index the page of the newest papers.
  return html`<link rel="alternate" type="application/atom+xml" title="${title}" href="${feedPath(query)}">
<link rel="alternate" type="application/json" href="${searchApiPath(query)}">
${query !== '' && html`<meta name="robots" content="noindex, follow">`}`;
}

function shortenQuery(query: string): string {
  return truncate(sanitizeLine(query), MAX_SHOWN_QUERY_LENGTH);
}
