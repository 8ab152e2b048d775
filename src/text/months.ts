/** Months of the calendar, as in `2024-05`: they sort as texts do. */

const DAY_MS = 24 * 60 * 60 * 1000;

/** The month of a day, `YYYY-MM-DD`. */
export function monthOfDay(day: string): string {
  return day.slice(0, 'YYYY-MM'.length);
}

/** The month so many months after another one; before it where the number is negative. */
export function addMonths(month: string, count: number): string {
  const monthNumber = toMonthNumber(month) + count;
  return `${String(Math.floor(monthNumber / 12)).padStart(4, '0')}-${String((monthNumber % 12) + 1).padStart(2, '0')}`;
}

/** All months from one to another, both included; none where the other comes first. */
export function listMonths(first: string, last: string): string[] {
  const length = Math.max(0, toMonthNumber(last) - toMonthNumber(first) + 1);
  return Array.from({ length }, (_, at) => addMonths(first, at));
}

/** Whether a day begins a month, and another one ends one: no part of a month is between them. */
export function spansWholeMonths({ since, until }: { readonly since?: string; readonly until?: string }): boolean {
  const dayAfter = until && new Date(Date.parse(until) + DAY_MS).toISOString().slice(0, 'YYYY-MM-DD'.length);
  return [since, dayAfter].every((day) => day === undefined || day.endsWith('-01'));
}

/** How many months there have been since the year 0. */
function toMonthNumber(month: string): number {
  const [year = 0, monthInYear = 1] = month.split('-').map(Number);
  return year * 12 + monthInYear - 1;
}

const MONTH_NAMES = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A month for people: "May 2024". */
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

/** Steps between labelled months that one can count in: each divides a year, or is whole years. */
const LABEL_STEPS = [1, 2, 3, 4, 6, 12, 24, 36, 60] as const;

/**
 * Which months of an axis have their name below it, as places in the list: at most so many, evenly, counted from January, so that the years
 * stand at the same places in every chart.
 */
export function selectLabelledMonths(months: readonly string[], maxLabels: number): number[] {
  for (const step of LABEL_STEPS) {
    const indexes = months.flatMap((month, at) => (isOnLabelStep(month, step) ? [at] : []));
    if (indexes.length <= maxLabels && indexes.length > 0) return indexes;
  }
  return months.length === 0 ? [] : [0];
}

function isOnLabelStep(month: string, step: number): boolean {
  const [year = 0, monthInYear = 1] = month.split('-').map(Number);
  return (year * 12 + monthInYear - 1) % step === 0;
}
