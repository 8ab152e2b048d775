import { html } from 'hono/html';
import type { UserError } from '../../../src/errors.ts';
import { FILTERS } from '../../../src/search/filters.ts';
import type { Hit, SearchAnswer } from '../../../src/search/search-index.ts';
import { counted } from '../../../src/text/counted.ts';
import { shorten } from '../../../src/text/shorten.ts';
import { visible } from '../../../src/text/visible.ts';
import { type Html, layout } from './layout.ts';
import { listedPaper } from './listed-paper.ts';
import { feedPath, searchApiPath, searchPath } from './paths.ts';
import { searchForm } from './search-form.ts';

export const PAGE_SIZE = 10;

const SHOWN_QUERY = 80;

/** One page of what a search found. Without anything asked for these are the newest papers. */
export function searchPage(query: string, page: number, answer: SearchAnswer): Html {
  const { total, hits, didYouMean, hint, nearest } = answer;
  const main = html`<h1>${heading(query, answer)}</h1>
${didYouMean !== undefined && html`<p class="meant">Did you mean <a href="${searchPath(didYouMean)}">${visible(didYouMean)}</a>?</p>`}
${hint !== undefined && html`<p class="note">${visible(hint)}</p>`}
${nearest && hits.length > 0 && html`<p class="note">These come nearest:</p>`}
<ol class="papers" start="${(page - 1) * PAGE_SIZE + 1}">${hits.map(found)}</ol>
${pager(query, page, total)}
${waysOut(query)}
${howTo()}`;
  return layout({
    title: query === '' ? 'Newest papers' : shown(query),
    main,
    header: searchForm(query),
    head: head(query),
  });
}

/** What is wrong with a query, and the one to try in its place. */
export function refusedSearchPage(query: string, { message, instead }: UserError): Html {
  const said = instead !== undefined && message.endsWith(instead) ? message.slice(0, -instead.length) : message;
  const main = html`<h1>That is no search yet</h1>
<p class="note" role="alert">${visible(said)}${instead !== undefined && html`<a href="${searchPath(instead)}">${visible(instead)}</a>`}</p>
${howTo()}`;
  return layout({ title: 'Search', main, header: searchForm(query) });
}

function heading(query: string, { total, nearest }: SearchAnswer): string {
  if (query === '') return 'Newest papers';
  if (nearest || total === 0) return `No paper matches ${shown(query)}`;
  return `${counted(total, 'paper')} for ${shown(query)}`;
}

function found({ paper, title, sentence, matched }: Hit): Html {
  const why = matched.length === 0 ? '' : `matches ${matched.join(', ')}`;
  return listedPaper({ paper, title, sentence, why, heading: 'h2' });
}

function pager(query: string, page: number, total: number): Html | undefined {
  const last = Math.max(1, Math.ceil(total / PAGE_SIZE));
  if (last === 1 && page === 1) return undefined;
  const where =
    page > last ? `There ${last === 1 ? 'is only one page' : `are only ${last} pages`}.` : `Page ${page} of ${last}`;
  return html`<nav class="pager" aria-label="Pages">
${page > 1 && html`<a rel="prev" href="${searchPath(query, Math.min(page - 1, last))}">Previous</a>`}
<span>${where}</span>
${page < last && html`<a rel="next" href="${searchPath(query, page + 1)}">Next</a>`}
</nav>`;
}

/** The same for feed readers and for programs. */
function waysOut(query: string): Html {
  return html`<p class="ways">Follow this search: <a href="${feedPath(query)}">Atom feed</a> · <a href="${searchApiPath(query)}">JSON</a></p>`;
}

function howTo(): Html {
  const rows = FILTERS.map(
    ({ example, description }) =>
      html`<div><dt><a href="${searchPath(example)}">${example}</a></dt><dd>${description}</dd></div>`,
  );
  return html`<details class="how"><summary>What can be asked for</summary>
<p>Words, <b>"a phrase"</b>, <b>-without</b>, an arXiv id or a link, and:</p>
<dl class="facts">${rows}</dl></details>`;
}

function head(query: string): Html {
  const title = query === '' ? 'Newest papers' : shown(query);
  // There are as many searches as there are words: a search engine has nothing to find among them.
  return html`<link rel="alternate" type="application/atom+xml" title="${title}" href="${feedPath(query)}">
<link rel="alternate" type="application/json" href="${searchApiPath(query)}">
${query !== '' && html`<meta name="robots" content="noindex, follow">`}`;
}

function shown(query: string): string {
  return shorten(visible(query), SHOWN_QUERY);
}
