import { unreachable } from '../../src/runtime/errors.ts';
import { type Span, spansToText } from '../../src/text/spans.ts';
import { escapeHtml, escapeText } from './escape.ts';

/** An address as it stands in a text; what ends a sentence or closes a bracket is none of it. */
const URL_PATTERN = /(https?:\/\/[^\s<>"`|\\]*[^\s<>"`|\\.,:;!?'()[\]{}])/gi;

/**
 * Spans as HTML, all on one line: `<strong>`, `<em>`, `<code>`, `<a>`, and `<time datetime>`, whose text is the instant in UTC until the
 * page puts it into the reader's zone. An address in a text becomes a link, as it does on the other platforms.
 */
export function renderSpans(spans: readonly Span[]): string {
  return spans.map((span) => renderSpan(span, linkify)).join('');
}

/** A link behind spans, in which no other one can be. Where the address is none that a page may lead to, they stand alone. */
export function renderLink(spans: readonly Span[], url: string): string {
  const href = sanitizeUrl(url);
  if (href === undefined) return renderSpans(spans);
  const linkHtml = spans.map((span) => (span.kind === 'link' ? escapeText(span.text) : renderSpan(span, escapeText)));
  return renderAnchor(spansToText(spans).trim() === '' ? escapeText(href) : linkHtml.join(''), href);
}

/** An address that a page may lead to: one of the web, and no script. */
export function sanitizeUrl(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, href } = new URL(url);
  return /^https?:$/.test(protocol) ? href : undefined;
}

/** Whether anything of spans can be seen. */
export function isBlank(spans: readonly Span[]): boolean {
  return spans.every((span) => 'text' in span && escapeText(span.text).trim() === '');
}

function renderSpan(span: Span, renderText: (text: string) => string): string {
  switch (span.kind) {
    case 'text':
      return renderText(span.text);
    case 'strong':
      return `<strong>${escapeText(span.text)}</strong>`;
    case 'emphasis':
      return `<em>${escapeText(span.text)}</em>`;
    case 'code':
      return `<code>${escapeText(span.text)}</code>`;
    case 'link':
      return renderLink([{ kind: 'text', text: span.text }], span.url);
    case 'time':
      return `<time datetime="${escapeText(span.at)}">${escapeText(formatUtc(span.at))}</time>`;
    default:
      return unreachable(span);
  }
}

/** Text in which addresses are links. */
export function linkify(text: string): string {
  return text
    .split(URL_PATTERN)
    .map((part, at) => {
      const href = at % 2 === 1 ? sanitizeUrl(part) : undefined;
      return href === undefined ? escapeText(part) : renderAnchor(escapeText(part), href);
    })
    .join('');
}

/** @param html what is shown of it, escaped */
function renderAnchor(html: string, href: string): string {
  return `<a href="${escapeHtml(href)}" target="_blank" rel="noopener noreferrer">${html}</a>`;
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
