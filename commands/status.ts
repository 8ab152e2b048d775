import { defineCommand } from '../src/chat/command.ts';
import { type Block, code, heading, note, prose, text } from '../src/chat/document.ts';
import { PAGE_OPTION, pageFooter, pageWindow } from '../src/chat/pagination.ts';
import type { CallContext } from '../src/chat/place.ts';
import type { Delivery } from '../src/features/highlights/delivery.ts';
import {
  describeDelivery,
  describeState,
  listVisibleSubscriptions,
  topicName,
} from '../src/features/highlights/index.ts';
import type { Subscription } from '../src/features/highlights/subscription.ts';
import { pluralize } from '../src/text/format.ts';
import type { Span } from '../src/text/spans.ts';
import type { CommandServices } from './services.ts';

const MAX_DELIVERIES_SHOWN = 5;
const MAX_DELIVERIES_COUNTED = 20;

export const status = defineCommand(
  {
    name: 'status',
    description: 'Shows the recent and pending posts of each subscription',
    options: { page: PAGE_OPTION },
    audience: 'managers',
    purpose: 'see the status of subscriptions',
    ephemeral: true,
    alwaysEphemeral: true,
    examples: ['status'],
  },
  ({ highlights }: Pick<CommandServices, 'highlights'>) => ({
    run: async ({ page }, call) => {
      const subscriptions = await listVisibleSubscriptions(highlights, call);
      if (subscriptions.length === 0) {
        return {
          blocks: [prose('There are no subscriptions here. To add one, type ', code('/papers subscribe'), '.')],
        };
      }
      const histories = await Promise.all(
        subscriptions.map(async (subscription) => ({
          subscription,
          history: await highlights.deliveries.history(subscription.id, MAX_DELIVERIES_COUNTED),
        })),
      );
      const { offset, limit } = pageWindow(page);
      return {
        blocks: [
          heading(`Status of ${pluralize(subscriptions.length, 'subscription')}`),
          ...deliverySummary(histories.flatMap(({ history }) => history)),
          ...histories.slice(offset, offset + limit).flatMap((entry) => subscriptionBlocks(entry, call)),
          ...pageFooter({ total: subscriptions.length, page, commandText: 'status' }),
        ],
      };
    },
  }),
);

function deliverySummary(deliveries: readonly Delivery[]): Block[] {
  const pending = deliveries.filter(({ state }) => state === 'due' || state === 'sending').length;
  const unknown = deliveries.filter(({ state }) => state === 'unknown').length;
  return [
    prose(`Pending: ${pending}. Unconfirmed: ${unknown}.`),
    ...(unknown === 0
      ? []
      : [
          note(
            "Unconfirmed means that the platform didn't respond, so the post may or may not be there. Paperboy keeps looking for it and doesn't send it twice. If it's missing in the channel, send it with ",
            code('/papers subscriptions send <id>'),
            '.',
          ),
        ]),
  ];
}

function subscriptionBlocks(
  {
    subscription,
    history,
  }: {
    readonly subscription: Subscription;
    readonly history: readonly Delivery[];
  },
  { platform }: CallContext,
): Block[] {
  const facts = history
    .slice(0, MAX_DELIVERIES_SHOWN)
    .map((delivery) => ({ label: 'Post', spans: [...describeDelivery(delivery), ...paperCountSpans(delivery)] }));
  return [
    prose(`${topicName(subscription)} (${subscription.id}): `, ...describeState(subscription, platform)),
    facts.length === 0 ? note('No posts yet.') : { kind: 'facts', facts },
  ];
}

function paperCountSpans({ state, paperIds }: Delivery): Span[] {
  return state === 'sent' && paperIds.length > 0 ? [text(`, ${pluralize(paperIds.length, 'paper')}`)] : [];
}
