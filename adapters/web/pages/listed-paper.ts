import { html } from 'hono/html';
import { byline } from '../../../src/papers/byline.ts';
import type { Paper } from '../../../src/papers/paper.ts';
import type { Span } from '../../../src/text/span.ts';
import { texToSpans } from '../../../src/text/tex.ts';
import { visible } from '../../../src/text/visible.ts';
import type { Html } from './layout.ts';
import { paperPath } from './paths.ts';
import { phrase } from './phrase.ts';

interface Listed {
  readonly paper: Paper;
  /** With what was asked for strong; else the paper's own. */
  readonly title?: readonly Span[];
  readonly sentence?: readonly Span[];
  /** Why it stands here. */
  readonly why: string;
  /** The element of its title: one below the heading that the list stands under. */
  readonly heading: 'h2' | 'h3';
}

/** A paper in a list: the way to its page, who wrote it, one sentence, and why it is there. */
export function listedPaper({ paper, title = texToSpans(paper.title), sentence, why, heading }: Listed): Html {
  const by = visible(byline(paper));
  const name = html`<a href="${paperPath(paper.id)}">${phrase(title, 'asked for')}</a>`;
  return html`<li><article>
${heading === 'h2' ? html`<h2>${name}</h2>` : html`<h3>${name}</h3>`}
${by !== '' && html`<p class="byline">${by}</p>`}
${sentence !== undefined && html`<p class="lead">${phrase(sentence, 'asked for')}</p>`}
${why !== '' && html`<p class="why">${visible(why)}</p>`}
</article></li>
`;
}
