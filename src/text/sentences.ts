/** The sentences of a text, in order, each trimmed; an abbreviation, a number or a link does not end one. */
export function sentences(text: string): string[] {
  return [...new Intl.Segmenter('en', { granularity: 'sentence' }).segment(text)].map((part) => part.segment.trim());
}
