import type { Span } from './span.ts';

/** A title or abstract as its source wrote it, TeX included, in spans to show. */
export function texToSpans(source: string): Span[] {
  return [{ kind: 'text', text: source }];
}

/** The same as plain text, for places without any style. */
export function texToText(source: string): string {
  return texToSpans(source)
    .map((span) => ('text' in span ? span.text : ''))
    .join('');
}
