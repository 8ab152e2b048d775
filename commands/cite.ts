import { defineCommand } from '../src/chat/command.ts';
import { code, emphasis, heading, prose } from '../src/chat/document.ts';
import { PAGE_OPTION, pageFooter } from '../src/chat/pagination.ts';
import { findPaper, PAPER_OPTION } from '../src/features/catalog/find-paper.ts';
import { formatExportPages } from '../src/features/reading-list/paper-export.ts';
import { texToText } from '../src/text/tex/index.ts';

export const cite = defineCommand({
  name: 'cite',
  description: 'Writes a paper as BibTeX, to copy',
  options: { paper: PAPER_OPTION, page: PAGE_OPTION },
  audience: 'everyone',
  ephemeral: true,
  examples: ['cite Streaming Deep Reinforcement Learning Finally Works', 'cite mirror descent'],
  run: async ({ paper: named, page }, context) => {
    const paper = await findPaper(named, context);
    // A paper of three thousand authors takes several messages.
    const pages = formatExportPages([paper], 'bibtex');
    return {
      blocks: [
        heading('BibTeX of ', emphasis(texToText(paper.title))),
        // In code, which platforms show letter by letter.
        ...(pages[(page ?? 1) - 1] ?? []).map((text) => prose(code(text))),
        ...pageFooter({ total: pages.length, page, pageSize: 1, commandText: `cite ${paper.id}` }, context),
      ],
    };
  },
});
