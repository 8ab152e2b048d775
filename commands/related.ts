import { defineCommand } from '../src/chat/command.ts';
import { heading, note } from '../src/chat/document.ts';
import { findPaper, PAPER } from '../src/chat/find-paper.ts';
import { PAGE, pageFooter, pageWindow } from '../src/chat/paging.ts';
import { listedPaper } from '../src/chat/paper-card.ts';
import { texToText } from '../src/text/tex.ts';

const MOST = 20;

export const related = defineCommand({
  name: 'related',
  description: 'Finds the papers whose text is nearest to one',
  options: { paper: PAPER, page: PAGE },
  audience: 'everyone',
  private: true,
  examples: ['related Streaming Deep Reinforcement Learning Finally Works', 'related mirror descent page:2'],
  run: ({ paper: named, page }, context) => {
    const paper = findPaper(named, context);
    const found = context.search.related(paper, MOST);
    const { offset, limit } = pageWindow(page);
    return {
      blocks: [
        heading('Related to ', ...[{ kind: 'emphasis' as const, text: texToText(paper.title) }]),
        ...(found.length === 0 ? [note('No other paper here has anything in common with it.')] : []),
        ...found
          .slice(offset, offset + limit)
          .map(({ paper, why }) =>
            listedPaper(paper, { why: [{ kind: 'text', text: `shares ${why.join(', ')}` }] }, context),
          ),
        ...pageFooter({ total: found.length, page, call: `related ${paper.id}` }, context),
      ],
    };
  },
});
