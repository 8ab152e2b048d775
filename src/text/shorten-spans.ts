import { shorten } from './shorten.ts';
import type { Span } from './span.ts';

/** Spans of at most `most` characters together; the one in which they end is cut as `shorten` cuts a text. */
export function shortenSpans(spans: readonly Span[], most: number): Span[] {
  const kept: Span[] = [];
  let left = most;
  for (const span of spans) {
    const length = 'text' in span ? span.text.length : 0;
    if (length > left) {
      if ('text' in span) kept.push({ ...span, text: left < 2 ? '…' : shorten(span.text, left) });
      break;
    }
    kept.push(span);
    left -= length;
  }
  return kept;
}
