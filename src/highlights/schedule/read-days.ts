import { closestMatch } from '../../search/filters.ts';
import { truncate } from '../../text/shorten.ts';
import type { Weekday } from './schedule.ts';

/** What was read, or what is wrong with it: a sentence for the person who wrote it, and what may have been meant. */
export type ParseResult<T> = { readonly value: T } | { readonly problem: string; readonly suggestion?: string };

/** The days of a week, in ISO 8601's order. */
export const DAY_NAMES = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;

export const WEEKDAYS: readonly Weekday[] = [1, 2, 3, 4, 5];
const EVERY_DAY: readonly Weekday[] = [...WEEKDAYS, 6, 7];

/** The words that stand for several days. */
const DAY_GROUPS: Readonly<Record<string, readonly Weekday[]>> = {
  daily: EVERY_DAY,
  everyday: EVERY_DAY,
  day: EVERY_DAY,
  all: EVERY_DAY,
  weekdays: WEEKDAYS,
  weekday: WEEKDAYS,
  workdays: WEEKDAYS,
  workday: WEEKDAYS,
  weekends: [6, 7],
  weekend: [6, 7],
};

const LOWERCASE_DAY_NAMES = DAY_NAMES.map((name) => name.toLowerCase());
const DAY_WORDS = [...LOWERCASE_DAY_NAMES, 'daily', 'weekdays', 'weekends'];
const DAY_EXAMPLES = 'daily, weekdays, or days such as mon,wed,fri';
const MAX_QUOTED_WORDS = 3;
const MAX_QUOTED_DAY_LENGTH = 20;

/**
 * Reads days: `daily`, `weekdays`, `Monday`, `mon,wed,fri`, `mon-fri`, `every Tuesday`, `weekly on Friday`, in any case. Two letters are
 * enough of a day's name.
 */
export function parseDays(text: string): ParseResult<readonly Weekday[]> {
  const tokens = text
    .toLowerCase()
    .split(/\s+/)
    .join(' ')
    .replace(/ to | ?[-–—] ?/g, '-')
    .split(/[^\p{L}\p{N}-]+/u)
    .filter((word) => word !== '' && !/^(?:every|each|on|and)$/.test(word));
  const words = tokens.filter((word) => !/^week(?:ly)?$/.test(word));
  if (words.length === 0 && tokens.length > 0) return { problem: 'Say on which day: days:mon.', suggestion: 'mon' };
  if (words.length === 0) return { problem: `Say on which days: ${DAY_EXAMPLES}.` };
  const parsed = words.map((word) => ({ word, days: parseDayWord(word) }));
  const invalid = parsed.filter(({ days }) => days === undefined).map(({ word }) => word);
  if (invalid.length > 0) return invalidDays([...new Set(invalid)]);
  const selected = new Set(parsed.flatMap(({ days }) => days ?? []));
  return { value: EVERY_DAY.filter((day) => selected.has(day)) };
}

function parseDayWord(word: string): readonly Weekday[] | undefined {
  if (Object.hasOwn(DAY_GROUPS, word)) return DAY_GROUPS[word];
  const [first, last, ...extra] = word.split('-').map(parseDayName);
  if (first === undefined || extra.length > 0) return undefined;
  if (!word.includes('-')) return [first];
  return last && dayRange(first, last);
}

function parseDayName(name: string): Weekday | undefined {
  const prefixes = [name, name.replace(/s$/, '')].filter(({ length }) => length >= 2);
  return EVERY_DAY[LOWERCASE_DAY_NAMES.findIndex((day) => prefixes.some((one) => day.startsWith(one)))];
}

/** From one day to another, over the end of the week where that is the way. */
function dayRange(first: Weekday, last: Weekday): Weekday[] {
  return EVERY_DAY.filter((day) => (first <= last ? first <= day && day <= last : first <= day || day <= last));
}

function invalidDays(invalid: readonly string[]): ParseResult<never> {
  const quoted = invalid.slice(0, MAX_QUOTED_WORDS).map((word) => `"${truncate(word, MAX_QUOTED_DAY_LENGTH)}"`);
  if (invalid.length > MAX_QUOTED_WORDS) quoted.push(`${invalid.length - MAX_QUOTED_WORDS} more`);
  const suggestion =
    invalid.length === 1 ? closestMatch(invalid[0]?.slice(0, MAX_QUOTED_DAY_LENGTH) ?? '', DAY_WORDS) : undefined;
  const hint = suggestion === undefined ? '' : ` Did you mean ${suggestion}?`;
  return {
    problem: `No day is called ${quoted.join(' or ')}.${hint} Give ${DAY_EXAMPLES}.`,
    ...(suggestion !== undefined && { suggestion }),
  };
}
