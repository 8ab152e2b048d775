import type { Chart } from '../../runtime/charts/chart.ts';
import { pluralize, truncate } from '../../text/format.ts';
import { formatMonth } from '../../text/months.ts';
import type { TopicCounts, Trend } from './trend.ts';

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
    isLastMonthPartial,
    alt: [
      `Chart of papers per month, ${period}${isLastMonthPartial ? ', which is not over yet' : ''}.`,
      ...gaps,
      ...descriptions,
    ].join(' '),
  };
}

/** What can be said of numbers by month. */
type DescribedCounts = Pick<Trend, 'months' | 'isLastMonthPartial' | 'emptyMonths'> &
  Pick<TopicCounts, 'values' | 'total'>;

/** "30 papers, most in May 2025 (8). In May 2026 there were 3, up from 1 the month before; in Jun 2026 so far 2." */
export function describeCounts(counts: DescribedCounts): string {
  const { total } = counts;
  if (total === 0) return 'no paper.';
  const overview = `${pluralize(total, 'paper')}${describePeak(counts)}.`;
  return [overview, ...describeLatestMonths(counts)].join(' ');
}

/** ", most in May 2025 (8)", ", most in May 2025 and 2 other months (3 each)", ", never more than one a month" */
function describePeak({ months, values, total }: DescribedCounts): string {
  const peak = Math.max(...values);
  const peakMonths = months.filter((_, index) => values[index] === peak);
  const [first = ''] = peakMonths;
  if (total === 1) return `, in ${formatMonth(first)}`;
  if (peak === 1) return ', never more than one a month';
  if (peakMonths.length === 1) return `, most in ${formatMonth(first)} (${peak})`;
  const otherMonths =
    peakMonths.length === 2 ? formatMonth(peakMonths[1] ?? '') : `${peakMonths.length - 1} other months`;
  return `, most in ${formatMonth(first)} and ${otherMonths} (${peak} each)`;
}

/** The last month that is over against the one before, and the one that is not. */
function describeLatestMonths({ months, values, isLastMonthPartial, emptyMonths, total }: DescribedCounts): string[] {
  // All there is to say of one paper was said.
  if (total === 1) return [];
  const end = isLastMonthPartial ? months.length - 1 : months.length;
  const knownValues = values.map((value, index) => (emptyMonths.includes(months[index] ?? '') ? undefined : value));
  const [month, last, before] = [months[end - 1], knownValues[end - 1], knownValues[end - 2]];
  const soFar = isLastMonthPartial
    ? [`in ${formatMonth(months.at(-1) ?? '')} so far ${formatCount(values.at(-1) ?? 0)}`]
    : [];
  if (month === undefined || last === undefined || before === undefined) return soFar.map(toSentence);
  if (last + before === 0)
    return [`None in the last two months${isLastMonthPartial ? ' that are over' : ''}`, ...soFar].map(toSentence);
  const comparison = last === before ? 'as many as' : `${last > before ? 'up' : 'down'} from ${formatCount(before)}`;
  const latest = `In ${formatMonth(month)} there ${last > 1 ? 'were' : 'was'} ${formatCount(last)}, ${comparison} the month before`;
  return [toSentence([latest, ...soFar].join('; '))];
}

/** "Of Nov 2025 no paper is here, whatever it is about." */
export function describeEmptyMonths([only = '', ...otherMonths]: readonly string[]): string {
  const subject = otherMonths.length === 0 ? formatMonth(only) : `${otherMonths.length + 1} of these months`;
  return `Of ${subject} no paper is here, whatever it is about.`;
}

function formatCount(count: number): string {
  return count === 0 ? 'none' : String(count);
}

function toSentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}
