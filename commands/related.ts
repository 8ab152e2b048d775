import { defineCommand } from '../src/chat/command.ts';
import { emphasis, heading, note, text } from '../src/chat/document.ts';
import { PAGE_OPTION, pageFooter, pageWindow } from '../src/chat/pagination.ts';
import { PAPER_OPTION } from '../src/features/catalog/find-paper.ts';
import { texToText } from '../src/text/tex/index.ts';
import type { CommandServices } from './services.ts';

const MAX_RELATED = 20;

export const related = defineCommand(
  {
    name: 'related',
    description: 'Finds similar papers',
    options: { paper: PAPER_OPTION, page: PAGE_OPTION },
    audience: 'everyone',
    ephemeral: true,
    examples: ['related Streaming Deep Reinforcement Learning Finally Works', 'related mirror descent page:2'],
  },
  ({ finder, cards, search }: Pick<CommandServices, 'finder' | 'cards' | 'search'>) => ({
    suggest: { paper: finder.suggest },
    run: async ({ paper: named, page }, call) => {
      const paper = await finder.find(named);
      const found = search.related(paper, MAX_RELATED);
      const { offset, limit } = pageWindow(page);
      const shown = found.slice(offset, offset + limit).map(({ paper, sharedWords }) => ({
        paper,
        why: [text(`shares ${sharedWords.join(', ')}`)],
      }));
      return {
        blocks: [
          heading('Related to ', emphasis(texToText(paper.title))),
          ...(found.length === 0 ? [note('No similar papers.')] : []),
          ...(await cards.list(shown, call)),
          ...pageFooter({ total: found.length, page, commandText: `related ${paper.id}` }),
        ],
      };
    },
  }),
);
