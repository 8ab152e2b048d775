import { defineCommand } from '../src/chat/command.ts';
import { note, strong } from '../src/chat/document.ts';
import { findPaper, PAPER } from '../src/chat/find-paper.ts';
import { paperCard } from '../src/chat/paper-card.ts';

export const share = defineCommand({
  name: 'share',
  description: 'Shows one paper to everyone here, with your name',
  options: { paper: PAPER },
  audience: 'everyone',
  private: false,
  examples: ['share Streaming Deep Reinforcement Learning Finally Works', 'share mirror descent'],
  run: async ({ paper }, context) => ({
    blocks: [paperCard(await findPaper(paper, context), context), note('Shared by ', strong(context.person.name))],
  }),
});
