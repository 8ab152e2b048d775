const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A day for people: "Mar 1, 2025", and without its year (`MM-DD`) "Mar 1". */
export function formatDay(day: string): string {
  const [dayOfMonth = 1, month = 1, year] = day.split('-').map(Number).reverse();
  const monthDay = `${MONTHS[month - 1]} ${dayOfMonth}`;
  return year === undefined ? monthDay : `${monthDay}, ${year}`;
}

/** An instant for people: "Nov 21, 2026 at 14:05 UTC". */
export function formatUtcInstant(at: string): string {
  return `${formatDay(at.slice(0, 10))} at ${at.slice(11, 16)} UTC`;
}
