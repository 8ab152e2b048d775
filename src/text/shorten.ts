const GRAPHEMES = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** A text of at most `most` characters: cut at a word where one ends in its second half, never inside a character, and marked with "…". */
export function truncate(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const end = GRAPHEMES.segment(text).containing(maxLength - 1)?.index ?? 0;
  const cut = text.slice(0, end).trimEnd();
  const atWord = /\s/.test(text.charAt(end)) ? cut : cut.replace(/\s+\S*$/, '');
  return `${atWord.length > maxLength / 2 ? atWord : cut}…`;
}
