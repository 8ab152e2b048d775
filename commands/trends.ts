import { showMonth } from '../src/charts/month-names.ts';
import { callButton } from '../src/chat/action.ts';
import { defineCommand } from '../src/chat/command.ts';
import type { Context } from '../src/chat/context.ts';
import { type Block, type Control, heading, note, prose, strong } from '../src/chat/document.ts';
import { counted } from '../src/text/counted.ts';
import { shorten } from '../src/text/shorten.ts';
import { areWholeMonths } from '../src/trends/months.ts';
import { readTopics } from '../src/trends/read-topics.ts';
import { type CountedTopic, type Trend, trendOf } from '../src/trends/trend.ts';
import { trendChart } from '../src/trends/trend-chart.ts';
import { countsInWords, monthsWithoutPapers } from '../src/trends/trend-in-words.ts';

const SHOWN_NAME = 60;
const LABEL_NAME = 30;

/** Of fewer papers than these nobody can tell a trend from chance. */
const FEW = 20;

export const trends = defineCommand({
  name: 'trends',
  description: 'Draws how many papers on a topic there were each month, or on several to compare',
  options: {
    topic: {
      kind: 'text',
      description: 'Words and filters, as in a search; several with vs between them',
      required: true,
      takesTheRest: true,
    },
    vs: { kind: 'text', label: 'Against', description: 'Another topic to compare with', written: 'vs <topic>' },
  },
  audience: 'everyone',
  private: true,
  examples: ['trends diffusion', 'trends diffusion vs autoregressive', 'trends "world model" since:2025 vs robots'],
  check: ({ topic, vs }) => {
    if (topic !== undefined) readTopics(whole(topic, vs));
  },
  run: ({ topic, vs }, context) => {
    const text = whole(topic, vs);
    const share = callButton('Share', { text: `share what:trends ${text}`, replaces: false }, context.keepsakes);
    return { blocks: trendsOf(text, context, [share]) };
  },
});

/**
 * The trends of topics, as they were typed.
 *
 * @param also controls that stand behind those that lead on
 * @throws UserError that says all that is wrong with the topics
 */
export function trendsOf(text: string, context: Context, also: readonly Control[] = []): Block[] {
  const topics = readTopics(text);
  const trend = trendOf(topics, context);
  const names = trend.counted.map(({ topic: { name } }) => shorten(name, SHOWN_NAME));
  const isEmpty = trend.counted.every(({ total }) => total === 0);
  return [
    heading(`Papers per month: ${names.join(' vs ')}`),
    ...(isEmpty ? [] : [{ kind: 'chart' as const, chart: trendChart(trend) }]),
    ...trend.counted.map((one) => inWords(one, trend, context)),
    note(whatCounts(trend), areWholeMonths(topics) ? '' : ' Whole months are counted.'),
    { kind: 'actions', controls: [...controls(trend, context), ...(isEmpty ? [] : also)] },
  ];
}

function whole(topic: string, vs: string | undefined): string {
  return vs === undefined ? topic : `${topic} vs ${vs}`;
}

/** What one sees of one topic; of one without papers, what may have been meant. */
function inWords(one: CountedTopic, trend: Trend, { search }: Context): Block {
  const { topic, total } = one;
  const name = strong(shorten(topic.name, SHOWN_NAME));
  if (total > 0) return prose(name, `: ${countsInWords({ ...trend, ...one })}`);
  const { didYouMean } = search.search(topic.query, { offset: 0, limit: 0 });
  const meant = didYouMean === undefined ? [] : [' Did you mean ', strong(didYouMean), '?'];
  return prose('No paper of these months has all of ', name, '.', ...meant);
}

/** What was counted, and what the numbers can't tell. */
function whatCounts({ months, counted: topics, withoutPapers }: Trend): string {
  const [first = '', last = ''] = [months[0], months.at(-1)];
  const undated = topics.reduce((sum, one) => sum + one.undated, 0);
  const few = topics.some(({ total }) => total > 0 && total < FEW);
  return [
    `Of the papers here, ${showMonth(first)} to ${showMonth(last)}: those that have all words of a topic, by the day of their listing or else of their publication.`,
    ...(withoutPapers.length > 0 ? [monthsWithoutPapers(withoutPapers)] : []),
    ...(undated > 0 ? [`${counted(undated, 'more has', 'more have')} no date.`] : []),
    ...(few ? ['These are few: a difference may be chance.'] : []),
  ].join(' ');
}

function controls({ counted }: Trend, { keepsakes, search }: Context): Control[] {
  const isAlone = counted.length === 1;
  return counted.flatMap(({ topic: { name, query }, total }) => {
    const shown = shorten(name, LABEL_NAME);
    const { didYouMean } = total > 0 ? {} : search.search(query, { offset: 0, limit: 0 });
    return [
      callButton(`Search ${shown}`, { text: `search ${query.text}`, replaces: false }, keepsakes),
      ...(isAlone || total === 0
        ? []
        : [callButton(`Trends of ${shown}`, { text: `trends ${query.text}`, replaces: false }, keepsakes)]),
      ...(didYouMean === undefined
        ? []
        : [
            callButton(
              `Trends of ${shorten(didYouMean, LABEL_NAME)}`,
              { text: `trends ${didYouMean}`, replaces: false },
              keepsakes,
            ),
          ]),
      ...(isAlone && total > 0
        ? [callButton('Subscribe', { text: `subscribe ${name}`, replaces: false, asks: true }, keepsakes)]
        : []),
    ];
  });
}
