import { Temporal } from 'temporal-polyfill';
import { shorten } from '../text/shorten.ts';
import { showDay } from '../text/show-day.ts';
import { nearestPeriod, period as spanOf } from './period.ts';
import type { DatedPeriod } from './top-papers.ts';

/** A day, week or month of the calendar, its days included. Of one that is not over, those that have come. */
export interface NamedPeriod {
  readonly period: DatedPeriod;
  readonly from: string;
  readonly to: string;
  readonly isOver: boolean;
}

/** Why a text names no such period, in a sentence, and one that does. */
export interface Misnamed {
  readonly problem: string;
  readonly instead: { readonly period: DatedPeriod; readonly date: string };
}

/** What somebody wrote: its first day, and how long it is by itself. */
interface Written {
  readonly first: Temporal.PlainDate;
  readonly form: DatedPeriod;
}

/** A text that is no date may be of any length. */
const SHOWN = 40;

const FORMS = 'a day as 2025-03-05, a week as 2025-W10 or a month as 2025-03';

const LENGTHS = ['day', 'week', 'month'] as const satisfies readonly DatedPeriod[];

/**
 * Reads `2025-03-05`, `2025-W10` (ISO 8601), `2025-03`, `today` and `yesterday`. What is said of the period widens it: to the ISO week, or
 * the month of the calendar, that holds its day; a week belongs to the month of its Thursday, as ISO 8601 has it for years.
 *
 * @param today the newest day that papers may have, `YYYY-MM-DD`
 */
export function readNamedPeriod(text: string, said: DatedPeriod | undefined, today: string): NamedPeriod | Misnamed {
  const now = Temporal.PlainDate.from(today);
  const written = readWritten(text, now);
  const shown = shorten(text, SHOWN);
  if (written === undefined) {
    return { problem: `"${shown}" is no date here: write ${FORMS}.`, instead: meantBy(text, said, now) };
  }
  const { first, form } = written;
  const period = said ?? form;
  if (LENGTHS.indexOf(period) < LENGTHS.indexOf(form)) {
    return {
      problem: `"${shown}" is a ${form}, and longer than a ${period}.`,
      instead: { period, date: earlier(first, now).toString() },
    };
  }
  const { from, to } = spanWith(form === 'week' ? first.add({ days: 3 }) : first, period);
  if (Temporal.PlainDate.compare(from, now) > 0) {
    return {
      problem: `"${shown}" has not come yet: the newest papers are of ${showDay(today)}.`,
      instead: { period, date: today },
    };
  }
  return { period, from: from.toString(), to: earlier(to, now).toString(), isOver: earlier(to, now).equals(to) };
}

/** What one is likely to ask for, to choose from. */
export function recentPeriods(today: string): { label: string; value: string }[] {
  const day = Temporal.PlainDate.from(today);
  return [
    { label: `today, ${showDay(today)}`, value: today },
    {
      label: `yesterday, ${showDay(day.subtract({ days: 1 }).toString())}`,
      value: day.subtract({ days: 1 }).toString(),
    },
    { label: `this week, ${weekOf(day)}`, value: weekOf(day) },
    { label: `last week, ${weekOf(day.subtract({ weeks: 1 }))}`, value: weekOf(day.subtract({ weeks: 1 })) },
    { label: `this month, ${monthOf(day)}`, value: monthOf(day) },
    { label: `last month, ${monthOf(day.subtract({ months: 1 }))}`, value: monthOf(day.subtract({ months: 1 })) },
  ];
}

function readWritten(text: string, today: Temporal.PlainDate): Written | undefined {
  const written = text.trim().toLowerCase();
  if (written === 'today') return { first: today, form: 'day' };
  if (written === 'yesterday') return { first: today.subtract({ days: 1 }), form: 'day' };
  const [, year, week] = /^(\d{4})-w(\d{2})$/.exec(written) ?? [];
  if (year !== undefined && week !== undefined) return readWeek(Number(year), Number(week));
  const span = /^\d{4}-/.test(written) ? spanOf(written) : undefined;
  return span && { first: Temporal.PlainDate.from(span.first), form: written.length === 7 ? 'month' : 'day' };
}

/** The first week of a year is the one with January 4; some years have 53. */
function readWeek(year: number, week: number): Written | undefined {
  const fourth = new Temporal.PlainDate(year, 1, 4);
  const first = fourth.subtract({ days: fourth.dayOfWeek - 1 }).add({ weeks: week - 1 });
  return first.weekOfYear === week ? { first, form: 'week' } : undefined;
}

function spanWith(day: Temporal.PlainDate, period: DatedPeriod): { from: Temporal.PlainDate; to: Temporal.PlainDate } {
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
function meantBy(text: string, said: DatedPeriod | undefined, now: Temporal.PlainDate): Misnamed['instead'] {
  const meant = readWritten(nearestPeriod(text.trim()) ?? '', now);
  if (meant === undefined || Temporal.PlainDate.compare(meant.first, now) > 0)
    return { period: said ?? 'day', date: now.toString() };
  return { period: said ?? meant.form, date: meant.first.toString() };
}

function earlier(one: Temporal.PlainDate, other: Temporal.PlainDate): Temporal.PlainDate {
  return Temporal.PlainDate.compare(one, other) <= 0 ? one : other;
}

function weekOf(day: Temporal.PlainDate): string {
  return `${day.yearOfWeek}-W${String(day.weekOfYear).padStart(2, '0')}`;
}

function monthOf(day: Temporal.PlainDate): string {
  return day.toString().slice(0, 'YYYY-MM'.length);
}
