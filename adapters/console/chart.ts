import type { Chart } from '../../src/charts/chart.ts';
import { showMonth, yearOf } from '../../src/charts/month-names.ts';

const BARS = '▁▂▃▄▅▆▇█';
/** A month with nothing: the lowest bar is one paper, and has to look like one. */
const NOTHING = '·';
const UNKNOWN = ' ';

interface Room {
  /** How many columns there are. */
  readonly width: number;
  /** Breaks a text over lines of that width. */
  readonly wrap: (text: string) => string;
}

/**
 * A chart as text: for each thing that is counted its name and a row of bars, one column a month, all to the same scale, with the years below
 * where they begin. Where there are more months than columns, the others stand below.
 */
export function chartText({ unit, months, series, lastIsOpen }: Chart, { width, wrap }: Room): string {
  const all = series.flatMap(({ values }) => values);
  const most = Math.max(0, ...all.map(Number));
  const gaps = all.includes(null) ? '; of a month without a mark nothing is known' : '';
  const [first = '', last = ''] = [months[0], months.at(-1)];
  const starts = months.flatMap((_, at) => (at % width === 0 ? [at] : []));
  const rows = starts.map((from) =>
    [
      ...series.flatMap(({ name, values }) => [wrap(name), barsOf(values.slice(from, from + width), most)]),
      yearsBelow(months.slice(from, from + width), width),
    ].join('\n'),
  );
  const when = `${showMonth(first)} to ${showMonth(last)}${lastIsOpen ? ' so far' : ''}`;
  return [...rows, wrap(`One column a month, ${when}; in ${unit}, ${BARS.at(-1)} is ${most}${gaps}.`)].join('\n\n');
}

function barsOf(values: Chart['series'][number]['values'], most: number): string {
  return values
    .map((value) => (value === null ? UNKNOWN : (BARS[Math.ceil((value / most) * BARS.length) - 1] ?? NOTHING)))
    .join('');
}

/** The year of the first month, and of each January, below its column, where there is room. */
function yearsBelow(months: readonly string[], width: number): string {
  let line = '';
  for (const [at, month] of months.entries()) {
    const isNamed = at === 0 || month.endsWith('-01');
    // What is left of the first year may be too short for its name: then the next one stands alone.
    const next = months.findIndex((other, place) => place > at && other.endsWith('-01'));
    const room = next < 0 ? width - at : next - at - 1;
    const hasRoom = room >= yearOf(month).length;
    if (isNamed && hasRoom) line = line.padEnd(at) + yearOf(month);
  }
  return line;
}
