import { formatByline, type Paper } from '../../../src/papers/paper.ts';
import { MAX_QUERY_LENGTH } from '../../../src/search/query.ts';
import { sanitizeLine } from '../../../src/text/format.ts';
import type { Span } from '../../../src/text/spans.ts';
import { texToSpans } from '../../../src/text/tex/index.ts';
import { type Html, html } from '../escape.ts';
import { renderInlineSpans } from '../spans.ts';
import { paperPath } from './urls.ts';

interface PaperListItem {
  readonly paper: Paper;
  /** With matches strong; by default the paper's title. */
  readonly title?: readonly Span[];
  readonly sentence?: readonly Span[];
  /** Why the paper is listed, such as `matches rl`, or empty. */
  readonly reason: string;
  /** One level below the heading of the list. */
  readonly heading: 'h2' | 'h3';
}

/** A paper in a list: its title with a link, byline, one sentence, and why it is listed. */
export function renderPaperListItem({ paper, title, sentence, reason, heading }: PaperListItem): Html {
  const byline = sanitizeLine(formatByline(paper));
  const titleSpans = title ?? texToSpans(paper.title);
  return html`<li><article>
<${heading}><a href="${paperPath(paper.id)}">${renderInlineSpans(titleSpans, 'mark')}</a></${heading}>
${byline !== '' && html`<p class="byline">${byline}</p>`}
${sentence !== undefined && html`<p class="lead">${renderInlineSpans(sentence, 'mark')}</p>`}
${reason !== '' && html`<p class="reason">${reason}</p>`}
</article></li>
`;
}

/** @param query the current query */
export function renderSearchForm(query = ''): Html {
  return html`<form class="search" role="search" action="/search">
<input type="search" name="q" value="${query}" maxlength="${MAX_QUERY_LENGTH}" aria-label="Search papers" placeholder="safe rl since:2024" autocomplete="off" spellcheck="false">
<button>Search</button>
</form>`;
}

/** The names of authors, without invisible characters and empty names. */
export function authorNames({ authors = [] }: Pick<Paper, 'authors'>): string[] {
  return authors.map((name) => sanitizeLine(name).trim()).filter((name) => name !== '');
}
