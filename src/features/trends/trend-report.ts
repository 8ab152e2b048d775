import { commandButton } from '../../chat/action.ts';
import { type Block, type Control, heading, note, prose, strong } from '../../chat/document.ts';
import { UserError } from '../../runtime/errors.ts';
import { pluralize, truncate } from '../../text/format.ts';
import { formatMonth, spansWholeMonths } from '../../text/months.ts';
import { computeTrend, type TopicCounts, type Trend, type TrendDeps } from './trend.ts';
import { buildTrendChart, describeCounts, describeEmptyMonths } from './trend-chart.ts';
import { parseSingleTopic, parseTrendQuery } from './trend-query.ts';

const MAX_TOPIC_NAME = 60;
const MAX_BUTTON_TOPIC = 30;

/** Of fewer papers than these nobody can tell a trend from chance. */
const FEW_PAPERS = 20;

/**
 * The trends of topics, as they were typed.
 *
 * @param extraControls controls that stand behind those that lead on
 * @throws UserError that says all that is wrong with the topics
 */
export function trendReport(text: string, deps: TrendDeps, extraControls: readonly Control[] = []): Block[] {
  const topics = parseTrendQuery(text);
  const trend = computeTrend(topics, deps);
  const names = trend.topicCounts.map(({ topic: { name } }) => truncate(name, MAX_TOPIC_NAME));
  const isEmpty = trend.topicCounts.every(({ total }) => total === 0);
  return [
    heading(`Papers per month: ${names.join(' vs ')}`),
    ...(isEmpty ? [] : [{ kind: 'chart' as const, chart: buildTrendChart(trend) }]),
    ...trend.topicCounts.map((one) => describeTopicTrend(one, trend, deps)),
    note(describeMethod(trend), spansWholeMonths(topics) ? '' : ' Whole months are counted.'),
    { kind: 'actions', controls: [...trendControls(trend, deps), ...(isEmpty ? [] : extraControls)] },
  ];
}

/** The chart of a topic, without the report. Empty if there is nothing to draw: the topic has no papers, or they have no dates. */
export function buildTopicChart(topic: string, deps: TrendDeps): Block[] {
  try {
    const trend = computeTrend(parseSingleTopic(topic), deps);
    return trend.topicCounts.every(({ total }) => total === 0)
      ? []
      : [{ kind: 'chart', chart: buildTrendChart(trend) }];
  } catch (error) {
    if (error instanceof UserError) return [];
    throw error;
  }
}

/** What one sees of one topic; of one without papers, what may have been meant. */
function describeTopicTrend(one: TopicCounts, trend: Trend, { search }: TrendDeps): Block {
  const { topic, total } = one;
  const name = strong(truncate(topic.name, MAX_TOPIC_NAME));
  if (total > 0) return prose(name, `: ${describeCounts({ ...trend, ...one })}`);
  const { didYouMean } = search.search(topic.query, { offset: 0, limit: 0 });
  const suggestion = didYouMean === undefined ? [] : [' Did you mean ', strong(didYouMean), '?'];
  return prose('No paper of these months has all of ', name, '.', ...suggestion);
}

/** What was counted, and what the numbers can't tell. */
function describeMethod({ months, topicCounts: topics, emptyMonths }: Trend): string {
  const [first = '', last = ''] = [months[0], months.at(-1)];
  const undated = topics.reduce((sum, one) => sum + one.undated, 0);
  const few = topics.some(({ total }) => total > 0 && total < FEW_PAPERS);
  return [
    `Of the papers here, ${formatMonth(first)} to ${formatMonth(last)}: those that have all words of a topic, by the day of their listing or else of their publication.`,
    ...(emptyMonths.length > 0 ? [describeEmptyMonths(emptyMonths)] : []),
    ...(undated > 0 ? [`${pluralize(undated, 'more has', 'more have')} no date.`] : []),
    ...(few ? ['These are few: a difference may be chance.'] : []),
  ].join(' ');
}

function trendControls({ topicCounts }: Trend, { search }: TrendDeps): Control[] {
  const isAlone = topicCounts.length === 1;
  return topicCounts.flatMap(({ topic: { name, query }, total }) => {
    const shown = truncate(name, MAX_BUTTON_TOPIC);
    const { didYouMean } = total > 0 ? {} : search.search(query, { offset: 0, limit: 0 });
    return [
      commandButton(`Search ${shown}`, `search ${query.text}`),
      ...(isAlone || total === 0 ? [] : [commandButton(`Trends of ${shown}`, `trends ${query.text}`)]),
      ...(didYouMean === undefined
        ? []
        : [commandButton(`Trends of ${truncate(didYouMean, MAX_BUTTON_TOPIC)}`, `trends ${didYouMean}`)]),
      ...(isAlone && total > 0 ? [commandButton('Subscribe', `subscribe ${name}`, { opensForm: true })] : []),
    ];
  });
}
