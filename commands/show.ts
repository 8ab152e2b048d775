import { defineCommand } from '../src/chat/command.ts';
import { findPaper, PAPER_OPTION } from '../src/chat/find-paper.ts';
import { paperWithBadges } from '../src/chat/papers-here.ts';

export const show = defineCommand({
  name: 'show',
  description: 'Shows one paper with its abstract and links',
  options: { paper: PAPER_OPTION },
  audience: 'everyone',
  ephemeral: true,
  examples: ['show Streaming Deep Reinforcement Learning Finally Works', 'show mirror descent'],
  run: async ({ paper }, context) => ({ blocks: [await paperWithBadges(await findPaper(paper, context), context)] }),
});
