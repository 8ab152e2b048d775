import { defineCommand } from '../src/chat/command.ts';
import type { Context } from '../src/chat/context.ts';
import { type Block, note, strong } from '../src/chat/document.ts';
import { findPaper, PAPER } from '../src/chat/find-paper.ts';
import { paperCard } from '../src/chat/paper-card.ts';
import { trendsOf } from './trends.ts';

export const share = defineCommand({
  name: 'share',
  description: 'Shows one paper to everyone here, with your name',
  options: {
    paper: PAPER,
    what: { kind: 'choice', description: 'What is shared', choices: ['paper', 'trends'], hidden: 'always' },
  },
  audience: 'everyone',
  private: false,
  examples: ['share Streaming Deep Reinforcement Learning Finally Works', 'share mirror descent'],
  run: async ({ paper, what }, context) => ({
    blocks: [
      ...(what === 'trends' ? trendsOf(paper, context) : await card(paper, context)),
      note('Shared by ', strong(context.person.name)),
    ],
  }),
});

async function card(paper: string, context: Context): Promise<Block[]> {
  return [paperCard(await findPaper(paper, context), context)];
}
