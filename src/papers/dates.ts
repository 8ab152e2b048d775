import { Temporal } from 'temporal-polyfill';
import { formatDay, truncate } from '../text/format.ts';

const DAY_MS = 24 * 60 * 60_000;

/** All days (`YYYY-MM-DD`) from one to another, both included, the oldest first; none where the other is before it. */
export function eachDayInRange(from: string, to: string): string[] {
  const count = Math.max(0, dayDifference(from, to) + 1);
  return Array.from({ length: count }, (_, at) => subtractDays(from, -at));
}

/** Whether a day is a Saturday or a Sunday. */
export function isWeekend(day: string): boolean {
  return [0, 6].includes(new Date(day).getUTCDay());
}

/** The day so many days before another. */
export function subtractDays(day: string, days: number): string {
  return new Date(Date.parse(day) - days * DAY_MS).toISOString().slice(0, 10);
}

/** How many days it is from one day to another. */
export function dayDifference(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
}

/** A day, week or month of the calendar, its days included. Of one that is not over, those that have come. */
export interface CalendarPeriod {
  readonly period: DatedPeriod;
  readonly from: string;
  readonly to: string;
  readonly isOver: boolean;
}

/** Why a text names no such period, in a sentence, and one that does. */
export interface InvalidPeriod {
  readonly problem: string;
  readonly suggestion: { readonly period: DatedPeriod; readonly date: string };
}

/** What somebody wrote: its first day, and how long it is by itself. */
interface ParsedDate {
  readonly firstDay: Temporal.PlainDate;
  readonly precision: DatedPeriod;
}

/** A text that is no date may be of any length. */
const MAX_QUOTED_LENGTH = 40;

const ACCEPTED_FORMATS = 'a day as 2025-03-05, a week as 2025-W10 or a month as 2025-03';

const PERIODS_BY_LENGTH = ['day', 'week', 'month'] as const satisfies readonly DatedPeriod[];

/**
 * Reads `2025-03-05`, `2025-W10` (ISO 8601), `2025-03`, `today` and `yesterday`. What is said of the period widens it: to the ISO week, or
 * the month of the calendar, that holds its day; a week belongs to the month of its Thursday, as ISO 8601 has it for years.
 *
 * @param today the newest day that papers may have, `YYYY-MM-DD`
 */
export function parseCalendarPeriod(
  text: string,
  requested: DatedPeriod | undefined,
  today: string,
): CalendarPeriod | InvalidPeriod {
  const now = Temporal.PlainDate.from(today);
  const parsed = parseDate(text, now);
  const quoted = truncate(text, MAX_QUOTED_LENGTH);
  if (parsed === undefined) {
    return {
      problem: `"${quoted}" is no date here: write ${ACCEPTED_FORMATS}.`,
      suggestion: suggestPeriod(text, requested, now),
    };
  }
  const { firstDay, precision } = parsed;
  const period = requested ?? precision;
  if (PERIODS_BY_LENGTH.indexOf(period) < PERIODS_BY_LENGTH.indexOf(precision)) {
    return {
      problem: `"${quoted}" is a ${precision}, and longer than a ${period}.`,
      suggestion: { period, date: earlierDate(firstDay, now).toString() },
    };
  }
  const { from, to } = periodBounds(precision === 'week' ? firstDay.add({ days: 3 }) : firstDay, period);
  if (Temporal.PlainDate.compare(from, now) > 0) {
    return {
      problem: `"${quoted}" has not come yet: the newest papers are of ${formatDay(today)}.`,
      suggestion: { period, date: today },
    };
  }
  return {
    period,
    from: from.toString(),
    to: earlierDate(to, now).toString(),
    isOver: earlierDate(to, now).equals(to),
  };
}

/** What one is likely to ask for, to choose from. */
export function suggestPeriods(today: string): { label: string; value: string }[] {
  const day = Temporal.PlainDate.from(today);
  return [
    { label: `today, ${formatDay(today)}`, value: today },
    {
      label: `yesterday, ${formatDay(day.subtract({ days: 1 }).toString())}`,
      value: day.subtract({ days: 1 }).toString(),
    },
    { label: `this week, ${formatIsoWeek(day)}`, value: formatIsoWeek(day) },
    {
      label: `last week, ${formatIsoWeek(day.subtract({ weeks: 1 }))}`,
      value: formatIsoWeek(day.subtract({ weeks: 1 })),
    },
    { label: `this month, ${formatMonth(day)}`, value: formatMonth(day) },
    {
      label: `last month, ${formatMonth(day.subtract({ months: 1 }))}`,
      value: formatMonth(day.subtract({ months: 1 })),
    },
  ];
}

function parseDate(text: string, today: Temporal.PlainDate): ParsedDate | undefined {
  const normalized = text.trim().toLowerCase();
  if (normalized === 'today') return { firstDay: today, precision: 'day' };
  if (normalized === 'yesterday') return { firstDay: today.subtract({ days: 1 }), precision: 'day' };
  const [, year, week] = /^(\d{4})-w(\d{2})$/.exec(normalized) ?? [];
  if (year !== undefined && week !== undefined) return parseIsoWeek(Number(year), Number(week));
  const range = /^\d{4}-/.test(normalized) ? parseDateRange(normalized) : undefined;
  return (
    range && { firstDay: Temporal.PlainDate.from(range.first), precision: normalized.length === 7 ? 'month' : 'day' }
  );
}

/** The first week of a year is the one with January 4; some years have 53. */
function parseIsoWeek(year: number, week: number): ParsedDate | undefined {
  const january4 = new Temporal.PlainDate(year, 1, 4);
  const firstDay = january4.subtract({ days: january4.dayOfWeek - 1 }).add({ weeks: week - 1 });
  return firstDay.weekOfYear === week ? { firstDay, precision: 'week' } : undefined;
}

function periodBounds(
  day: Temporal.PlainDate,
  period: DatedPeriod,
): { from: Temporal.PlainDate; to: Temporal.PlainDate } {
  switch (period) {
    case 'day':
      return { from: day, to: day };
    case 'week':
      return { from: day.subtract({ days: day.dayOfWeek - 1 }), to: day.add({ days: 7 - day.dayOfWeek }) };
    case 'month':
      return { from: day.with({ day: 1 }), to: day.with({ day: day.daysInMonth }) };
    default:
      return period satisfies never;
  }
}

/** The date that was probably meant: `2025/3/5` is 2025-03-05. */
function suggestPeriod(
  text: string,
  requested: DatedPeriod | undefined,
  now: Temporal.PlainDate,
): InvalidPeriod['suggestion'] {
  const parsed = parseDate(suggestDate(text.trim()) ?? '', now);
  if (parsed === undefined || Temporal.PlainDate.compare(parsed.firstDay, now) > 0)
    return { period: requested ?? 'day', date: now.toString() };
  return { period: requested ?? parsed.precision, date: parsed.firstDay.toString() };
}

function earlierDate(one: Temporal.PlainDate, other: Temporal.PlainDate): Temporal.PlainDate {
  return Temporal.PlainDate.compare(one, other) <= 0 ? one : other;
}

function formatIsoWeek(day: Temporal.PlainDate): string {
  return `${day.yearOfWeek}-W${String(day.weekOfYear).padStart(2, '0')}`;
}

function formatMonth(day: Temporal.PlainDate): string {
  return day.toString().slice(0, 'YYYY-MM'.length);
}

export const PERIODS = ['day', 'week', 'month', 'all'] as const;
export type Period = (typeof PERIODS)[number];
/** Those that begin and end somewhere. */
export type DatedPeriod = Exclude<Period, 'all'>;

/** The days a date filter covers, from `2024`, `2024-06` or `2024-06-03`; nothing when that is not a day of the calendar. */
export function parseDateRange(value: string): { first: string; last: string } | undefined {
  const [, year, month, day] = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(value) ?? [];
  if (year === undefined) return undefined;
  const first = `${year}-${month ?? '01'}-${day ?? '01'}`;
  const last = `${year}-${month ?? '12'}-${day ?? lastDayOfMonth(Number(year), Number(month ?? '12'))}`;
  return isCalendarDay(first) && isCalendarDay(last) ? { first, last } : undefined;
}

function lastDayOfMonth(year: number, month: number): string {
  return String(new Date(Date.UTC(year, month, 0)).getUTCDate());
}

function isCalendarDay(day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}

/** The day filter's value that was probably meant: `2024/6` is 2024-06. */
export function suggestDate(value: string): string | undefined {
  const [, year, ...rest] = /^(\d{4})(?:\D(\d{1,2})(?:\D(\d{1,2}))?)?$/.exec(value) ?? [];
  if (year === undefined) return undefined;
  const normalized = [year, ...rest.filter((part) => part !== undefined).map((part) => part.padStart(2, '0'))].join(
    '-',
  );
  return parseDateRange(normalized) === undefined ? year : normalized;
}

/** The list of a day opens at half past nine in the evening before, where Hugging Face's editors are. */
const LISTING_TIME_ZONE = 'America/New_York';
const OPENS_BEFORE_MIDNIGHT = { hours: 2, minutes: 30 };

/**
 * The newest day whose list may be open at an instant: https://github.com/huggingface/hf-mcp-server, `currentDailyFeedDate`. It knows no
 * weekends, on which there are no lists.
 */
export function latestListingDay(now: Date): string {
  const local = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(LISTING_TIME_ZONE);
  // On the clock on the wall: a night in which clocks change is no longer or shorter.
  return local.toPlainDateTime().add(OPENS_BEFORE_MIDNIGHT).toPlainDate().toString();
}
