import { truncate } from './format.ts';

/**
 * Styled text without any platform's markup. `text` is what a person reads, unescaped. A `time` is an ISO 8601 instant
 * in UTC that each platform shows in the reader's time zone.
 */
export type Span =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'strong'; readonly text: string }
  | { readonly kind: 'emphasis'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly url: string }
  | { readonly kind: 'time'; readonly at: string };

/** The text of spans without their styles. A time has no text. */
export function spansToText(spans: readonly Span[]): string {
  return spans.map((span) => ('text' in span ? span.text : '')).join('');
}

/** Spans of at most `maxLength` characters in total. The last one is cut like `truncate` does. */
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
