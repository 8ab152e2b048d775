import { commandButton } from '../src/chat/action.ts';
import { defineCommand } from '../src/chat/command.ts';
import { emphasis, prose } from '../src/chat/document.ts';
import { findPaper, PAPER_OPTION } from '../src/features/catalog/find-paper.ts';
import { loadReadingList, readingListOwnerOf } from '../src/features/reading-list/reading-list.ts';
import { texToText } from '../src/text/tex/index.ts';

export const save = defineCommand({
  name: 'save',
  description: 'Puts a paper on a list of your own',
  options: { paper: PAPER_OPTION },
  audience: 'everyone',
  ephemeral: true,
  alwaysEphemeral: true,
  examples: ['save Streaming Deep Reinforcement Learning Finally Works', 'save mirror descent'],
  run: async ({ paper: named }, context) => {
    const paper = await findPaper(named, context);
    const isAlreadySaved = (await loadReadingList(context)).papers.includes(paper);
    if (!isAlreadySaved)
      await context.highlights.saved.save(readingListOwnerOf(context), paper.id, context.now().toISOString());
    const { actionStore } = context;
    return {
      blocks: [
        prose(isAlreadySaved ? 'You saved it before: ' : 'Saved: ', emphasis(texToText(paper.title))),
        {
          kind: 'actions',
          controls: [
            commandButton('Saved papers', { text: 'saved', replacesOriginal: false }, actionStore),
            commandButton(
              isAlreadySaved ? 'Remove' : 'Undo',
              { text: `unsave ${paper.id}`, replacesOriginal: true },
              actionStore,
            ),
          ],
        },
      ],
    };
  },
});
