import { defineCommand } from '../src/chat/command.ts';
import { type Block, heading, note } from '../src/chat/document.ts';
import { PAGE, pageFooter, pageWindow } from '../src/chat/paging.ts';
import { listedPaper } from '../src/chat/paper-card.ts';
import { showDay } from '../src/papers/byline.ts';
import { knownMeasure, MEASURES, PERIODS, type TopPapers, topPapers } from '../src/papers/top-papers.ts';

export const top = defineCommand({
  name: 'top',
  description: 'Lists the best papers of a day, a week, a month or all time',
  options: {
    period: { kind: 'choice', description: 'How far to look back; a week unless you say', choices: PERIODS },
    by: { kind: 'choice', description: 'What counts first; upvotes, where any are known', choices: MEASURES },
    page: PAGE,
  },
  audience: 'everyone',
  private: true,
  examples: ['top week', 'top month by:comments', 'top all page:2'],
  run: ({ period = 'week', by: asked, page }, context) => {
    const by = asked ?? knownMeasure(context.papers.all());
    const today = context.now().toISOString().slice(0, 10);
    const found = topPapers(context.papers.all(), { period, by, today });
    const { offset, limit } = pageWindow(page);
    return {
      blocks: [
        ...opening(found, by),
        ...found.papers.slice(offset, offset + limit).map((paper) => listedPaper(paper, {}, context)),
        ...pageFooter({ total: found.papers.length, page, call: `top ${period} ${by}` }, context),
      ],
    };
  },
});

function opening({ papers, days, isPast }: TopPapers, by: string): Block[] {
  const when =
    days === undefined
      ? 'of all time'
      : days.from === days.to
        ? `of ${showDay(days.to)}`
        : `of ${showDay(days.from)} to ${showDay(days.to)}`;
  const blocks: Block[] = [heading(`Top papers ${when}, by ${by}`)];
  if (papers.length === 0 && days === undefined) blocks.push(note('No paper is here yet.'));
  if (papers.length === 0 && days !== undefined) {
    blocks.push(note('No paper here has a day that has come. To see them all: /papers top all'));
  }
  if (isPast) blocks.push(note('Nothing newer is here yet, so this is the last such period that has papers.'));
  if (papers.length > 0 && papers.every((paper) => paper.upvotes === undefined && by === 'upvotes')) {
    blocks.push(note('No upvotes are known for these; comments decide, then the date.'));
  }
  return blocks;
}
