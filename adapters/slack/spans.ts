import type { types } from '@slack/bolt';
import { unreachable } from '../../src/runtime/errors.ts';
import { formatUtcInstant } from '../../src/text/format.ts';
import { type Span, truncateSpans } from '../../src/text/spans.ts';
import { escapeRichText } from './escape.ts';
import { LIMITS } from './limits.ts';

type RichTextElement = types.RichTextElement;
type RichTextStyle = NonNullable<types.RichTextText['style']>;

/** A URL in text, without the punctuation after it. Slack doesn't link URLs in `rich_text` automatically. */
const BARE_URL = /(https?:\/\/(?:[^\s<>()]|\([^\s<>()]*\))*(?:[^\s<>().,;:!?'"\]]|\([^\s<>()]*\)))/i;

/** Lines as one block (https://docs.slack.dev/reference/block-kit/blocks/rich-text-block), or none if all are blank. */
export function richText(lines: readonly (readonly RichTextElement[])[]): types.RichTextBlock[] {
  const nonEmptyLines = lines.filter((line) =>
    line.some((element) => !('text' in element) || element.text?.trim() !== ''),
  );
  const elements = nonEmptyLines.flatMap((line, index) =>
    index === 0 ? line : [{ type: 'text' as const, text: '\n' }, ...line],
  );
  return elements.length === 0
    ? []
    : [{ type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [...elements] }] }];
}

/** Spans as the elements of a line, each in its own style combined with the given one. */
export function writeSpans(spans: readonly Span[], style: RichTextStyle = {}): RichTextElement[] {
  return escapeSpans(spans).flatMap((span) => writeSpan(span, style));
}

/** Spans as a bold link with highlighted words underlined, or as bold text if the URL isn't usable. */
export function writeLink(spans: readonly Span[], url: string): RichTextElement[] {
  const href = toHttpUrl(url);
  const parts = escapeSpans(spans).filter((span) => 'text' in span);
  if (href === undefined || parts.every(({ text }) => text.trim() === '')) return writeSpans(spans, { bold: true });
  return parts.flatMap(({ kind, text }) =>
    linkElements(text, href, { bold: true, ...(kind === 'strong' && { underline: true }) }),
  );
}

/** The normalized URL if Slack accepts it in links, buttons and images. */
export function toHttpUrl(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, href } = new URL(url);
  return /^https?:$/.test(protocol) && href.length <= LIMITS.url ? href : undefined;
}

function writeSpan(span: Span, style: RichTextStyle): RichTextElement[] {
  switch (span.kind) {
    case 'text':
      return linkifyText(span.text, style);
    case 'strong':
      return linkifyText(span.text, { ...style, bold: true });
    case 'emphasis':
      return linkifyText(span.text, { ...style, italic: true });
    case 'code':
      return textElements(span.text, { ...style, code: true });
    case 'link': {
      const href = toHttpUrl(span.url);
      return href === undefined ? textElements(span.text, style) : linkElements(span.text, href, style);
    }
    case 'time': {
      const timestamp = Math.floor(Date.parse(span.at) / 1000);
      const format = '{date_short_pretty} at {time}';
      return [{ type: 'date', timestamp, format, fallback: formatUtcInstant(span.at), ...styleField(style) }];
    }
    default:
      return unreachable(span);
  }
}

function linkifyText(text: string, style: RichTextStyle): RichTextElement[] {
  return text.split(BARE_URL).flatMap((part, index) => {
    const href = index % 2 === 1 ? toHttpUrl(part) : undefined;
    return href === undefined ? textElements(part, style) : linkElements(part, href, style);
  });
}

function textElements(text: string, style: RichTextStyle): RichTextElement[] {
  return text === '' ? [] : [{ type: 'text', text, ...styleField(style) }];
}

function linkElements(text: string, url: string, style: RichTextStyle): RichTextElement[] {
  return text === '' ? [] : [{ type: 'link', url, text, ...styleField(style) }];
}

function escapeSpans(spans: readonly Span[]): Span[] {
  const escaped = spans.map((span) => ('text' in span ? { ...span, text: escapeRichText(span.text) } : span));
  return truncateSpans(escaped, LIMITS.text);
}

function styleField(style: RichTextStyle): { style?: RichTextStyle } {
  return Object.keys(style).length === 0 ? {} : { style };
}

/** The text of spans, for elements without styles. */
export function spansToPlainText(spans: readonly Span[]): string {
  return spans.map((span) => ('text' in span ? span.text : formatUtcInstant(span.at))).join('');
}
