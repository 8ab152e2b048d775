import { commandButton } from '../src/chat/action.ts';
import { defineCommand } from '../src/chat/command.ts';
import { actions, type Document, heading, prose } from '../src/chat/document.ts';
import { PAGE_OPTION, pageFooter, pageWindow } from '../src/chat/pagination.ts';
import type { CallContext } from '../src/chat/place.ts';
import {
  confirmUnsubscribe,
  describeSchedule,
  findSubscription,
  type HighlightsService,
  listVisibleSubscriptions,
  pauseSubscription,
  previewNextPost,
  reduceSubscription,
  restoreSubscription,
  resumeSubscription,
  sendNow,
  subscriptionCard,
  topicName,
  unsubscribe,
} from '../src/features/highlights/index.ts';
import type { Subscription } from '../src/features/highlights/subscription.ts';
import { UserError, unreachable } from '../src/runtime/errors.ts';
import { pluralize } from '../src/text/format.ts';
import type { CommandServices } from './services.ts';

const ACTIONS = [
  'list',
  'show',
  'pause',
  'resume',
  'preview',
  'send',
  'fewer',
  'unsubscribe',
  'remove',
  'restore',
] as const;

const MAX_SUGGESTIONS = 25;

export const subscriptions = defineCommand(
  {
    name: 'subscriptions',
    description: 'Lists and manages your subscriptions',
    options: {
      id: { kind: 'text', description: 'The subscription id, as in the list', isRest: true, autocomplete: true },
      action: { kind: 'choice', description: 'What to do. Default: list', choices: ACTIONS, isPositional: true },
      for: { kind: 'choice', description: 'How long to pause. Default: until resumed', choices: ['week'] },
      to: { kind: 'text', description: 'The new number of papers: best5, upvotes20', hidden: 'always' },
      page: PAGE_OPTION,
    },
    audience: 'everyone',
    ephemeral: true,
    alwaysEphemeral: true,
    examples: ['subscriptions', 'subscriptions list page:2'],
  },
  ({ highlights }: Pick<CommandServices, 'highlights'>) => ({
    suggest: {
      id: async (partial, call) => {
        const typed = partial.trim().toLowerCase();
        return (await listVisibleSubscriptions(highlights, call))
          .map((subscription) => ({ label: subscriptionLabel(subscription), value: subscription.id }))
          .filter(({ label, value }) => `${value} ${label.toLowerCase()}`.includes(typed))
          .slice(0, MAX_SUGGESTIONS);
      },
    },
    run: async ({ id = '', action = id === '' ? 'list' : 'show', for: pauseDuration, to, page }, call) => {
      if (action === 'list') return listSubscriptions(page, highlights, call);
      const subscription =
        id === '' ? await findOnlySubscription(action, highlights, call) : await findSubscription(id, highlights, call);
      switch (action) {
        case 'show':
          return { blocks: await subscriptionCard(subscription, highlights, call) };
        case 'preview':
          return previewNextPost(subscription, highlights);
        case 'pause':
          return pauseSubscription(subscription, pauseDuration === 'week', highlights, call);
        case 'resume':
          return resumeSubscription(subscription, highlights, call);
        case 'send':
          return sendNow(subscription, highlights, call);
        case 'fewer':
          return reduceSubscription(subscription, to, highlights, call);
        case 'unsubscribe':
          return confirmUnsubscribe(subscription, call);
        case 'remove':
          return unsubscribe(subscription, highlights, call);
        case 'restore':
          return restoreSubscription(subscription, highlights, call);
        default:
          return unreachable(action);
      }
    },
  }),
);

async function listSubscriptions(
  page: number | undefined,
  highlights: HighlightsService,
  call: CallContext,
): Promise<Document> {
  const all = await listVisibleSubscriptions(highlights, call);
  const subscribe = commandButton('Subscribe', 'subscribe', { opensForm: true });
  if (all.length === 0) {
    return {
      blocks: [
        prose('No subscriptions here or in your direct messages. Subscribe to a topic to get its best new papers.'),
        actions(subscribe),
      ],
    };
  }
  const { offset, limit } = pageWindow(page);
  const cards = await Promise.all(
    all.slice(offset, offset + limit).map((subscription) => subscriptionCard(subscription, highlights, call)),
  );
  return {
    blocks: [
      heading(pluralize(all.length, 'subscription')),
      ...cards.flat(),
      ...pageFooter({ total: all.length, page, commandText: 'subscriptions list', extraControls: [subscribe] }),
    ],
  };
}

/** The subscription that a call without an id means. @throws UserError unless there is exactly one */
async function findOnlySubscription(
  action: string,
  highlights: HighlightsService,
  call: CallContext,
): Promise<Subscription> {
  const [first, ...others] = await listVisibleSubscriptions(highlights, call);
  if (first !== undefined && others.length === 0) return first;
  throw new UserError(
    first === undefined
      ? 'You have no subscriptions here. To add one, use /papers subscribe'
      : `There are several subscriptions. Add an id from /papers subscriptions, as in /papers subscriptions ${action} ${first.id}`,
  );
}

/** "safe rl, on weekdays at 09:00 (Europe/Berlin)" */
function subscriptionLabel(subscription: Subscription): string {
  return `${topicName(subscription)}, ${describeSchedule(subscription.schedule)}`;
}
