import { defineCommand } from '../src/chat/command.ts';
import { PAPER_OPTION } from '../src/features/catalog/find-paper.ts';
import type { DiscussionDeps } from '../src/features/discussions/discussion.ts';
import { openDiscussion } from '../src/features/discussions/open-discussion.ts';
import type { CommandServices } from './services.ts';

export const discuss = defineCommand(
  {
    name: 'discuss',
    description: "Opens a paper's discussion thread in this channel, or links to it",
    options: { paper: PAPER_OPTION },
    audience: 'everyone',
    ephemeral: true,
    opensThread: true,
    examples: ['discuss Streaming Deep Reinforcement Learning Finally Works', 'discuss mirror descent'],
  },
  ({ finder, ...deps }: DiscussionDeps & Pick<CommandServices, 'finder'>) => ({
    suggest: { paper: finder.suggest },
    run: async ({ paper }, call) => openDiscussion(await finder.find(paper), deps, call),
  }),
);
