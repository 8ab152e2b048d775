import { html } from 'hono/html';
import { unreachable } from '../../../src/errors.ts';
import type { Span } from '../../../src/text/span.ts';
import { sanitizeLine } from '../../../src/text/visible.ts';
import type { Html } from './layout.ts';

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
