import { defineCommand } from '../src/chat/command.ts';
import { heading, note } from '../src/chat/document.ts';
import { PAGE_OPTION, pageFooter, pageWindow } from '../src/chat/pagination.ts';
import { findPaper, PAPER_OPTION } from '../src/features/catalog/find-paper.ts';
import { papersWithBadges } from '../src/features/catalog/papers-with-badges.ts';
import { texToText } from '../src/text/tex/index.ts';

const MAX_RELATED = 20;

export const related = defineCommand({
  name: 'related',
  description: 'Finds the papers whose text is nearest to one',
  options: { paper: PAPER_OPTION, page: PAGE_OPTION },
  audience: 'everyone',
  ephemeral: true,
  examples: ['related Streaming Deep Reinforcement Learning Finally Works', 'related mirror descent page:2'],
  run: async ({ paper: named, page }, context) => {
    const paper = await findPaper(named, context);
    const found = context.search.related(paper, MAX_RELATED);
    const { offset, limit } = pageWindow(page);
    const shown = found.slice(offset, offset + limit).map((one) => ({
      paper: one.paper,
      why: [{ kind: 'text', text: `shares ${one.sharedWords.join(', ')}` } as const],
    }));
    return {
      blocks: [
        heading('Related to ', ...[{ kind: 'emphasis' as const, text: texToText(paper.title) }]),
        ...(found.length === 0 ? [note('No other paper here has anything in common with it.')] : []),
        ...(await papersWithBadges(shown, context)),
        ...pageFooter({ total: found.length, page, commandText: `related ${paper.id}` }, context),
      ],
    };
  },
});
