import { defineCommand } from '../src/chat/command.ts';
import { findPaper, PAPER_OPTION } from '../src/features/catalog/find-paper.ts';
import { openDiscussion } from '../src/features/discussions/open-discussion.ts';

export const discuss = defineCommand({
  name: 'discuss',
  description: "Opens the channel's thread about a paper, or leads to the one that is there",
  options: { paper: PAPER_OPTION },
  audience: 'everyone',
  ephemeral: true,
  opensThread: true,
  examples: ['discuss Streaming Deep Reinforcement Learning Finally Works', 'discuss mirror descent'],
  run: async ({ paper }, context) => openDiscussion(await findPaper(paper, context), context),
});
