import { truncate } from './format.ts';

/**
 * A stretch of text with what it means, never how a platform writes it. `text` is what a person reads: no markup, no escapes.
 * A `time` is an instant (ISO 8601, UTC) that each platform shows in the reader's own zone.
 */
export type Span =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'strong'; readonly text: string }
  | { readonly kind: 'emphasis'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly url: string }
  | { readonly kind: 'time'; readonly at: string };

/** What is read of spans that are shown without any style. A time has no text of its own. */
export function spansToText(spans: readonly Span[]): string {
  return spans.map((span) => ('text' in span ? span.text : '')).join('');
}

/** Spans of at most `most` characters together; the one in which they end is cut as `shorten` cuts a text. */
export function truncateSpans(spans: readonly Span[], maxLength: number): Span[] {
  const kept: Span[] = [];
  let remaining = maxLength;
  for (const span of spans) {
    const length = 'text' in span ? span.text.length : 0;
    if (length > remaining) {
      if ('text' in span) kept.push({ ...span, text: remaining < 2 ? '…' : truncate(span.text, remaining) });
      break;
    }
    kept.push(span);
    remaining -= length;
  }
  return kept;
}
