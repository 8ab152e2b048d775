import { unreachable } from '../../src/runtime/errors.ts';
import type { Span } from '../../src/text/spans.ts';
import { BARE_URL, escapeCode, escapeLinkText, escapeText } from './escape.ts';
import { LIMITS } from './limits.ts';

/** Keeps the marks of two styled spans apart that stand side by side: `**a****b**` would be read as one. */
const ZERO_WIDTH_SPACE = '\u200b';

const ENDS_WITH_URL = new RegExp(`${BARE_URL.source}$`, 'i');

/** Spans as Discord's Markdown, on one line. */
export function writeSpans(spans: readonly Span[]): string {
  let line = '';
  for (const [index, span] of spans.entries()) {
    const part = writeSpan(span);
    const isAfterUrl = spans[index - 1]?.kind !== 'link' && ENDS_WITH_URL.test(line);
    // An address reaches up to the next space, so it would swallow what follows it.
    if (isAfterUrl && /^\S/.test(part)) line += ' ';
    else if (/[*_`]$/.test(line) && /^[*_`]/.test(part)) line += ZERO_WIDTH_SPACE;
    line += part;
  }
  return line;
}

/** A link behind text; marked words are underlined, as a heading is bold anyway. Where the address is none, the text stands alone. */
export function writeLink(spans: readonly Span[], url: string): string {
  const href = toHttpUrl(url);
  const label = spans
    .map((span) => ('text' in span ? wrapWithMark(span.kind === 'strong' ? '__' : '', escapeLinkText(span.text)) : ''))
    .join('');
  return href === undefined || label.trim() === '' ? writeSpans(spans) : `[${label.trim()}](${href})`;
}

/** An address that Discord takes in links and buttons. */
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

/** Marks hold only around something, not next to a space, and not around an address, which would swallow them. */
function wrapWithMark(mark: string, text: string): string {
  if (BARE_URL.test(text)) return text;
  const [, before = '', inner = '', after = ''] = /^(\s*)(.*?)(\s*)$/s.exec(text) ?? [];
  return inner === '' ? text : `${before}${mark}${inner}${mark}${after}`;
}
