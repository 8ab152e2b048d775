import { defineCommand } from '../src/chat/command.ts';
import { type Block, code, type Document, type Fact, heading, note, prose, text } from '../src/chat/document.ts';
import { PAGE_OPTION, pageFooter, pageWindow } from '../src/chat/pagination.ts';
import { type Delivery, describeDelivery } from '../src/features/highlights/delivery.ts';
import type { Subscription } from '../src/features/highlights/subscription.ts';
import { listVisibleSubscriptions } from '../src/features/highlights/subscription-access.ts';
import { describeState, topicName } from '../src/features/highlights/subscription-card.ts';
import { pluralize } from '../src/text/format.ts';
import type { Span } from '../src/text/spans.ts';

/** Of each subscription so many deliveries are shown, and so many are looked at. */
const MAX_DELIVERIES_SHOWN = 5;
const MAX_DELIVERIES_READ = 20;

export const status = defineCommand({
  name: 'status',
  description: 'Says why each subscription here did or did not post, and what is under way',
  options: { page: PAGE_OPTION },
  audience: 'managers',
  purpose: 'see what was posted when',
  ephemeral: true,
  alwaysEphemeral: true,
  examples: ['status'],
  run: async ({ page }, context): Promise<Document> => {
    const all = await listVisibleSubscriptions(context);
    if (all.length === 0)
      return { blocks: [prose('Nothing is posted here. To change that: ', code('/papers subscribe'))] };
    const { offset, limit } = pageWindow(page);
    const histories = await Promise.all(
      all.map((one) => context.highlights.deliveries.history(one.id, MAX_DELIVERIES_READ)),
    );
    const entries = all.map((subscription, at) => ({ subscription, history: histories[at] ?? [] }));
    return {
      blocks: [
        heading(`Status of ${pluralize(all.length, 'subscription')}`),
        ...deliverySummary(histories.flat()),
        ...entries.slice(offset, offset + limit).flatMap((entry) => subscriptionStatusBlocks(entry)),
        ...pageFooter({ total: all.length, page, commandText: 'status' }, context),
      ],
    };
  },
});

function deliverySummary(deliveries: readonly Delivery[]): Block[] {
  const waiting = deliveries.filter(({ state }) => state === 'due' || state === 'sending').length;
  const unknown = deliveries.filter(({ state }) => state === 'unknown').length;
  return [
    prose(`Waiting to be sent: ${waiting}. Outcome unknown: ${unknown}.`),
    ...(unknown === 0
      ? []
      : [
          note(
            'Unknown means that no answer came, so the post may be there or not. It is looked for, and not sent again while nobody knows. Look at the channel; where it is missing: ',
            code('/papers subscriptions send <id>'),
          ),
        ]),
  ];
}

function subscriptionStatusBlocks({
  subscription,
  history,
}: {
  subscription: Subscription;
  history: readonly Delivery[];
}): Block[] {
  const facts: Fact[] = history.slice(0, MAX_DELIVERIES_SHOWN).map((delivery) => ({
    label: 'Slot',
    spans: [...describeDelivery(delivery), ...paperCountSpans(delivery)],
  }));
  return [
    prose(`${topicName(subscription)} (${subscription.id}): `, ...describeState(subscription)),
    facts.length === 0 ? note('Nothing was due yet.') : { kind: 'facts', facts },
  ];
}

function paperCountSpans({ state, paperIds }: Delivery): Span[] {
  return state === 'sent' && paperIds.length > 0 ? [text(`, ${pluralize(paperIds.length, 'paper')}`)] : [];
}
