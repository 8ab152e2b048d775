/** A number of upvotes or comments, both ends included. */
export interface Range {
  readonly min?: number;
  readonly max?: number;
}

/** The days a date filter covers, from `2024`, `2024-06` or `2024-06-03`; nothing when that is not a day of the calendar. */
export function period(value: string): { first: string; last: string } | undefined {
  const [, year, month, day] = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(value) ?? [];
  if (year === undefined) return undefined;
  const first = `${year}-${month ?? '01'}-${day ?? '01'}`;
  const last = `${year}-${month ?? '12'}-${day ?? lastDay(Number(year), Number(month ?? '12'))}`;
  return isDay(first) && isDay(last) ? { first, last } : undefined;
}

function lastDay(year: number, month: number): string {
  return String(new Date(Date.UTC(year, month, 0)).getUTCDate());
}

function isDay(day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}

/** The day filter's value that was probably meant: `2024/6` is 2024-06. */
export function nearestPeriod(value: string): string | undefined {
  const [, year, ...rest] = /^(\d{4})(?:\D(\d{1,2})(?:\D(\d{1,2}))?)?$/.exec(value) ?? [];
  if (year === undefined) return undefined;
  const written = [year, ...rest.filter((part) => part !== undefined).map((part) => part.padStart(2, '0'))].join('-');
  return period(written) === undefined ? year : written;
}

/** A range of numbers from `>20`, `<=5`, `=3`, `5..20` or a plain number, which means at least; nothing when it is none of these. */
export function range(value: string): Range | undefined {
  const [, sign, number] = /^(>=|<=|[><=≥≤]?)(\d{1,9})$/.exec(value) ?? [];
  if (number !== undefined) return signed(sign ?? '', Number(number));
  const [, from, to] = /^(\d{0,9})\.\.(\d{0,9})$/.exec(value) ?? [];
  if (!from && !to) return undefined;
  return { ...(from ? { min: Number(from) } : {}), ...(to ? { max: Number(to) } : {}) };
}

function signed(sign: string, number: number): Range {
  if (sign === '>') return { min: number + 1 };
  if (sign === '<') return { max: number - 1 };
  if (sign === '<=' || sign === '≤') return { max: number };
  if (sign === '=') return { min: number, max: number };
  return { min: number };
}
