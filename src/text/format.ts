import SearchableMap from 'minisearch/SearchableMap';

/** "1 paper", "3 papers"; an irregular plural is passed in: "3 replies". */
export function pluralize(count: number, singular: string, plural = `${singular}s`): string {
  return `${count} ${count === 1 ? singular : plural}`;
}

/** "a, b and c" */
export function formatList(items: readonly string[], conjunction: 'and' | 'or'): string {
  const type = conjunction === 'and' ? 'conjunction' : 'disjunction';
  return new Intl.ListFormat('en-GB', { type }).format(items);
}

/** Short English month names, January first. */
export const MONTH_NAMES = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** "Mar 1, 2025" from `2025-03-01`, "Mar 1" from `03-01`. */
export function formatDay(day: string): string {
  const [dayOfMonth = 1, month = 1, year] = day.split('-').map(Number).reverse();
  const monthDay = `${MONTH_NAMES[month - 1]} ${dayOfMonth}`;
  return year === undefined ? monthDay : `${monthDay}, ${year}`;
}

/** "Nov 21, 2026 at 14:05 UTC" from an ISO 8601 instant in UTC. */
export function formatUtcInstant(at: string): string {
  return `${formatDay(at.slice(0, 10))} at ${at.slice(11, 16)} UTC`;
}

const GRAPHEMES = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Cuts to `maxLength`, including the "…": after a word if one ends in the second half, else between graphemes. */
export function truncate(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const end = GRAPHEMES.segment(text).containing(maxLength - 1)?.index ?? 0;
  const cut = text.slice(0, end).trimEnd();
  const atWord = /\s/.test(text.charAt(end)) ? cut : cut.replace(/\s+\S*$/, '');
  return `${atWord.length > maxLength / 2 ? atWord : cut}…`;
}

/** The text on one line, without control, zero-width and bidi characters, lone surrogates and stacked accents. */
export function sanitizeLine(text: string): string {
  return (
    text
      .replace(/\s+/g, ' ')
      .replace(/[\p{Cc}\p{Cs}\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu, '')
      // A zero-width joiner is needed within emoji only.
      .replace(/(?<!\p{Extended_Pictographic}[\ufe0f\u{1f3fb}-\u{1f3ff}]?)\u200d/gu, '')
      .replace(/(\p{M}{3})\p{M}+/gu, '$1')
  );
}

/** Strips trailing characters that match `pattern`. A regular expression with `+$` would take quadratic time. */
export function trimEndMatching(text: string, pattern: RegExp): string {
  let end = text.length;
  while (end > 0 && pattern.test(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}

/** The closest choice within an edit distance of 2 (1 below 4 letters), else one that starts with `value`. */
export function closestMatch<Choice extends string>(value: string, choices: readonly Choice[]): Choice | undefined {
  const byName = SearchableMap.from(choices.map((choice) => [choice, choice] as const));
  const closest = [...byName.fuzzyGet(value, value.length < 4 ? 1 : 2).values()];
  closest.sort(([, a], [, b]) => a - b);
  return closest[0]?.[0] ?? (value.length > 1 ? choices.find((choice) => choice.startsWith(value)) : undefined);
}
