import { sanitizeLine } from '../text/visible.ts';

const GRAPHEMES = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * A text for a picture: in one line, nothing in it that can't be seen, and where it is wider than there is room, cut between two characters
 * and marked with "…". `widthOf` tells how wide a text is drawn.
 */
export function truncateToWidth(text: string, maxWidth: number, measureWidth: (text: string) => number): string {
  const shown = sanitizeLine(text).trim();
  if (measureWidth(shown) <= maxWidth) return shown;
  const characterStarts = [...GRAPHEMES.segment(shown)].map(({ index }) => index);
  let [fits, tooMany] = [0, characterStarts.length];
  while (tooMany - fits > 1) {
    const middle = (fits + tooMany) >> 1;
    if (measureWidth(`${shown.slice(0, characterStarts[middle])}…`) <= maxWidth) fits = middle;
    else tooMany = middle;
  }
  return `${shown.slice(0, characterStarts[fits]).trimEnd()}…`;
}
