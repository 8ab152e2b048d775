import { unreachable } from '../../src/runtime/errors.ts';
import { sanitizeLine } from '../../src/text/format.ts';
import { type Span, spansToText } from '../../src/text/spans.ts';
import { type Html, html } from './escape.ts';

/** A URL in running text, without the punctuation that ends a sentence or closes a bracket. */
const URL_PATTERN = /(https?:\/\/[^\s<>"`|\\]*[^\s<>"`|\\.,:;!?'()[\]{}])/gi;

/**
 * Spans as HTML on one line: `<strong>`, `<em>`, `<code>`, `<a>` and `<time datetime>`. The text of a `<time>` is in UTC until the page
 * converts it to the reader's time zone. URLs in text become links, as on the other platforms.
 */
export function renderSpans(spans: readonly Span[]): Html {
  return html`${spans.map((span) => renderSpan(span, linkify))}`;
}

/** Spans without links, for headings and link texts. @param strongElement `mark` highlights search matches */
export function renderInlineSpans(spans: readonly Span[], strongElement: 'strong' | 'mark' = 'strong'): Html {
  const inline = spans.map((span) => {
    if (span.kind === 'link') return span.text;
    return span.kind === 'strong' && strongElement === 'mark'
      ? html`<mark>${span.text}</mark>`
      : renderSpan(span, (text) => text);
  });
  return html`${inline}`;
}

/** Spans as one link. If the URL isn't safe to link to, the spans alone. */
export function renderLink(spans: readonly Span[], url: string): Html {
  const href = sanitizeUrl(url);
  if (href === undefined) return renderSpans(spans);
  return renderAnchor(spansToText(spans).trim() === '' ? href : renderInlineSpans(spans), href);
}

/** The normalized URL, or `undefined` if it isn't an http or https URL. */
export function sanitizeUrl(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, href } = new URL(url);
  return /^https?:$/.test(protocol) ? href : undefined;
}

/** Whether spans have no visible text. */
export function isBlank(spans: readonly Span[]): boolean {
  return spans.every((span) => 'text' in span && sanitizeLine(span.text).trim() === '');
}

/** Text in which URLs are links. */
export function linkify(text: string): Html {
  const parts = text.split(URL_PATTERN).map((part, index) => {
    const href = index % 2 === 1 ? sanitizeUrl(part) : undefined;
    return href === undefined ? part : renderAnchor(part, href);
  });
  return html`${parts}`;
}

/** A link that opens in a new tab. */
export function renderAnchor(content: string | Html, href: string): Html {
  return html`<a href="${href}" target="_blank" rel="noopener noreferrer">${content}</a>`;
}

function renderSpan(span: Span, renderText: (text: string) => string | Html): string | Html {
  switch (span.kind) {
    case 'text':
      return renderText(span.text);
    case 'strong':
      return html`<strong>${span.text}</strong>`;
    case 'emphasis':
      return html`<em>${span.text}</em>`;
    case 'code':
      return html`<code>${span.text}</code>`;
    case 'link':
      return renderLink([{ kind: 'text', text: span.text }], span.url);
    case 'time':
      return html`<time datetime="${span.at}">${formatUtc(span.at)}</time>`;
    default:
      return unreachable(span);
  }
}

/** "Nov 21, 2026, 09:00 UTC" */
function formatUtc(at: string): string {
  return new Date(at).toLocaleString('en-US', {
    timeZone: 'UTC',
    timeZoneName: 'short',
    ...{ year: 'numeric', month: 'short', day: 'numeric' },
    ...{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  });
}
