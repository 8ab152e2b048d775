import wrapAnsi from 'wrap-ansi';
import type { Chart } from '../../src/runtime/charts/chart.ts';
import { formatMonth, yearOfMonth } from '../../src/text/months.ts';

const BARS = '▁▂▃▄▅▆▇█';
/** Differs from the lowest bar, which stands for one paper. */
const ZERO_BAR = '·';
const MISSING_VALUE = ' ';

/**
 * Renders a chart as text: for each series its name and a row of bars, one column per month, with the years below. If
 * there are more months than columns, the rest follow below.
 */
export function renderChart({ unit, months, series, isLastMonthPartial }: Chart, width: number): string {
  const wrap = (text: string): string => wrapAnsi(text, width, { hard: true });
  const allValues = series.flatMap(({ values }) => values);
  const maxValue = Math.max(0, ...allValues.map(Number));
  const gapNote = allValues.includes(null) ? ' Blank months have no data.' : '';
  const [first = '', last = ''] = [months[0], months.at(-1)];
  const rowStarts = months.flatMap((_, index) => (index % width === 0 ? [index] : []));
  const rows = rowStarts.map((from) =>
    [
      ...series.flatMap(({ name, values }) => [wrap(name), renderBars(values.slice(from, from + width), maxValue)]),
      renderYearLabels(months.slice(from, from + width), width),
    ].join('\n'),
  );
  const period = `${formatMonth(first)} to ${formatMonth(last)}${isLastMonthPartial ? ' so far' : ''}`;
  const legend = `One column per month, ${period}, in ${unit}; ${BARS.at(-1)} is ${maxValue}.${gapNote}`;
  return [...rows, wrap(legend)].join('\n\n');
}

function renderBars(values: Chart['series'][number]['values'], maxValue: number): string {
  return values
    .map((value) =>
      value === null ? MISSING_VALUE : (BARS[Math.ceil((value / maxValue) * BARS.length) - 1] ?? ZERO_BAR),
    )
    .join('');
}

/** Puts the year below the first month and below each January, if it fits before the next one. */
function renderYearLabels(months: readonly string[], width: number): string {
  let line = '';
  for (const [index, month] of months.entries()) {
    const startsYear = index === 0 || month.endsWith('-01');
    const nextYearStart = months.findIndex((other, otherIndex) => otherIndex > index && other.endsWith('-01'));
    const availableWidth = nextYearStart < 0 ? width - index : nextYearStart - index - 1;
    const hasRoom = availableWidth >= yearOfMonth(month).length;
    if (startsYear && hasRoom) line = line.padEnd(index) + yearOfMonth(month);
  }
  return line;
}
