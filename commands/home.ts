import { commandButton } from '../src/chat/action.ts';
import { defineCommand } from '../src/chat/command.ts';
import { actions, type Block, heading, note } from '../src/chat/document.ts';
import { PAGE_SIZE } from '../src/chat/pagination.ts';
import { compactPaperCard } from '../src/chat/paper-card.ts';
import type { CallContext } from '../src/chat/place.ts';
import { welcomeBlocks } from '../src/features/catalog/welcome.ts';
import { listVisibleSubscriptions, subscriptionStatus, topicName } from '../src/features/highlights/index.ts';
import type { Subscription } from '../src/features/highlights/subscription.ts';
import type { Paper } from '../src/papers/paper.ts';
import { defaultMeasure, topPapers } from '../src/papers/top-papers.ts';
import { formatDay } from '../src/text/format.ts';
import type { CommandServices } from './services.ts';

export const home = defineCommand(
  {
    name: 'home',
    description: 'Shows first steps, your subscriptions and the latest papers',
    options: {},
    audience: 'everyone',
    ephemeral: true,
    examples: ['home'],
  },
  ({
    papers,
    paperLookup,
    highlights,
    now,
  }: Pick<CommandServices, 'papers' | 'paperLookup' | 'highlights' | 'now'>) => ({
    run: async (_, call) => {
      const subscriptions = await listVisibleSubscriptions(highlights, call);
      return {
        blocks: [
          ...welcomeBlocks(papers.all().length),
          ...subscriptionBlocks(
            subscriptions.filter(({ owner }) => owner.id === call.person.id),
            call,
          ),
          { kind: 'divider' },
          ...latestPaperBlocks(papers.all(), paperLookup.newestDay(now())),
        ],
      };
    },
  }),
);

/** Failing subscriptions first. */
function subscriptionBlocks(subscriptions: readonly Subscription[], call: CallContext): Block[] {
  if (subscriptions.length === 0) return [];
  const isBroken = ({ state }: Subscription) => Number(state.kind === 'broken');
  const facts = subscriptions
    .toSorted((a, b) => isBroken(b) - isBroken(a))
    .slice(0, PAGE_SIZE)
    .map((subscription) => ({
      label: topicName(subscription),
      spans: subscriptionStatus(subscription, call.platform),
    }));
  const more = subscriptions.length - facts.length;
  return [
    { kind: 'divider' },
    heading('Your subscriptions'),
    { kind: 'facts', facts },
    note(`${more > 0 ? `And ${more} more. ` : ''}Times are in your time zone.`),
    actions(commandButton('Manage subscriptions', 'subscriptions')),
  ];
}

function latestPaperBlocks(all: readonly Paper[], today: string): Block[] {
  const { papers, days } = topPapers(all, { period: 'day', by: defaultMeasure(all), today });
  if (papers.length === 0) return [note('No papers yet.')];
  return [
    heading(`Top papers${days === undefined ? '' : ` of ${formatDay(days.to)}`}`),
    ...papers.slice(0, PAGE_SIZE).map((paper) => compactPaperCard(paper)),
    actions(commandButton('Trending', 'trending')),
  ];
}
