import type { Chart } from '../../src/runtime/charts/chart.ts';
import { formatMonth, yearOfMonth } from '../../src/text/months.ts';

const BARS = '▁▂▃▄▅▆▇█';
/** A month with nothing: the lowest bar is one paper, and has to look like one. */
const ZERO_BAR = '·';
const MISSING_VALUE = ' ';

interface TextArea {
  /** How many columns there are. */
  readonly width: number;
  /** Breaks a text over lines of that width. */
  readonly wrap: (text: string) => string;
}

/**
 * A chart as text: for each thing that is counted its name and a row of bars, one column a month, all to the same scale, with the years below
 * where they begin. Where there are more months than columns, the others stand below.
 */
export function renderChart({ unit, months, series, isLastMonthPartial }: Chart, { width, wrap }: TextArea): string {
  const allValues = series.flatMap(({ values }) => values);
  const maxValue = Math.max(0, ...allValues.map(Number));
  const gapNote = allValues.includes(null) ? '; of a month without a mark nothing is known' : '';
  const [first = '', last = ''] = [months[0], months.at(-1)];
  const rowStarts = months.flatMap((_, index) => (index % width === 0 ? [index] : []));
  const rows = rowStarts.map((from) =>
    [
      ...series.flatMap(({ name, values }) => [wrap(name), renderBars(values.slice(from, from + width), maxValue)]),
      renderYearLabels(months.slice(from, from + width), width),
    ].join('\n'),
  );
  const period = `${formatMonth(first)} to ${formatMonth(last)}${isLastMonthPartial ? ' so far' : ''}`;
  return [...rows, wrap(`One column a month, ${period}; in ${unit}, ${BARS.at(-1)} is ${maxValue}${gapNote}.`)].join(
    '\n\n',
  );
}

function renderBars(values: Chart['series'][number]['values'], maxValue: number): string {
  return values
    .map((value) =>
      value === null ? MISSING_VALUE : (BARS[Math.ceil((value / maxValue) * BARS.length) - 1] ?? ZERO_BAR),
    )
    .join('');
}

/** The year of the first month, and of each January, below its column, where there is room. */
function renderYearLabels(months: readonly string[], width: number): string {
  let line = '';
  for (const [index, month] of months.entries()) {
    const startsYear = index === 0 || month.endsWith('-01');
    // What is left of the first year may be too short for its name: then the next one stands alone.
    const nextYearStart = months.findIndex((other, otherIndex) => otherIndex > index && other.endsWith('-01'));
    const availableWidth = nextYearStart < 0 ? width - index : nextYearStart - index - 1;
    const hasRoom = availableWidth >= yearOfMonth(month).length;
    if (startsYear && hasRoom) line = line.padEnd(index) + yearOfMonth(month);
  }
  return line;
}
