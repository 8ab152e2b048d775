import { defineCommand } from '../src/chat/command.ts';
import { note, strong } from '../src/chat/document.ts';
import { paperCard } from '../src/chat/paper-card.ts';
import { PAPER_OPTION } from '../src/features/catalog/find-paper.ts';
import type { TrendDeps } from '../src/features/trends/trend.ts';
import { trendReport } from '../src/features/trends/trend-report.ts';
import type { CommandServices } from './services.ts';

export const share = defineCommand(
  {
    name: 'share',
    description: 'Shows a paper to everyone here, with your name',
    options: {
      paper: PAPER_OPTION,
      what: { kind: 'choice', description: 'What to share', choices: ['paper', 'trends'], hidden: 'always' },
    },
    audience: 'everyone',
    ephemeral: false,
    examples: ['share Streaming Deep Reinforcement Learning Finally Works', 'share mirror descent'],
  },
  ({ finder, ...trendDeps }: TrendDeps & Pick<CommandServices, 'finder'>) => ({
    suggest: { paper: finder.suggest },
    run: async ({ paper, what }, { person }) => ({
      blocks: [
        ...(what === 'trends' ? trendReport(paper, trendDeps) : [paperCard(await finder.find(paper))]),
        note('Shared by ', strong(person.name)),
      ],
    }),
  }),
);
