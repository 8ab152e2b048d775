import { commandButton } from '../src/chat/action.ts';
import { defineCommand } from '../src/chat/command.ts';
import { actions, type Document, heading, prose } from '../src/chat/document.ts';
import { PAGE_OPTION, pageFooter, pageWindow } from '../src/chat/pagination.ts';
import type { CallContext } from '../src/chat/place.ts';
import { previewNextPost } from '../src/features/highlights/preview.ts';
import { describeSchedule } from '../src/features/highlights/schedule.ts';
import type { Subscription } from '../src/features/highlights/subscription.ts';
import { findSubscription, listVisibleSubscriptions } from '../src/features/highlights/subscription-access.ts';
import {
  confirmUnsubscribe,
  pauseSubscription,
  reduceSubscription,
  restoreSubscription,
  resumeSubscription,
  sendNow,
  unsubscribe,
} from '../src/features/highlights/subscription-actions.ts';
import { subscriptionCard, topicName } from '../src/features/highlights/subscription-card.ts';
import { UserError, unreachable } from '../src/runtime/errors.ts';
import { pluralize } from '../src/text/format.ts';
import type { FeatureServices } from './services.ts';

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
  (deps: FeatureServices) => ({
    suggest: {
      id: async (partial, call) => {
        const typed = partial.trim().toLowerCase();
        return (await listVisibleSubscriptions({ ...deps, ...call }))
          .map((subscription) => ({ label: subscriptionLabel(subscription), value: subscription.id }))
          .filter(({ label, value }) => `${value} ${label.toLowerCase()}`.includes(typed))
          .slice(0, MAX_SUGGESTIONS);
      },
    },
    run: async ({ id = '', action = id === '' ? 'list' : 'show', for: pauseDuration, to, page }, call) => {
      const context = { ...deps, ...call };
      if (action === 'list') return listSubscriptions(page, deps, call);
      const subscription =
        id === '' ? await findOnlySubscription(action, deps, call) : await findSubscription(id, context);
      switch (action) {
        case 'show':
          return { blocks: await subscriptionCard(subscription, context) };
        case 'preview':
          return previewNextPost(subscription, context);
        case 'pause':
          return pauseSubscription(subscription, pauseDuration === 'week', context);
        case 'resume':
          return resumeSubscription(subscription, context);
        case 'send':
          return sendNow(subscription, context);
        case 'fewer':
          return reduceSubscription(subscription, to, context);
        case 'unsubscribe':
          return confirmUnsubscribe(subscription, context);
        case 'remove':
          return unsubscribe(subscription, context);
        case 'restore':
          return restoreSubscription(subscription, context);
        default:
          return unreachable(action);
      }
    },
  }),
);

async function listSubscriptions(
  page: number | undefined,
  deps: FeatureServices,
  call: CallContext,
): Promise<Document> {
  const context = { ...deps, ...call };
  const all = await listVisibleSubscriptions(context);
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
    all.slice(offset, offset + limit).map((subscription) => subscriptionCard(subscription, context)),
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
async function findOnlySubscription(action: string, deps: FeatureServices, call: CallContext): Promise<Subscription> {
  const [first, ...others] = await listVisibleSubscriptions({ ...deps, ...call });
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
