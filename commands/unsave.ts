import { commandButton } from '../src/chat/action.ts';
import { defineCommand } from '../src/chat/command.ts';
import { emphasis, prose } from '../src/chat/document.ts';
import { findPaper, PAPER_OPTION } from '../src/features/catalog/find-paper.ts';
import { readingListOwnerOf } from '../src/features/reading-list/reading-list.ts';
import { texToText } from '../src/text/tex/index.ts';

export const unsave = defineCommand({
  name: 'unsave',
  description: 'Takes a paper off your list',
  options: { paper: PAPER_OPTION },
  audience: 'everyone',
  ephemeral: true,
  alwaysEphemeral: true,
  examples: ['unsave Streaming Deep Reinforcement Learning Finally Works', 'unsave mirror descent'],
  run: async ({ paper: named }, context) => {
    const paper = await findPaper(named, context);
    const { saved } = context.highlights;
    // It may have been saved under an id that it had before.
    const ids = [paper.id, ...paper.aliases];
    const removed = await Promise.all(ids.map((id) => saved.unsave(readingListOwnerOf(context), id)));
    const title = emphasis(texToText(paper.title));
    if (!removed.includes(true)) return { blocks: [prose('It is not on your list: ', title)] };
    const undo = commandButton('Undo', { text: `save ${paper.id}`, replacesOriginal: true }, context.actionStore);
    return { blocks: [prose('Taken off your list: ', title), { kind: 'actions', controls: [undo] }] };
  },
});
