import { Temporal } from 'temporal-polyfill';
import { formatDay, truncate } from '../text/format.ts';

const DAY_MS = 24 * 60 * 60_000;

/** The days (`YYYY-MM-DD`) from `from` to `to`, inclusive, oldest first. Empty if `to` is before `from`. */
export function eachDayInRange(from: string, to: string): string[] {
  const count = Math.max(0, dayDifference(from, to) + 1);
  return Array.from({ length: count }, (_, at) => subtractDays(from, -at));
}

/** Whether a day is a Saturday or Sunday. */
export function isWeekend(day: string): boolean {
  return [0, 6].includes(new Date(day).getUTCDay());
}

/** The day `days` days earlier. */
export function subtractDays(day: string, days: number): string {
  return new Date(Date.parse(day) - days * DAY_MS).toISOString().slice(0, 10);
}

/** Days from `from` to `to`. Negative if `to` is earlier. */
export function dayDifference(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
}

export const PERIODS = ['day', 'week', 'month', 'all'] as const;
export type Period = (typeof PERIODS)[number];
export type DatedPeriod = Exclude<Period, 'all'>;

/** A day, ISO week or month of the calendar. */
export interface CalendarPeriod {
  readonly period: DatedPeriod;
  readonly from: string;
  /** The last day, or today if the period isn't over. */
  readonly to: string;
  readonly isOver: boolean;
}

/** Why a text isn't a valid period, in a sentence, and a period that is valid. */
export interface InvalidPeriod {
  readonly problem: string;
  readonly suggestion: { readonly period: DatedPeriod; readonly date: string };
}

interface ParsedDate {
  readonly firstDay: Temporal.PlainDate;
  /** The length of the date as written: `2025-03` is a month. */
  readonly precision: DatedPeriod;
}

const MAX_QUOTED_LENGTH = 40;

const PERIODS_BY_LENGTH = ['day', 'week', 'month'] as const satisfies readonly DatedPeriod[];

/**
 * Parses `2025-03-05`, `2025-W10` (ISO 8601), `2025-03`, `today` and `yesterday`. `requested` widens the result to the
 * week or month that contains it. A week belongs to the month of its Thursday, as to the year in ISO 8601.
 *
 * @param today the newest day that papers can have, `YYYY-MM-DD`
 */
export function parseCalendarPeriod(
  text: string,
  requested: DatedPeriod | undefined,
  today: string,
): CalendarPeriod | InvalidPeriod {
  const now = Temporal.PlainDate.from(today);
  const parsed = parseDate(text, now);
  const quoted = `"${truncate(text, MAX_QUOTED_LENGTH)}"`;
  if (parsed === undefined) {
    return {
      problem: `${quoted} is not a valid date. Use a day such as 2025-03-05, a week such as 2025-W10 or a month such as 2025-03.`,
      suggestion: suggestPeriod(text, requested, now),
    };
  }
  const { firstDay, precision } = parsed;
  const period = requested ?? precision;
  if (PERIODS_BY_LENGTH.indexOf(period) < PERIODS_BY_LENGTH.indexOf(precision)) {
    return {
      problem: `${quoted} is a ${precision}, which is longer than a ${period}.`,
      suggestion: { period, date: earlierDate(firstDay, now).toString() },
    };
  }
  const { from, to } = periodBounds(precision === 'week' ? firstDay.add({ days: 3 }) : firstDay, period);
  if (Temporal.PlainDate.compare(from, now) > 0) {
    return {
      problem: `${quoted} is in the future. The newest papers are from ${formatDay(today)}.`,
      suggestion: { period, date: today },
    };
  }
  const lastDay = earlierDate(to, now);
  return { period, from: from.toString(), to: lastDay.toString(), isOver: lastDay.equals(to) };
}

/** Choices for a date option: the current and last day, week and month. */
export function suggestPeriods(today: string): { label: string; value: string }[] {
  const day = Temporal.PlainDate.from(today);
  const yesterday = day.subtract({ days: 1 }).toString();
  const choice = (name: string, value: string, text = value) => ({ label: `${name}, ${text}`, value });
  return [
    choice('today', today, formatDay(today)),
    choice('yesterday', yesterday, formatDay(yesterday)),
    choice('this week', formatIsoWeek(day)),
    choice('last week', formatIsoWeek(day.subtract({ weeks: 1 }))),
    choice('this month', day.toPlainYearMonth().toString()),
    choice('last month', day.toPlainYearMonth().subtract({ months: 1 }).toString()),
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

/** The first ISO week of a year contains January 4. A year has 52 or 53 weeks. */
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

function earlierDate(a: Temporal.PlainDate, b: Temporal.PlainDate): Temporal.PlainDate {
  return Temporal.PlainDate.compare(a, b) <= 0 ? a : b;
}

function formatIsoWeek(day: Temporal.PlainDate): string {
  return `${day.yearOfWeek}-W${String(day.weekOfYear).padStart(2, '0')}`;
}

/** The days of `2024`, `2024-06` or `2024-06-03`, inclusive; `undefined` if invalid. */
export function parseDateRange(value: string): { first: string; last: string } | undefined {
  const [, year, month, day] = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(value) ?? [];
  if (year === undefined) return undefined;
  try {
    const first = Temporal.PlainDate.from(`${year}-${month ?? '01'}-${day ?? '01'}`);
    const lastMonth = first.with({ month: month === undefined ? 12 : first.month });
    const last = day === undefined ? lastMonth.with({ day: lastMonth.daysInMonth }) : first;
    return { first: first.toString(), last: last.toString() };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Corrects the format of a date: `2024/6` becomes `2024-06`. */
export function suggestDate(value: string): string | undefined {
  const [, year, ...rest] = /^(\d{4})(?:\D(\d{1,2})(?:\D(\d{1,2}))?)?$/.exec(value) ?? [];
  if (year === undefined) return undefined;
  const normalized = [year, ...rest.flatMap((part) => part?.padStart(2, '0') ?? [])].join('-');
  return parseDateRange(normalized) === undefined ? year : normalized;
}

/** The day on the clocks of a time zone, or after their time is moved ahead by `ahead`. */
export function dayInZone(now: Date, timeZone: string, ahead: Temporal.DurationLike = { hours: 0 }): string {
  const local = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(timeZone);
  // Wall-clock time, so that a change of the clocks makes no difference.
  return local.toPlainDateTime().add(ahead).toPlainDate().toString();
}
