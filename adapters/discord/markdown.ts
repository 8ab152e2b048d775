import { unreachable } from '../../src/errors.ts';
import type { Span } from '../../src/text/span.ts';
import { ADDRESS, escapeCode, escapeLinkText, escapeText } from './escape.ts';
import { LIMITS } from './limits.ts';

/** Keeps the marks of two styled spans apart that stand side by side: `**a****b**` would be read as one. */
const JOINT = '\u200b';

const ENDS_IN_ADDRESS = new RegExp(`${ADDRESS.source}$`, 'i');

/** Spans as Discord's Markdown, on one line. */
export function writeSpans(spans: readonly Span[]): string {
  let line = '';
  for (const [at, span] of spans.entries()) {
    const part = writeSpan(span);
    const isAfterAddress = spans[at - 1]?.kind !== 'link' && ENDS_IN_ADDRESS.test(line);
    // An address reaches up to the next space, so it would swallow what follows it.
    if (isAfterAddress && /^\S/.test(part)) line += ' ';
    else if (/[*_`]$/.test(line) && /^[*_`]/.test(part)) line += JOINT;
    line += part;
  }
  return line;
}

/** A link behind text; marked words are underlined, as a heading is bold anyway. Where the address is none, the text stands alone. */
export function writeLink(spans: readonly Span[], url: string): string {
  const address = openable(url);
  const shown = spans
    .map((span) => ('text' in span ? styled(span.kind === 'strong' ? '__' : '', escapeLinkText(span.text)) : ''))
    .join('');
  return address === undefined || shown.trim() === '' ? writeSpans(spans) : `[${shown.trim()}](${address})`;
}

/** An address that Discord takes in links and buttons. */
export function openable(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, href } = new URL(url);
  const address = href.replace(/[()<>]/g, (bracket) => `%${bracket.charCodeAt(0).toString(16).toUpperCase()}`);
  return /^https?:$/.test(protocol) && address.length <= LIMITS.linkUrl ? address : undefined;
}

function writeSpan(span: Span): string {
  switch (span.kind) {
    case 'text':
      return escapeText(span.text);
    case 'strong':
      return styled('**', escapeText(span.text));
    case 'emphasis':
      return styled('*', escapeText(span.text));
    case 'code':
      return styled('`', escapeCode(span.text));
    case 'link':
      return writeLink([{ kind: 'text', text: span.text }], span.url);
    case 'time':
      return `<t:${Math.floor(Date.parse(span.at) / 1000)}:f>`;
    default:
      return unreachable(span);
  }
}

/** Marks hold only around something, not next to a space, and not around an address, which would swallow them. */
function styled(mark: string, text: string): string {
  if (ADDRESS.test(text)) return text;
  const [, before = '', inner = '', after = ''] = /^(\s*)(.*?)(\s*)$/s.exec(text) ?? [];
  return inner === '' ? text : `${before}${mark}${inner}${mark}${after}`;
}
