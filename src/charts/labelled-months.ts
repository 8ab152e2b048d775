/** Steps between labelled months that one can count in: each divides a year, or is whole years. */
const STEPS = [1, 2, 3, 4, 6, 12, 24, 36, 60] as const;

/**
 * Which months of an axis have their name below it, as places in the list: at most so many, evenly, counted from January, so that the years
 * stand at the same places in every chart.
 */
export function labelledMonths(months: readonly string[], most: number): number[] {
  for (const step of STEPS) {
    const places = months.flatMap((month, at) => (isOnStep(month, step) ? [at] : []));
    if (places.length <= most && places.length > 0) return places;
  }
  return months.length === 0 ? [] : [0];
}

function isOnStep(month: string, step: number): boolean {
  const [year = 0, nth = 1] = month.split('-').map(Number);
  return (year * 12 + nth - 1) % step === 0;
}
