import type { Chart } from '../../runtime/charts/chart.ts';
import { pluralize, truncate } from '../../text/format.ts';
import { formatMonth } from '../../text/months.ts';
import type { TopicCounts, Trend } from './trend.ts';

/** A topic can have up to 500 characters. */
const MAX_SERIES_NAME_LENGTH = 60;

export function buildTrendChart(trend: Trend): Chart {
  const { months, topicCounts, isLastMonthPartial, emptyMonths } = trend;
  const series = topicCounts.map(({ topic, values }) => ({
    name: truncate(topic.name, MAX_SERIES_NAME_LENGTH),
    // In a month without any papers, a zero would say nothing about the topic.
    values: values.map((value, at) => (emptyMonths.includes(months[at] ?? '') ? null : value)),
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
    alt: [`Chart of papers per month, ${period}${isLastMonthPartial ? ' so far' : ''}.`, ...gaps, ...descriptions].join(
      ' ',
    ),
  };
}

type DescribedCounts = Pick<Trend, 'months' | 'isLastMonthPartial' | 'emptyMonths'> &
  Pick<TopicCounts, 'values' | 'total'>;

/** "30 papers, most in May 2025 (8). In May 2026 there were 3, up from 1 the month before; 2 so far in Jun 2026." */
export function describeCounts(counts: DescribedCounts): string {
  const { total } = counts;
  if (total === 0) return 'no papers.';
  const overview = `${pluralize(total, 'paper')}${describePeak(counts)}.`;
  return [overview, ...describeLatestMonths(counts)].join(' ');
}

/** ", most in May 2025 (8)", ", most in May 2025 and 2 other months (3 each)", ", at most one a month" */
function describePeak({ months, values, total }: DescribedCounts): string {
  const peak = Math.max(...values);
  const peakMonths = months.filter((_, index) => values[index] === peak);
  const [first = ''] = peakMonths;
  if (total === 1) return `, in ${formatMonth(first)}`;
  if (peak === 1) return ', at most one a month';
  if (peakMonths.length === 1) return `, most in ${formatMonth(first)} (${peak})`;
  const otherMonths =
    peakMonths.length === 2 ? formatMonth(peakMonths[1] ?? '') : `${peakMonths.length - 1} other months`;
  return `, most in ${formatMonth(first)} and ${otherMonths} (${peak} each)`;
}

/** Compares the last two full months, and adds the current one. */
function describeLatestMonths({ months, values, isLastMonthPartial, emptyMonths, total }: DescribedCounts): string[] {
  // The overview has said it all.
  if (total === 1) return [];
  const end = isLastMonthPartial ? months.length - 1 : months.length;
  const knownValues = values.map((value, index) => (emptyMonths.includes(months[index] ?? '') ? undefined : value));
  const [month, last, before] = [months[end - 1], knownValues[end - 1], knownValues[end - 2]];
  const soFar = isLastMonthPartial
    ? [`${formatCount(values.at(-1) ?? 0)} so far in ${formatMonth(months.at(-1) ?? '')}`]
    : [];
  if (month === undefined || last === undefined || before === undefined) return soFar.map(toSentence);
  if (last + before === 0)
    return [`None in the last two${isLastMonthPartial ? ' full' : ''} months`, ...soFar].map(toSentence);
  const comparison = last === before ? 'the same as' : `${last > before ? 'up' : 'down'} from ${formatCount(before)}`;
  const latest = `In ${formatMonth(month)} there ${last === 1 ? 'was' : 'were'} ${formatCount(last)}, ${comparison} the month before`;
  return [toSentence([latest, ...soFar].join('; '))];
}

/** "There are no papers at all from Nov 2025." */
export function describeEmptyMonths([only = '', ...otherMonths]: readonly string[]): string {
  const subject = otherMonths.length === 0 ? formatMonth(only) : `${otherMonths.length + 1} of these months`;
  return `There are no papers at all from ${subject}.`;
}

function formatCount(count: number): string {
  return count === 0 ? 'none' : String(count);
}

function toSentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}
