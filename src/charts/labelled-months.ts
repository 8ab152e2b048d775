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
