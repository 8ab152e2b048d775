import { defineCommand } from '../src/chat/command.ts';
import { compactPaperCard } from '../src/chat/paper-card.ts';
import { findPaper, PAPER_OPTION } from '../src/features/catalog/find-paper.ts';

export const summary = defineCommand({
  name: 'summary',
  description: 'Says in one sentence what a paper does, and who wrote it',
  options: { paper: PAPER_OPTION },
  audience: 'everyone',
  ephemeral: true,
  examples: ['summary Streaming Deep Reinforcement Learning Finally Works', 'summary mirror descent'],
  run: async ({ paper }, context) => ({ blocks: [compactPaperCard(await findPaper(paper, context), {}, context)] }),
});
