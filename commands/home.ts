import { callButton } from '../src/chat/action.ts';
import { defineCommand } from '../src/chat/command.ts';
import type { Context } from '../src/chat/context.ts';
import { type Block, type Control, code, heading, note, prose } from '../src/chat/document.ts';
import { PAGE_SIZE } from '../src/chat/paging.ts';
import { listedPaper } from '../src/chat/paper-card.ts';
import { topicName } from '../src/highlights/subscribing/describe-subscription.ts';
import { visibleSubscriptions } from '../src/highlights/subscribing/find-subscription.ts';
import { standing } from '../src/highlights/subscribing/subscription-blocks.ts';
import { newestDay } from '../src/papers/newest-day.ts';
import { knownMeasure, topPapers } from '../src/papers/top-papers.ts';
import { showDay } from '../src/text/show-day.ts';

export const home = defineCommand({
  name: 'home',
  description: 'Says what Paperboy is, with three first steps and the latest highlights',
  options: {},
  audience: 'everyone',
  private: true,
  examples: ['home'],
  run: async (_, context) => ({
    blocks: [...welcome(context), ...(await own(context)), { kind: 'divider' }, ...latest(context)],
  }),
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
        start('Daily highlights', 'subscribe', true, context),
        start('All commands', 'help', false, context),
      ],
    },
  ];
}

function start(label: string, text: string, asks: boolean, { keepsakes }: Context): Control {
  return callButton(label, { text, replaces: false, asks }, keepsakes);
}

/** What they have subscribed to, what is broken first. */
async function own(context: Context): Promise<Block[]> {
  const { person, keepsakes } = context;
  const all = (await visibleSubscriptions(context)).filter(({ owner }) => owner.id === person.id);
  if (all.length === 0) return [];
  const brokenFirst = all.toSorted((a, b) => Number(b.state.kind === 'broken') - Number(a.state.kind === 'broken'));
  const facts = brokenFirst.slice(0, PAGE_SIZE).map((one) => ({ label: topicName(one), spans: standing(one) }));
  const more = all.length - facts.length;
  const manage = callButton('Your subscriptions', { text: 'subscriptions', replaces: false }, keepsakes);
  return [
    { kind: 'divider' },
    heading('Your subscriptions'),
    { kind: 'facts', facts },
    note(`${more > 0 ? `And ${more} more. ` : ''}Times are shown in your own zone.`),
    { kind: 'actions', controls: [manage] },
  ];
}

function latest(context: Context): Block[] {
  const all = context.papers.all();
  const today = newestDay(context.now());
  const { papers, days } = topPapers(all, { period: 'day', by: knownMeasure(all), today });
  if (papers.length === 0) return [note('No paper here has a day that has come.')];
  return [
    heading(`Highlights${days === undefined ? '' : ` of ${showDay(days.to)}`}`),
    ...papers.slice(0, PAGE_SIZE).map((paper) => listedPaper(paper, {}, context)),
    { kind: 'actions', controls: [start('Trending', 'trending', false, context)] },
  ];
}
