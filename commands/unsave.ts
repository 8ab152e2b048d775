import { callButton } from '../src/chat/action.ts';
import { defineCommand } from '../src/chat/command.ts';
import { emphasis, prose } from '../src/chat/document.ts';
import { findPaper, PAPER } from '../src/chat/find-paper.ts';
import { keeperOf } from '../src/saved/keeper.ts';
import { texToText } from '../src/text/tex.ts';

export const unsave = defineCommand({
  name: 'unsave',
  description: 'Takes a paper off your list',
  options: { paper: PAPER },
  audience: 'everyone',
  private: true,
  personal: true,
  examples: ['unsave Streaming Deep Reinforcement Learning Finally Works', 'unsave mirror descent'],
  run: async ({ paper: named }, context) => {
    const paper = await findPaper(named, context);
    const { saved } = context.highlights;
    // It may have been saved under an id that it had before.
    const ids = [paper.id, ...paper.aliases];
    const removed = await Promise.all(ids.map((id) => saved.unsave(keeperOf(context), id)));
    const title = emphasis(texToText(paper.title));
    if (!removed.includes(true)) return { blocks: [prose('It is not on your list: ', title)] };
    const undo = callButton('Undo', { text: `save ${paper.id}`, replaces: true }, context.keepsakes);
    return { blocks: [prose('Taken off your list: ', title), { kind: 'actions', controls: [undo] }] };
  },
});
