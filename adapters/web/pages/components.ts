import { html } from 'hono/html';
import { formatByline, type Paper } from '../../../src/papers/paper.ts';
import { unreachable } from '../../../src/runtime/errors.ts';
import { MAX_QUERY_LENGTH } from '../../../src/search/query.ts';
import { sanitizeLine } from '../../../src/text/format.ts';
import type { Span } from '../../../src/text/spans.ts';
import { texToSpans } from '../../../src/text/tex/index.ts';
import type { Html } from '../layout.ts';
import { paperPath } from './urls.ts';

interface PaperListItem {
  readonly paper: Paper;
  /** With what was asked for strong; else the paper's own. */
  readonly title?: readonly Span[];
  readonly sentence?: readonly Span[];
  /** Why it stands here. */
  readonly reason: string;
  /** The element of its title: one below the heading that the list stands under. */
  readonly heading: 'h2' | 'h3';
}

/** A paper in a list: the way to its page, who wrote it, one sentence, and why it is there. */
export function renderPaperListItem({
  paper,
  title = texToSpans(paper.title),
  sentence,
  reason,
  heading,
}: PaperListItem): Html {
  const bylineText = sanitizeLine(formatByline(paper));
  const titleLink = html`<a href="${paperPath(paper.id)}">${renderInlineSpans(title, 'matches')}</a>`;
  return html`<li><article>
${heading === 'h2' ? html`<h2>${titleLink}</h2>` : html`<h3>${titleLink}</h3>`}
${bylineText !== '' && html`<p class="byline">${bylineText}</p>`}
${sentence !== undefined && html`<p class="lead">${renderInlineSpans(sentence, 'matches')}</p>`}
${reason !== '' && html`<p class="why">${sanitizeLine(reason)}</p>`}
</article></li>
`;
}

/** The field for a search, with what was searched for. */
export function renderSearchForm(query = ''): Html {
  return html`<form class="search" role="search" action="/search">
<input type="search" name="q" value="${sanitizeLine(query)}" maxlength="${MAX_QUERY_LENGTH}" aria-label="Search the papers" placeholder="safe rl since:2024" autocomplete="off" spellcheck="false">
<button>Search</button>
</form>`;
}

/** Spans in a heading or in a link, where no link can be. What was asked for is marked. */
export function renderInlineSpans(spans: readonly Span[], highlight: 'matches' | 'none' = 'none'): Html[] {
  return spans.map((span) => {
    switch (span.kind) {
      case 'text':
      case 'link':
        return html`${sanitizeLine(span.text)}`;
      case 'strong':
        return highlight === 'matches'
          ? html`<mark>${sanitizeLine(span.text)}</mark>`
          : html`<b>${sanitizeLine(span.text)}</b>`;
      case 'emphasis':
        return html`<em>${sanitizeLine(span.text)}</em>`;
      case 'code':
        return html`<code>${sanitizeLine(span.text)}</code>`;
      case 'time':
        return html`<time datetime="${span.at}">${span.at.slice(0, 10)}</time>`;
      default:
        return unreachable(span);
    }
  });
}

/** The authors who are known, as people read their names. A source may have one of which nothing can be seen. */
export function authorNames({ authors = [] }: Pick<Paper, 'authors'>): string[] {
  return authors.map((name) => sanitizeLine(name).trim()).filter((name) => name !== '');
}
