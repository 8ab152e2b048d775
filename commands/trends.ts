import { commandButton } from '../src/chat/action.ts';
import { defineCommand } from '../src/chat/command.ts';
import { parseTrendQuery } from '../src/features/trends/trend-query.ts';
import { trendReport } from '../src/features/trends/trend-report.ts';

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

function joinTopics(topic: string, vs: string | undefined): string {
  return vs === undefined ? topic : `${topic} vs ${vs}`;
}
