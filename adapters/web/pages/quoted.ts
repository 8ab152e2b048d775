import { sanitizeLine } from '../../../src/text/visible.ts';

/** A text as one phrase of the query language: what that takes for a quote (`query-pieces.ts`) would end it too early. */
export function quotePhrase(text: string): string {
  return `"${sanitizeLine(text).replace(/["\u201c-\u201f\u00ab\u00bb\u2033\uff02]/g, ' ')}"`;
}
