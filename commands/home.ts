import { commandButton } from '../src/chat/action.ts';
import { defineCommand } from '../src/chat/command.ts';
import type { CallContext } from '../src/chat/context.ts';
import { type Block, heading, note } from '../src/chat/document.ts';
import { PAGE_SIZE } from '../src/chat/pagination.ts';
import { compactPaperCard } from '../src/chat/paper-card.ts';
import { startButton, welcomeBlocks } from '../src/features/catalog/welcome.ts';
import { listVisibleSubscriptions } from '../src/features/highlights/subscription-access.ts';
import { subscriptionStatus, topicName } from '../src/features/highlights/subscription-card.ts';
import { latestListingDay } from '../src/papers/dates.ts';
import { defaultMeasure, topPapers } from '../src/papers/top-papers.ts';
import { formatDay } from '../src/text/format.ts';

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
