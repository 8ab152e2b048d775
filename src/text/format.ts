import SearchableMap from 'minisearch/SearchableMap';

/** "1 paper", "3 papers"; with a plural of its own "3 replies". */
export function pluralize(count: number, singular: string, plural = `${singular}s`): string {
  return `${count} ${count === 1 ? singular : plural}`;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A day for people: "Mar 1, 2025", and without its year (`MM-DD`) "Mar 1". */
export function formatDay(day: string): string {
  const [dayOfMonth = 1, month = 1, year] = day.split('-').map(Number).reverse();
  const monthDay = `${MONTHS[month - 1]} ${dayOfMonth}`;
  return year === undefined ? monthDay : `${monthDay}, ${year}`;
}

/** An instant for people: "Nov 21, 2026 at 14:05 UTC". */
export function formatUtcInstant(at: string): string {
  return `${formatDay(at.slice(0, 10))} at ${at.slice(11, 16)} UTC`;
}

const GRAPHEMES = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** A text of at most `most` characters: cut at a word where one ends in its second half, never inside a character, and marked with "…". */
export function truncate(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const end = GRAPHEMES.segment(text).containing(maxLength - 1)?.index ?? 0;
  const cut = text.slice(0, end).trimEnd();
  const atWord = /\s/.test(text.charAt(end)) ? cut : cut.replace(/\s+\S*$/, '');
  return `${atWord.length > maxLength / 2 ? atWord : cut}…`;
}

/**
 * A text as one line in which everything can be seen: no controls, no zero-width characters, no bidirectional controls that turn a
 * line around, no halves of characters, and no towers of accents.
 */
export function sanitizeLine(text: string): string {
  return (
    text
      .replace(/\s+/g, ' ')
      .replace(/[\p{Cc}\p{Cs}\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu, '')
      // The joiner makes families of emoji; anywhere else it only hides.
      .replace(/(?<!\p{Extended_Pictographic}[\ufe0f\u{1f3fb}-\u{1f3ff}]?)\u200d/gu, '')
      .replace(/(\p{M}{3})\p{M}+/gu, '$1')
  );
}

/**
 * A text without those of its last characters that `one`, a pattern of one character, takes. A pattern with `+$` instead would start
 * anew at each character of a long run in the middle, which takes the square of its length.
 */
export function trimEndMatching(text: string, pattern: RegExp): string {
  let end = text.length;
  while (end > 0 && pattern.test(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}

/** The one of `choices` that is at most two letters from `value`, or starts with it. */
export function closestMatch<Choice extends string>(value: string, choices: readonly Choice[]): Choice | undefined {
  const byName = SearchableMap.from(choices.map((choice) => [choice, choice] as const));
  const closest = [...byName.fuzzyGet(value, value.length < 4 ? 1 : 2).values()];
  closest.sort(([, a], [, b]) => a - b);
  return closest[0]?.[0] ?? (value.length > 1 ? choices.find((choice) => choice.startsWith(value)) : undefined);
}
