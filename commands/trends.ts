import { formatMonth } from '../src/charts/month-names.ts';
import { commandButton } from '../src/chat/action.ts';
import { defineCommand } from '../src/chat/command.ts';
import type { CallContext } from '../src/chat/context.ts';
import { type Block, type Control, heading, note, prose, strong } from '../src/chat/document.ts';
import { pluralize } from '../src/text/counted.ts';
import { truncate } from '../src/text/shorten.ts';
import { spansWholeMonths } from '../src/trends/months.ts';
import { parseTrendQuery } from '../src/trends/read-topics.ts';
import { computeTrend, type TopicCounts, type Trend } from '../src/trends/trend.ts';
import { buildTrendChart } from '../src/trends/trend-chart.ts';
import { describeCounts, describeEmptyMonths } from '../src/trends/trend-in-words.ts';

const MAX_TOPIC_NAME = 60;
const MAX_BUTTON_TOPIC = 30;

/** Of fewer papers than these nobody can tell a trend from chance. */
const FEW_PAPERS = 20;

export const trends = defineCommand({
  name: 'trends',
  description: 'Draws how many papers on a topic there were each month, or on several to compare',
  options: {
    topic: {
      kind: 'text',
      description: 'Words and filters, as in a search; several with vs between them',
      required: true,
      isRest: true,
    },
    vs: { kind: 'text', label: 'Against', description: 'Another topic to compare with', usageText: 'vs <topic>' },
  },
  audience: 'everyone',
  ephemeral: true,
  examples: ['trends diffusion', 'trends diffusion vs autoregressive', 'trends "world model" since:2025 vs robots'],
  validate: ({ topic, vs }) => {
    if (topic !== undefined) parseTrendQuery(joinTopics(topic, vs));
  },
  run: ({ topic, vs }, context) => {
    const text = joinTopics(topic, vs);
    const share = commandButton(
      'Share',
      { text: `share what:trends ${text}`, replacesOriginal: false },
      context.actionStore,
    );
    return { blocks: trendReport(text, context, [share]) };
  },
});

/**
 * The trends of topics, as they were typed.
 *
 * @param extraControls controls that stand behind those that lead on
 * @throws UserError that says all that is wrong with the topics
 */
export function trendReport(text: string, context: CallContext, extraControls: readonly Control[] = []): Block[] {
  const topics = parseTrendQuery(text);
  const trend = computeTrend(topics, context);
  const names = trend.topicCounts.map(({ topic: { name } }) => truncate(name, MAX_TOPIC_NAME));
  const isEmpty = trend.topicCounts.every(({ total }) => total === 0);
  return [
    heading(`Papers per month: ${names.join(' vs ')}`),
    ...(isEmpty ? [] : [{ kind: 'chart' as const, chart: buildTrendChart(trend) }]),
    ...trend.topicCounts.map((one) => describeTopicTrend(one, trend, context)),
    note(describeMethod(trend), spansWholeMonths(topics) ? '' : ' Whole months are counted.'),
    { kind: 'actions', controls: [...trendControls(trend, context), ...(isEmpty ? [] : extraControls)] },
  ];
}

function joinTopics(topic: string, vs: string | undefined): string {
  return vs === undefined ? topic : `${topic} vs ${vs}`;
}

/** What one sees of one topic; of one without papers, what may have been meant. */
function describeTopicTrend(one: TopicCounts, trend: Trend, { search }: CallContext): Block {
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

function trendControls({ topicCounts }: Trend, { actionStore, search }: CallContext): Control[] {
  const isAlone = topicCounts.length === 1;
  return topicCounts.flatMap(({ topic: { name, query }, total }) => {
    const shown = truncate(name, MAX_BUTTON_TOPIC);
    const { didYouMean } = total > 0 ? {} : search.search(query, { offset: 0, limit: 0 });
    return [
      commandButton(`Search ${shown}`, { text: `search ${query.text}`, replacesOriginal: false }, actionStore),
      ...(isAlone || total === 0
        ? []
        : [
            commandButton(`Trends of ${shown}`, { text: `trends ${query.text}`, replacesOriginal: false }, actionStore),
          ]),
      ...(didYouMean === undefined
        ? []
        : [
            commandButton(
              `Trends of ${truncate(didYouMean, MAX_BUTTON_TOPIC)}`,
              { text: `trends ${didYouMean}`, replacesOriginal: false },
              actionStore,
            ),
          ]),
      ...(isAlone && total > 0
        ? [
            commandButton(
              'Subscribe',
              { text: `subscribe ${name}`, replacesOriginal: false, opensForm: true },
              actionStore,
            ),
          ]
        : []),
    ];
  });
}
