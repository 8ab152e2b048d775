import type { Chart } from '../charts/chart.ts';
import { showMonth } from '../charts/month-names.ts';
import { shorten } from '../text/shorten.ts';
import type { Trend } from './trend.ts';
import { countsInWords, monthsWithoutPapers } from './trend-in-words.ts';

/** A topic may have 500 characters, and all of them stand in one line. */
const SHOWN_NAME = 60;

/** A trend as a chart, with what one sees in it said for those who don't see it. */
export function trendChart(trend: Trend): Chart {
  const { months, counted, lastIsOpen, withoutPapers } = trend;
  const unknown = new Set(withoutPapers);
  const series = counted.map(({ topic, values }) => ({
    name: shorten(topic.name, SHOWN_NAME),
    // Where there are no papers at all, that none is about a topic says nothing.
    values: values.map((value, at) => (unknown.has(months[at] ?? '') ? null : value)),
  }));
  const [first = '', last = ''] = [months[0], months.at(-1)];
  const when = first === last ? showMonth(first) : `${showMonth(first)} to ${showMonth(last)}`;
  const what = series.map(({ name }) => name).join(', ');
  const seen = counted.map((one, at) => `${series[at]?.name}: ${countsInWords({ ...trend, ...one })}`);
  const gaps = withoutPapers.length === 0 ? [] : [monthsWithoutPapers(withoutPapers)];
  return {
    title: `Papers per month: ${what}`,
    unit: 'papers',
    months,
    series,
    lastIsOpen,
    alt: [`Chart of papers per month, ${when}${lastIsOpen ? ', which is not over yet' : ''}.`, ...gaps, ...seen].join(
      ' ',
    ),
  };
}
