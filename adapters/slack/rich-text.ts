import type { types } from '@slack/bolt';
import { unreachable } from '../../src/errors.ts';
import { shortenSpans } from '../../src/text/shorten-spans.ts';
import type { Span } from '../../src/text/span.ts';
import { literal } from './escape.ts';
import { LIMITS } from './limits.ts';
import { writeTime } from './plain.ts';

type Element = types.RichTextElement;
type Style = NonNullable<types.RichTextText['style']>;

/** An address as it stands in a text, without what ends the sentence. Slack links none by itself in `rich_text`. */
const ADDRESS = /(https?:\/\/(?:[^\s<>()]|\([^\s<>()]*\))*(?:[^\s<>().,;:!?'"\]]|\([^\s<>()]*\)))/i;

/** Lines as one `rich_text` block (https://docs.slack.dev/reference/block-kit/blocks/rich-text-block), or none where they say nothing. */
export function richText(lines: readonly (readonly Element[])[]): types.RichTextBlock[] {
  const told = lines.filter((line) => line.some((element) => !('text' in element) || element.text?.trim() !== ''));
  const elements = told.flatMap((line, at) => (at === 0 ? line : [{ type: 'text' as const, text: '\n' }, ...line]));
  return elements.length === 0
    ? []
    : [{ type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [...elements] }] }];
}

/** Spans as the elements of a line, each in its own style on top of the given one. */
export function writeSpans(spans: readonly Span[], style: Style = {}): Element[] {
  return shown(spans).flatMap((span) => writeSpan(span, style));
}

/** A bold link behind text; marked words are underlined. Where the address is none, the text stands alone. */
export function writeLink(spans: readonly Span[], url: string): Element[] {
  const address = openable(url);
  const parts = shown(spans).filter((span) => 'text' in span);
  if (address === undefined || parts.every(({ text }) => text.trim() === '')) return writeSpans(spans, { bold: true });
  return parts.flatMap(({ kind, text }) =>
    linked(text, address, { bold: true, ...(kind === 'strong' && { underline: true }) }),
  );
}

/** An address that Slack takes in links, buttons and pictures. */
export function openable(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, href } = new URL(url);
  return /^https?:$/.test(protocol) && href.length <= LIMITS.url ? href : undefined;
}

function writeSpan(span: Span, style: Style): Element[] {
  switch (span.kind) {
    case 'text':
      return withAddresses(span.text, style);
    case 'strong':
      return withAddresses(span.text, { ...style, bold: true });
    case 'emphasis':
      return withAddresses(span.text, { ...style, italic: true });
    case 'code':
      return said(span.text, { ...style, code: true });
    case 'link': {
      const address = openable(span.url);
      return address === undefined ? said(span.text, style) : linked(span.text, address, style);
    }
    case 'time': {
      const timestamp = Math.floor(Date.parse(span.at) / 1000);
      const format = '{date_short_pretty} at {time}';
      return [{ type: 'date', timestamp, format, fallback: writeTime(span.at), ...styled(style) }];
    }
    default:
      return unreachable(span);
  }
}

function withAddresses(text: string, style: Style): Element[] {
  return text.split(ADDRESS).flatMap((part, index) => {
    const address = index % 2 === 1 ? openable(part) : undefined;
    return address === undefined ? said(part, style) : linked(part, address, style);
  });
}

function said(text: string, style: Style): Element[] {
  return text === '' ? [] : [{ type: 'text', text, ...styled(style) }];
}

function linked(text: string, url: string, style: Style): Element[] {
  return text === '' ? [] : [{ type: 'link', url, text, ...styled(style) }];
}

/** Spans with their texts as Slack shows them, within what it takes. */
function shown(spans: readonly Span[]): Span[] {
  const texts = spans.map((span) => ('text' in span ? { ...span, text: literal(span.text) } : span));
  return shortenSpans(texts, LIMITS.text);
}

function styled(style: Style): { style?: Style } {
  return Object.keys(style).length === 0 ? {} : { style };
}
