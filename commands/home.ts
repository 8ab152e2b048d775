import { callButton } from '../src/chat/action.ts';
import { defineCommand } from '../src/chat/command.ts';
import type { Context } from '../src/chat/context.ts';
import { type Block, type Control, code, heading, note, prose } from '../src/chat/document.ts';
import { PAGE_SIZE } from '../src/chat/paging.ts';
import { listedPaper } from '../src/chat/paper-card.ts';
import { showDay } from '../src/papers/byline.ts';
import { knownMeasure, topPapers } from '../src/papers/top-papers.ts';

export const home = defineCommand({
  name: 'home',
  description: 'Says what Paperboy is, with three first steps and the latest highlights',
  options: {},
  audience: 'everyone',
  private: true,
  examples: ['home'],
  run: (_, context) => ({ blocks: [...welcome(context), { kind: 'divider' }, ...latest(context)] }),
});

function welcome(context: Context): Block[] {
  return [
    heading('Paperboy finds research papers and brings them where you talk'),
    prose(
      `Papers here: ${context.papers.all().length}. Three first steps: search for something you work on, see what was best this week, `,
      'and share a paper where your team talks. In any channel: ',
      code('/papers search safe offline rl'),
    ),
    {
      kind: 'actions',
      controls: [
        start('Search papers', 'search', true, context),
        start('Top of the week', 'top week', false, context),
        start('Share a paper', 'share', true, context),
        start('All commands', 'help', false, context),
      ],
    },
  ];
}

function start(label: string, text: string, asks: boolean, { keepsakes }: Context): Control {
  return callButton(label, { text, replaces: false, asks }, keepsakes);
}

function latest(context: Context): Block[] {
  const all = context.papers.all();
  const today = context.now().toISOString().slice(0, 10);
  const { papers, days } = topPapers(all, { period: 'day', by: knownMeasure(all), today });
  if (papers.length === 0) return [note('No paper here has a day that has come.')];
  return [
    heading(`Highlights${days === undefined ? '' : ` of ${showDay(days.to)}`}`),
    ...papers.slice(0, PAGE_SIZE).map((paper) => listedPaper(paper, {}, context)),
  ];
}
