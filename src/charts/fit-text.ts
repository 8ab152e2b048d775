import { visible } from '../text/visible.ts';

const CHARACTERS = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * A text for a picture: in one line, nothing in it that can't be seen, and where it is wider than there is room, cut between two characters
 * and marked with "…". `widthOf` tells how wide a text is drawn.
 */
export function fitText(text: string, room: number, widthOf: (text: string) => number): string {
  const shown = visible(text).trim();
  if (widthOf(shown) <= room) return shown;
  const ends = [...CHARACTERS.segment(shown)].map(({ index }) => index);
  let [fits, tooMany] = [0, ends.length];
  while (tooMany - fits > 1) {
    const middle = (fits + tooMany) >> 1;
    if (widthOf(`${shown.slice(0, ends[middle])}…`) <= room) fits = middle;
    else tooMany = middle;
  }
  return `${shown.slice(0, ends[fits]).trimEnd()}…`;
}
