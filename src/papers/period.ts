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
