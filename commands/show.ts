import { defineCommand } from '../src/chat/command.ts';
import { PAPER_OPTION } from '../src/features/catalog/find-paper.ts';
import type { CommandServices } from './services.ts';

export const show = defineCommand(
  {
    name: 'show',
    description: 'Shows a paper with its abstract and links',
    options: { paper: PAPER_OPTION },
    audience: 'everyone',
    ephemeral: true,
    examples: ['show Streaming Deep Reinforcement Learning Finally Works', 'show mirror descent'],
  },
  ({ finder, cards }: Pick<CommandServices, 'finder' | 'cards'>) => ({
    suggest: { paper: finder.suggest },
    run: async ({ paper }, call) => ({ blocks: [await cards.full(await finder.find(paper), call)] }),
  }),
);
