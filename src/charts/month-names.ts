const NAMES = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A month for people: "May 2024". */
export function showMonth(month: string): string {
  return `${shortMonth(month)} ${yearOf(month)}`;
}

/** "May" */
export function shortMonth(month: string): string {
  return NAMES[Number(month.slice(-2)) - 1] ?? month;
}

/** "2024" */
export function yearOf(month: string): string {
  return month.slice(0, 'YYYY'.length);
}
