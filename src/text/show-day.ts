const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A day for people: "Mar 1, 2025", and without its year (`MM-DD`) "Mar 1". */
export function showDay(day: string): string {
  const [date = 1, month = 1, year] = day.split('-').map(Number).reverse();
  const shown = `${MONTHS[month - 1]} ${date}`;
  return year === undefined ? shown : `${shown}, ${year}`;
}

/** An instant for people: "Nov 21, 2026 at 14:05 UTC". */
export function showInstant(at: string): string {
  return `${showDay(at.slice(0, 10))} at ${at.slice(11, 16)} UTC`;
}
