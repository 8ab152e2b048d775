const CHARACTERS = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** A text of at most `most` characters: cut at a word where one ends in its second half, never inside a character, and marked with "…". */
export function shorten(text: string, most: number): string {
  if (text.length <= most) return text;
  const end = CHARACTERS.segment(text).containing(most - 1)?.index ?? 0;
  const cut = text.slice(0, end).trimEnd();
  const words = /\s/.test(text.charAt(end)) ? cut : cut.replace(/\s+\S*$/, '');
  return `${words.length > most / 2 ? words : cut}…`;
}
