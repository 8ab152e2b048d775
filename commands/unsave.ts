import { commandButton } from '../src/chat/action.ts';
import { defineCommand } from '../src/chat/command.ts';
import { actions, emphasis, prose } from '../src/chat/document.ts';
import { PAPER_OPTION } from '../src/features/catalog/find-paper.ts';
import { readingListOwnerOf } from '../src/features/reading-list/reading-list.ts';
import { allPaperIds } from '../src/papers/paper.ts';
import { texToText } from '../src/text/tex/index.ts';
import type { CommandServices } from './services.ts';

export const unsave = defineCommand(
  {
    name: 'unsave',
    description: 'Removes a paper from your reading list',
    options: { paper: PAPER_OPTION },
    audience: 'everyone',
    ephemeral: true,
    alwaysEphemeral: true,
    examples: ['unsave Streaming Deep Reinforcement Learning Finally Works', 'unsave mirror descent'],
  },
  ({ finder, readingLists }: Pick<CommandServices, 'finder' | 'readingLists'>) => ({
    suggest: { paper: finder.suggest },
    run: async ({ paper: named }, call) => {
      const paper = await finder.find(named);
      // It may have been saved under a former id.
      const removed = await Promise.all(
        allPaperIds(paper).map((id) => readingLists.unsave(readingListOwnerOf(call), id)),
      );
      const title = emphasis(texToText(paper.title));
      if (!removed.includes(true)) return { blocks: [prose('Not in your reading list: ', title)] };
      const undo = commandButton('Undo', `save ${paper.id}`, { replacesOriginal: true });
      return { blocks: [prose('Removed from your reading list: ', title), actions(undo)] };
    },
  }),
);
