import { truncate } from './shorten.ts';
import type { Span } from './span.ts';

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
