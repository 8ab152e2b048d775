import type { Chart } from '../charts/chart.ts';
import { formatMonth } from '../charts/month-names.ts';
import { truncate } from '../text/shorten.ts';
import type { Trend } from './trend.ts';
import { describeCounts, describeEmptyMonths } from './trend-in-words.ts';

/** A topic may have 500 characters, and all of them stand in one line. */
const MAX_SERIES_NAME_LENGTH = 60;

/** A trend as a chart, with what one sees in it said for those who don't see it. */
export function buildTrendChart(trend: Trend): Chart {
  const { months, topicCounts, isLastMonthPartial, emptyMonths } = trend;
  const unknownMonths = new Set(emptyMonths);
  const series = topicCounts.map(({ topic, values }) => ({
    name: truncate(topic.name, MAX_SERIES_NAME_LENGTH),
    // Where there are no papers at all, that none is about a topic says nothing.
    values: values.map((value, at) => (unknownMonths.has(months[at] ?? '') ? null : value)),
  }));
  const [first = '', last = ''] = [months[0], months.at(-1)];
  const period = first === last ? formatMonth(first) : `${formatMonth(first)} to ${formatMonth(last)}`;
  const topicNames = series.map(({ name }) => name).join(', ');
  const descriptions = topicCounts.map((topic, at) => `${series[at]?.name}: ${describeCounts({ ...trend, ...topic })}`);
  const gaps = emptyMonths.length === 0 ? [] : [describeEmptyMonths(emptyMonths)];
  return {
    title: `Papers per month: ${topicNames}`,
    unit: 'papers',
    months,
    series,
    lastIsOpen: isLastMonthPartial,
    alt: [
      `Chart of papers per month, ${period}${isLastMonthPartial ? ', which is not over yet' : ''}.`,
      ...gaps,
      ...descriptions,
    ].join(' '),
  };
}
