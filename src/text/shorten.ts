/** A text of at most `most` characters: cut at a word where one ends in its second half, never inside a character, and marked with "…". */
export function shorten(text: string, most: number): string {
  if (text.length <= most) return text;
  const cut = text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '');
  const word = cut.replace(/\s+\S*$/, '');
  return `${word.length > most / 2 ? word : cut}…`;
}
