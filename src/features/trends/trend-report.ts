import { commandButton } from '../../chat/action.ts';
import { actions, type Block, type Control, heading, note, prose, strong } from '../../chat/document.ts';
import { UserError } from '../../runtime/errors.ts';
import { pluralize, truncate } from '../../text/format.ts';
import { formatMonth, spansWholeMonths } from '../../text/months.ts';
import { computeTrend, type TopicCounts, type Trend, type TrendDeps } from './trend.ts';
import { buildTrendChart, describeCounts, describeEmptyMonths } from './trend-chart.ts';
import { parseSingleTopic, parseTrendQuery } from './trend-query.ts';

const MAX_TOPIC_LENGTH = 60;
const MAX_BUTTON_TOPIC_LENGTH = 30;

/** Below this, differences may well be chance. */
const FEW_PAPERS = 20;

/**
 * The chart of a topic, or of several to compare, with the same in sentences.
 *
 * @param extraControls controls after the report's own, unless there is nothing to show
 * @throws UserError with everything that is wrong with the topics
 */
export function trendReport(text: string, deps: TrendDeps, extraControls: readonly Control[] = []): Block[] {
  const query = parseTrendQuery(text);
  const trend = computeTrend(query, deps);
  const names = trend.topicCounts.map(({ topic }) => truncate(topic.name, MAX_TOPIC_LENGTH));
  const isEmpty = isEmptyTrend(trend);
  return [
    heading(`Papers per month: ${names.join(' vs ')}`),
    ...(isEmpty ? [] : [{ kind: 'chart' as const, chart: buildTrendChart(trend) }]),
    ...trend.topicCounts.map((counts) => describeTopic(counts, trend, deps)),
    note(describeMethod(trend), spansWholeMonths(query) ? '' : ' Months count as a whole.'),
    actions(...trendControls(trend, deps), ...(isEmpty ? [] : extraControls)),
  ];
}

/** The chart of a topic, without the report. Empty if the topic has no papers, or none with a date. */
export function buildTopicChart(topic: string, deps: TrendDeps): Block[] {
  try {
    const trend = computeTrend(parseSingleTopic(topic), deps);
    return isEmptyTrend(trend) ? [] : [{ kind: 'chart', chart: buildTrendChart(trend) }];
  } catch (error) {
    if (error instanceof UserError) return [];
    throw error;
  }
}

function isEmptyTrend({ topicCounts }: Trend): boolean {
  return topicCounts.every(({ total }) => total === 0);
}

function describeTopic(counts: TopicCounts, trend: Trend, deps: TrendDeps): Block {
  const name = strong(truncate(counts.topic.name, MAX_TOPIC_LENGTH));
  if (counts.total > 0) return prose(name, `: ${describeCounts({ ...trend, ...counts })}`);
  const suggestion = suggestSpelling(counts, deps);
  return prose(
    ...['No papers from this period contain all words of ', name, '.'],
    ...(suggestion === undefined ? [] : [' Did you mean ', strong(suggestion), '?']),
  );
}

/** A corrected spelling of a topic without papers. */
function suggestSpelling({ topic, total }: TopicCounts, { search }: TrendDeps): string | undefined {
  return total > 0 ? undefined : search.search(topic.query, { offset: 0, limit: 0 }).didYouMean;
}

/** What was counted, and what the numbers don't show. */
function describeMethod({ months, topicCounts, emptyMonths }: Trend): string {
  const [first = '', last = ''] = [months[0], months.at(-1)];
  const undated = topicCounts.reduce((sum, counts) => sum + counts.undated, 0);
  const areFew = topicCounts.some(({ total }) => total > 0 && total < FEW_PAPERS);
  return [
    `Papers from ${formatMonth(first)} to ${formatMonth(last)} that contain all words of a topic, by listing or publication date.`,
    ...(emptyMonths.length > 0 ? [describeEmptyMonths(emptyMonths)] : []),
    ...(undated > 0 ? [`${pluralize(undated, 'more paper has', 'more papers have')} no date.`] : []),
    ...(areFew ? ['These numbers are small, so differences may be chance.'] : []),
  ].join(' ');
}

function trendControls({ topicCounts }: Trend, deps: TrendDeps): Control[] {
  const isSingle = topicCounts.length === 1;
  return topicCounts.flatMap((counts) => {
    const { topic, total } = counts;
    const { text } = topic.query;
    const suggestion = suggestSpelling(counts, deps);
    return [
      commandButton(`Search ${shorten(topic.name)}`, `search ${text}`),
      ...(isSingle || total === 0 ? [] : [commandButton(`Trends: ${shorten(topic.name)}`, `trends ${text}`)]),
      ...(suggestion === undefined ? [] : [commandButton(`Trends: ${shorten(suggestion)}`, `trends ${suggestion}`)]),
      ...(isSingle && total > 0 ? [commandButton('Subscribe', `subscribe ${topic.name}`, { opensForm: true })] : []),
    ];
  });
}

function shorten(topic: string): string {
  return truncate(topic, MAX_BUTTON_TOPIC_LENGTH);
}
