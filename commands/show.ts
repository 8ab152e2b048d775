import { defineCommand } from '../src/chat/command.ts';
import { findPaper, PAPER } from '../src/chat/find-paper.ts';
import { paperHere } from '../src/chat/papers-here.ts';

export const show = defineCommand({
  name: 'show',
  description: 'Shows one paper with its abstract and links',
  options: { paper: PAPER },
  audience: 'everyone',
  private: true,
  examples: ['show Streaming Deep Reinforcement Learning Finally Works', 'show mirror descent'],
  run: async ({ paper }, context) => ({ blocks: [await paperHere(await findPaper(paper, context), context)] }),
});
