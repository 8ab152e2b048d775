import { commandButton } from '../src/chat/action.ts';
import { defineCommand } from '../src/chat/command.ts';
import type { CallContext } from '../src/chat/context.ts';
import { type Block, type Control, code, heading, note, prose } from '../src/chat/document.ts';
import { PAGE_SIZE } from '../src/chat/paging.ts';
import { compactPaperCard } from '../src/chat/paper-card.ts';
import { topicName } from '../src/highlights/subscribing/describe-subscription.ts';
import { listVisibleSubscriptions } from '../src/highlights/subscribing/find-subscription.ts';
import { subscriptionStatus } from '../src/highlights/subscribing/subscription-blocks.ts';
import { latestListingDay } from '../src/papers/newest-day.ts';
import { defaultMeasure, topPapers } from '../src/papers/top-papers.ts';
import { formatDay } from '../src/text/show-day.ts';

export const home = defineCommand({
  name: 'home',
  description: 'Says what Paperboy is, with three first steps and the latest highlights',
  options: {},
  audience: 'everyone',
  ephemeral: true,
  examples: ['home'],
  run: async (_, context) => ({
    blocks: [
      ...welcomeBlocks(context),
      ...(await ownSubscriptionBlocks(context)),
      { kind: 'divider' },
      ...latestHighlightBlocks(context),
    ],
  }),
});

function welcomeBlocks(context: CallContext): Block[] {
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
        startButton('Search papers', 'search', true, context),
        startButton('Top of the week', 'top week', false, context),
        startButton('Share a paper', 'share', true, context),
        startButton('Daily highlights', 'subscribe', true, context),
        startButton('All commands', 'help', false, context),
      ],
    },
  ];
}

function startButton(label: string, text: string, opensForm: boolean, { actionStore }: CallContext): Control {
  return commandButton(label, { text, replacesOriginal: false, opensForm }, actionStore);
}

/** What they have subscribed to, what is broken first. */
async function ownSubscriptionBlocks(context: CallContext): Promise<Block[]> {
  const { person, actionStore } = context;
  const all = (await listVisibleSubscriptions(context)).filter(({ owner }) => owner.id === person.id);
  if (all.length === 0) return [];
  const brokenFirst = all.toSorted((a, b) => Number(b.state.kind === 'broken') - Number(a.state.kind === 'broken'));
  const facts = brokenFirst
    .slice(0, PAGE_SIZE)
    .map((one) => ({ label: topicName(one), spans: subscriptionStatus(one) }));
  const more = all.length - facts.length;
  const manage = commandButton('Your subscriptions', { text: 'subscriptions', replacesOriginal: false }, actionStore);
  return [
    { kind: 'divider' },
    heading('Your subscriptions'),
    { kind: 'facts', facts },
    note(`${more > 0 ? `And ${more} more. ` : ''}Times are shown in your own zone.`),
    { kind: 'actions', controls: [manage] },
  ];
}

function latestHighlightBlocks(context: CallContext): Block[] {
  const all = context.papers.all();
  const today = latestListingDay(context.now());
  const { papers, days } = topPapers(all, { period: 'day', by: defaultMeasure(all), today });
  if (papers.length === 0) return [note('No paper here has a day that has come.')];
  return [
    heading(`Highlights${days === undefined ? '' : ` of ${formatDay(days.to)}`}`),
    ...papers.slice(0, PAGE_SIZE).map((paper) => compactPaperCard(paper, {}, context)),
    { kind: 'actions', controls: [startButton('Trending', 'trending', false, context)] },
  ];
}
