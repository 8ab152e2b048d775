import { callButton } from '../src/chat/action.ts';
import { defineCommand } from '../src/chat/command.ts';
import { emphasis, prose } from '../src/chat/document.ts';
import { findPaper, PAPER } from '../src/chat/find-paper.ts';
import { keeperOf, savedPapers } from '../src/saved/keeper.ts';
import { texToText } from '../src/text/tex.ts';

export const save = defineCommand({
  name: 'save',
  description: 'Puts a paper on a list of your own',
  options: { paper: PAPER },
  audience: 'everyone',
  private: true,
  personal: true,
  examples: ['save Streaming Deep Reinforcement Learning Finally Works', 'save mirror descent'],
  run: async ({ paper: named }, context) => {
    const paper = await findPaper(named, context);
    const known = (await savedPapers(context)).papers.includes(paper);
    if (!known) await context.highlights.saved.save(keeperOf(context), paper.id, context.now().toISOString());
    const { keepsakes } = context;
    return {
      blocks: [
        prose(known ? 'You saved it before: ' : 'Saved: ', emphasis(texToText(paper.title))),
        {
          kind: 'actions',
          controls: [
            callButton('Saved papers', { text: 'saved', replaces: false }, keepsakes),
            callButton(known ? 'Remove' : 'Undo', { text: `unsave ${paper.id}`, replaces: true }, keepsakes),
          ],
        },
      ],
    };
  },
});
