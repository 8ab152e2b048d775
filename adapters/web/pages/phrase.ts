import { html } from 'hono/html';
import { unreachable } from '../../../src/errors.ts';
import type { Span } from '../../../src/text/span.ts';
import { visible } from '../../../src/text/visible.ts';
import type { Html } from './layout.ts';

/** Spans in a heading or in a link, where no link can be. What was asked for is marked. */
export function phrase(spans: readonly Span[], marks: 'asked for' | 'none' = 'none'): Html[] {
  return spans.map((span) => {
    switch (span.kind) {
      case 'text':
      case 'link':
        return html`${visible(span.text)}`;
      case 'strong':
        return marks === 'asked for' ? html`<mark>${visible(span.text)}</mark>` : html`<b>${visible(span.text)}</b>`;
      case 'emphasis':
        return html`<em>${visible(span.text)}</em>`;
      case 'code':
        return html`<code>${visible(span.text)}</code>`;
      case 'time':
        return html`<time datetime="${span.at}">${span.at.slice(0, 10)}</time>`;
      default:
        return unreachable(span);
    }
  });
}
