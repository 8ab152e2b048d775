import { unreachable } from '../../src/errors.ts';
import { plainText, type Span } from '../../src/text/span.ts';
import { escapeText, escapeValue } from './escape.ts';

/** An address as it stands in a text; what ends a sentence or closes a bracket is none of it. */
const ADDRESS = /(https?:\/\/[^\s<>"`|\\]*[^\s<>"`|\\.,:;!?'()[\]{}])/gi;

/**
 * Spans as HTML, all on one line: `<strong>`, `<em>`, `<code>`, `<a>`, and `<time datetime>`, whose text is the instant in UTC until the
 * page puts it into the reader's zone. An address in a text becomes a link, as it does on the other platforms.
 */
export function writeSpans(spans: readonly Span[]): string {
  return spans.map((span) => writeSpan(span, linkAddresses)).join('');
}

/** A link behind spans, in which no other one can be. Where the address is none that a page may lead to, they stand alone. */
export function writeLink(spans: readonly Span[], url: string): string {
  const address = openable(url);
  if (address === undefined) return writeSpans(spans);
  const shown = spans.map((span) => (span.kind === 'link' ? escapeText(span.text) : writeSpan(span, escapeText)));
  return anchor(plainText(spans).trim() === '' ? escapeText(address) : shown.join(''), address);
}

/** An address that a page may lead to: one of the web, and no script. */
export function openable(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, href } = new URL(url);
  return /^https?:$/.test(protocol) ? href : undefined;
}

/** Whether anything of spans can be seen. */
export function saysNothing(spans: readonly Span[]): boolean {
  return spans.every((span) => 'text' in span && escapeText(span.text).trim() === '');
}

function writeSpan(span: Span, writeText: (text: string) => string): string {
  switch (span.kind) {
    case 'text':
      return writeText(span.text);
    case 'strong':
      return `<strong>${escapeText(span.text)}</strong>`;
    case 'emphasis':
      return `<em>${escapeText(span.text)}</em>`;
    case 'code':
      return `<code>${escapeText(span.text)}</code>`;
    case 'link':
      return writeLink([{ kind: 'text', text: span.text }], span.url);
    case 'time':
      return `<time datetime="${escapeText(span.at)}">${escapeText(inUtc(span.at))}</time>`;
    default:
      return unreachable(span);
  }
}

/** Text in which addresses are links. */
export function linkAddresses(text: string): string {
  return text
    .split(ADDRESS)
    .map((part, at) => {
      const address = at % 2 === 1 ? openable(part) : undefined;
      return address === undefined ? escapeText(part) : anchor(escapeText(part), address);
    })
    .join('');
}

/** @param html what is shown of it, escaped */
function anchor(html: string, address: string): string {
  return `<a href="${escapeValue(address)}" target="_blank" rel="noopener noreferrer">${html}</a>`;
}

/** "Nov 21, 2026, 09:00 UTC" */
function inUtc(at: string): string {
  return new Date(at).toLocaleString('en-US', {
    timeZone: 'UTC',
    timeZoneName: 'short',
    ...{ year: 'numeric', month: 'short', day: 'numeric' },
    ...{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  });
}
