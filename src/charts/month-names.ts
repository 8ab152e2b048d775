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
