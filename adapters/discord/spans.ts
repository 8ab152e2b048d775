import { unreachable } from '../../src/runtime/errors.ts';
import type { Span } from '../../src/text/spans.ts';
import { BARE_URL, escapeCode, escapeLinkText, escapeText } from './escape.ts';
import { LIMITS } from './limits.ts';

/** Separates adjacent styled spans: `**a****b**` would be one span. */
const ZERO_WIDTH_SPACE = '\u200b';

const ENDS_WITH_URL = new RegExp(`${BARE_URL.source}$`, 'i');

/** Renders spans as one line of Discord Markdown. */
export function writeSpans(spans: readonly Span[]): string {
  let line = '';
  for (const [index, span] of spans.entries()) {
    const part = writeSpan(span);
    const isAfterUrl = spans[index - 1]?.kind !== 'link' && ENDS_WITH_URL.test(line);
    // Discord links a URL up to the next whitespace.
    if (isAfterUrl && /^\S/.test(part)) line += ' ';
    else if (/[*_`]$/.test(line) && /^[*_`]/.test(part)) line += ZERO_WIDTH_SPACE;
    line += part;
  }
  return line;
}

/** Renders a masked link, or text if the URL is invalid. Strong text is underlined, because headings are bold. */
export function writeLink(spans: readonly Span[], url: string): string {
  const href = toHttpUrl(url);
  const label = spans
    .map((span) => ('text' in span ? wrapWithMark(span.kind === 'strong' ? '__' : '', escapeLinkText(span.text)) : ''))
    .join('');
  return href === undefined || label.trim() === '' ? writeSpans(spans) : `[${label.trim()}](${href})`;
}

/** The URL with brackets encoded, if Discord accepts it in links and buttons. */
export function toHttpUrl(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, href } = new URL(url);
  const escapedHref = href.replace(/[()<>]/g, (bracket) => `%${bracket.charCodeAt(0).toString(16).toUpperCase()}`);
  return /^https?:$/.test(protocol) && escapedHref.length <= LIMITS.linkUrl ? escapedHref : undefined;
}

function writeSpan(span: Span): string {
  switch (span.kind) {
    case 'text':
      return escapeText(span.text);
    case 'strong':
      return wrapWithMark('**', escapeText(span.text));
    case 'emphasis':
      return wrapWithMark('*', escapeText(span.text));
    case 'code':
      return wrapWithMark('`', escapeCode(span.text));
    case 'link':
      return writeLink([{ kind: 'text', text: span.text }], span.url);
    case 'time':
      return `<t:${Math.floor(Date.parse(span.at) / 1000)}:f>`;
    default:
      return unreachable(span);
  }
}

/** Markdown ignores marks around nothing or next to a space, and a URL would swallow them. */
function wrapWithMark(mark: string, text: string): string {
  if (BARE_URL.test(text)) return text;
  const [, before = '', inner = '', after = ''] = /^(\s*)(.*?)(\s*)$/s.exec(text) ?? [];
  return inner === '' ? text : `${before}${mark}${inner}${mark}${after}`;
}
