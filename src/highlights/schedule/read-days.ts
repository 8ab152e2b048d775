import { nearest } from '../../search/filters.ts';
import { shorten } from '../../text/shorten.ts';
import type { Weekday } from './schedule.ts';

/** What was read, or what is wrong with it: a sentence for the person who wrote it, and what may have been meant. */
export type Reading<T> = { readonly value: T } | { readonly problem: string; readonly meant?: string };

/** The days of a week, in ISO 8601's order. */
export const DAY_NAMES = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;

export const WEEKDAYS: readonly Weekday[] = [1, 2, 3, 4, 5];
const EVERY_DAY: readonly Weekday[] = [...WEEKDAYS, 6, 7];

/** The words that stand for several days. */
const SEVERAL: Readonly<Record<string, readonly Weekday[]>> = {
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

const LOWER_DAYS = DAY_NAMES.map((name) => name.toLowerCase());
const CHOICES = [...LOWER_DAYS, 'daily', 'weekdays', 'weekends'];
const EXAMPLES = 'daily, weekdays, or days such as mon,wed,fri';
const MOST_NAMED = 3;
const SHOWN = 20;

/**
 * Reads days: `daily`, `weekdays`, `Monday`, `mon,wed,fri`, `mon-fri`, `every Tuesday`, `weekly on Friday`, in any case. Two letters are
 * enough of a day's name.
 */
export function readDays(text: string): Reading<readonly Weekday[]> {
  const all = text
    .toLowerCase()
    .split(/\s+/)
    .join(' ')
    .replace(/ to | ?[-–—] ?/g, '-')
    .split(/[^\p{L}\p{N}-]+/u)
    .filter((word) => word !== '' && !/^(?:every|each|on|and)$/.test(word));
  const words = all.filter((word) => !/^week(?:ly)?$/.test(word));
  if (words.length === 0 && all.length > 0) return { problem: 'Say on which day: days:mon.', meant: 'mon' };
  if (words.length === 0) return { problem: `Say on which days: ${EXAMPLES}.` };
  const read = words.map((word) => ({ word, days: daysOf(word) }));
  const wrong = read.filter(({ days }) => days === undefined).map(({ word }) => word);
  if (wrong.length > 0) return refusal([...new Set(wrong)]);
  const wanted = new Set(read.flatMap(({ days }) => days ?? []));
  return { value: EVERY_DAY.filter((day) => wanted.has(day)) };
}

function daysOf(word: string): readonly Weekday[] | undefined {
  if (Object.hasOwn(SEVERAL, word)) return SEVERAL[word];
  const [first, last, ...more] = word.split('-').map(dayOf);
  if (first === undefined || more.length > 0) return undefined;
  if (!word.includes('-')) return [first];
  return last && span(first, last);
}

function dayOf(name: string): Weekday | undefined {
  const begun = [name, name.replace(/s$/, '')].filter(({ length }) => length >= 2);
  return EVERY_DAY[LOWER_DAYS.findIndex((day) => begun.some((one) => day.startsWith(one)))];
}

/** From one day to another, over the end of the week where that is the way. */
function span(first: Weekday, last: Weekday): Weekday[] {
  return EVERY_DAY.filter((day) => (first <= last ? first <= day && day <= last : first <= day || day <= last));
}

function refusal(wrong: readonly string[]): Reading<never> {
  const named = wrong.slice(0, MOST_NAMED).map((word) => `"${shorten(word, SHOWN)}"`);
  if (wrong.length > MOST_NAMED) named.push(`${wrong.length - MOST_NAMED} more`);
  const meant = wrong.length === 1 ? nearest(wrong[0]?.slice(0, SHOWN) ?? '', CHOICES) : undefined;
  const guess = meant === undefined ? '' : ` Did you mean ${meant}?`;
  return {
    problem: `No day is called ${named.join(' or ')}.${guess} Give ${EXAMPLES}.`,
    ...(meant !== undefined && { meant }),
  };
}
