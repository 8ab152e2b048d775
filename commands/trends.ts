import { commandButton } from '../src/chat/action.ts';
import { defineCommand } from '../src/chat/command.ts';
import type { TrendDeps } from '../src/features/trends/trend.ts';
import { parseTrendQuery } from '../src/features/trends/trend-query.ts';
import { trendReport } from '../src/features/trends/trend-report.ts';

export const trends = defineCommand(
  {
    name: 'trends',
    description: 'Charts the papers per month on a topic, or compares topics',
    options: {
      topic: {
        kind: 'text',
        description: 'Words and filters, as in a search; vs between topics to compare',
        required: true,
        isRest: true,
      },
      vs: { kind: 'text', label: 'Compare with', description: 'A topic to compare with', usageText: 'vs <topic>' },
    },
    audience: 'everyone',
    ephemeral: true,
    examples: ['trends diffusion', 'trends diffusion vs autoregressive', 'trends "world model" since:2025 vs robots'],
  },
  (deps: TrendDeps) => ({
    validate: ({ topic, vs }) => {
      if (topic !== undefined) parseTrendQuery(joinTopics(topic, vs));
    },
    run: ({ topic, vs }) => {
      const text = joinTopics(topic, vs);
      return { blocks: trendReport(text, deps, [commandButton('Share', `share what:trends ${text}`)]) };
    },
  }),
);

function joinTopics(topic: string, vs: string | undefined): string {
  return vs === undefined ? topic : `${topic} vs ${vs}`;
}
