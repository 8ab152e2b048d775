import { defineCommand } from '../src/chat/command.ts';
import { findPaper, PAPER } from '../src/chat/find-paper.ts';
import { paperCard } from '../src/chat/paper-card.ts';

export const show = defineCommand({
  name: 'show',
  description: 'Shows one paper with its abstract and links',
  options: { paper: PAPER },
  audience: 'everyone',
  private: true,
  examples: ['show Streaming Deep Reinforcement Learning Finally Works', 'show mirror descent'],
  run: ({ paper }, context) => ({ blocks: [paperCard(findPaper(paper, context), context)] }),
});
