import { html } from 'hono/html';
import { formatByline } from '../../../src/papers/byline.ts';
import type { Paper } from '../../../src/papers/paper.ts';
import type { Span } from '../../../src/text/span.ts';
import { texToSpans } from '../../../src/text/tex.ts';
import { sanitizeLine } from '../../../src/text/visible.ts';
import type { Html } from './layout.ts';
import { paperPath } from './paths.ts';
import { renderInlineSpans } from './phrase.ts';

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
