import { defineCommand } from '../src/chat/command.ts';
import { code, emphasis, heading, prose } from '../src/chat/document.ts';
import { PAGE_OPTION, pageFooter } from '../src/chat/pagination.ts';
import { PAPER_OPTION } from '../src/features/catalog/find-paper.ts';
import { formatExportPages } from '../src/features/reading-list/paper-export.ts';
import { texToText } from '../src/text/tex/index.ts';
import type { CommandServices } from './services.ts';

export const cite = defineCommand(
  {
    name: 'cite',
    description: 'Shows the BibTeX entry of a paper',
    options: { paper: PAPER_OPTION, page: PAGE_OPTION },
    audience: 'everyone',
    ephemeral: true,
    examples: ['cite Streaming Deep Reinforcement Learning Finally Works', 'cite mirror descent'],
  },
  ({ finder }: Pick<CommandServices, 'finder'>) => ({
    suggest: { paper: finder.suggest },
    run: async ({ paper: named, page = 1 }) => {
      const paper = await finder.find(named);
      // An entry with thousands of authors has several pages.
      const pages = formatExportPages([paper], 'bibtex');
      return {
        blocks: [
          heading('BibTeX for ', emphasis(texToText(paper.title))),
          ...(pages[page - 1] ?? []).map((text) => prose(code(text))),
          ...pageFooter({ total: pages.length, page, pageSize: 1, commandText: `cite ${paper.id}` }),
        ],
      };
    },
  }),
);
