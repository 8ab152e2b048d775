import { defineCommand } from '../src/chat/command.ts';
import type { CallContext } from '../src/chat/context.ts';
import { type Block, note, strong } from '../src/chat/document.ts';
import { paperCard } from '../src/chat/paper-card.ts';
import { findPaper, PAPER_OPTION } from '../src/features/catalog/find-paper.ts';
import { trendReport } from '../src/features/trends/trend-report.ts';

export const share = defineCommand({
  name: 'share',
  description: 'Shows one paper to everyone here, with your name',
  options: {
    paper: PAPER_OPTION,
    what: { kind: 'choice', description: 'What is shared', choices: ['paper', 'trends'], hidden: 'always' },
  },
  audience: 'everyone',
  ephemeral: false,
  examples: ['share Streaming Deep Reinforcement Learning Finally Works', 'share mirror descent'],
  run: async ({ paper, what }, context) => ({
    blocks: [
      ...(what === 'trends' ? trendReport(paper, context) : await paperCardBlocks(paper, context)),
      note('Shared by ', strong(context.person.name)),
    ],
  }),
});

async function paperCardBlocks(paper: string, context: CallContext): Promise<Block[]> {
  return [paperCard(await findPaper(paper, context), context)];
}
