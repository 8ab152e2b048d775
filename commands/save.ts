import { commandButton } from '../src/chat/action.ts';
import { defineCommand } from '../src/chat/command.ts';
import { actions, emphasis, prose } from '../src/chat/document.ts';
import { PAPER_OPTION } from '../src/features/catalog/find-paper.ts';
import { loadReadingList, readingListOwnerOf } from '../src/features/reading-list/reading-list.ts';
import { texToText } from '../src/text/tex/index.ts';
import type { CommandServices } from './services.ts';

export const save = defineCommand(
  {
    name: 'save',
    description: 'Saves a paper to your reading list',
    options: { paper: PAPER_OPTION },
    audience: 'everyone',
    ephemeral: true,
    alwaysEphemeral: true,
    examples: ['save Streaming Deep Reinforcement Learning Finally Works', 'save mirror descent'],
  },
  ({ finder, now, ...deps }: Pick<CommandServices, 'finder' | 'papers' | 'readingLists' | 'now'>) => ({
    suggest: { paper: finder.suggest },
    run: async ({ paper: named }, call) => {
      const paper = await finder.find(named);
      const isAlreadySaved = (await loadReadingList(deps, call)).papers.includes(paper);
      if (!isAlreadySaved) await deps.readingLists.save(readingListOwnerOf(call), paper.id, now().toISOString());
      return {
        blocks: [
          prose(isAlreadySaved ? 'Already saved: ' : 'Saved: ', emphasis(texToText(paper.title))),
          actions(
            commandButton('Reading list', 'saved'),
            commandButton(isAlreadySaved ? 'Remove' : 'Undo', `unsave ${paper.id}`, { replacesOriginal: true }),
          ),
        ],
      };
    },
  }),
);
