import { defineCommand } from '../src/chat/command.ts';
import { compactPaperCard } from '../src/chat/paper-card.ts';
import { PAPER_OPTION } from '../src/features/catalog/find-paper.ts';
import type { CommandServices } from './services.ts';

export const summary = defineCommand(
  {
    name: 'summary',
    description: 'Summarizes a paper in one sentence',
    options: { paper: PAPER_OPTION },
    audience: 'everyone',
    ephemeral: true,
    examples: ['summary Streaming Deep Reinforcement Learning Finally Works', 'summary mirror descent'],
  },
  ({ finder }: Pick<CommandServices, 'finder'>) => ({
    suggest: { paper: finder.suggest },
    run: async ({ paper }) => ({ blocks: [compactPaperCard(await finder.find(paper))] }),
  }),
);
