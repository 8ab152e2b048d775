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
