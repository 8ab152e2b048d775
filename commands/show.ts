import { defineCommand } from '../src/chat/command.ts';
import { findPaper, PAPER_OPTION } from '../src/features/catalog/find-paper.ts';
import { paperWithBadges } from '../src/features/catalog/papers-with-badges.ts';

export const show = defineCommand({
  name: 'show',
  description: 'Shows one paper with its abstract and links',
  options: { paper: PAPER_OPTION },
  audience: 'everyone',
  ephemeral: true,
  examples: ['show Streaming Deep Reinforcement Learning Finally Works', 'show mirror descent'],
  run: async ({ paper }, context) => ({ blocks: [await paperWithBadges(await findPaper(paper, context), context)] }),
});
