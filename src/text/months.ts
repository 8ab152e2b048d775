import { MONTH_NAMES } from './format.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** The month of a day: `2024-05`, which sorts as a string. */
export function monthOfDay(day: string): string {
  return day.slice(0, 'YYYY-MM'.length);
}

/** The month `count` months later, or earlier if `count` is negative. */
export function addMonths(month: string, count: number): string {
  const monthNumber = toMonthNumber(month) + count;
  return `${String(Math.floor(monthNumber / 12)).padStart(4, '0')}-${String((monthNumber % 12) + 1).padStart(2, '0')}`;
}

/** All months from `first` to `last`, inclusive. Empty if `last` is before `first`. */
export function listMonths(first: string, last: string): string[] {
  const length = Math.max(0, toMonthNumber(last) - toMonthNumber(first) + 1);
  return Array.from({ length }, (_, at) => addMonths(first, at));
}

/** Whether a range of days starts with the first and ends with the last day of a month. An open end counts as one. */
export function spansWholeMonths({ since, until }: { readonly since?: string; readonly until?: string }): boolean {
  const dayAfter = until && new Date(Date.parse(until) + DAY_MS).toISOString().slice(0, 'YYYY-MM-DD'.length);
  return [since, dayAfter].every((day) => day === undefined || day.endsWith('-01'));
}

/** Months since January of the year 0. */
function toMonthNumber(month: string): number {
  const [year = 0, monthInYear = 1] = month.split('-').map(Number);
  return year * 12 + monthInYear - 1;
}

/** "May 2024" */
export function formatMonth(month: string): string {
  return `${formatShortMonth(month)} ${yearOfMonth(month)}`;
}

/** "May" */
export function formatShortMonth(month: string): string {
  return MONTH_NAMES[Number(month.slice(-2)) - 1] ?? month;
}

/** "2024" */
export function yearOfMonth(month: string): string {
  return month.slice(0, 'YYYY'.length);
}

/** Months between two labels: divisors of a year, or whole years. */
const LABEL_STEPS = [1, 2, 3, 4, 6, 12, 24, 36, 60] as const;

/** Indexes of the months to label on an axis: at most `maxLabels`, evenly spaced, with January among them. */
export function selectLabelledMonths(months: readonly string[], maxLabels: number): number[] {
  for (const step of LABEL_STEPS) {
    const indexes = months.flatMap((month, at) => (toMonthNumber(month) % step === 0 ? [at] : []));
    if (indexes.length <= maxLabels && indexes.length > 0) return indexes;
  }
  return months.length === 0 ? [] : [0];
}
