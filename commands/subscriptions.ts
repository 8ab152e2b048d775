import { commandButton } from '../src/chat/action.ts';
import { defineCommand } from '../src/chat/command.ts';
import type { CallContext } from '../src/chat/context.ts';
import { type Document, heading, prose } from '../src/chat/document.ts';
import { PAGE_OPTION, pageFooter, pageWindow } from '../src/chat/pagination.ts';
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

export const subscriptions = defineCommand({
  name: 'subscriptions',
  description: 'Lists what is posted here and to you, and changes, pauses or ends it',
  options: {
    id: {
      kind: 'text',
      description: 'Which one, by its id; the list shows them',
      isRest: true,
      suggest: async (partial, context) => {
        const typed = partial.trim().toLowerCase();
        return (await listVisibleSubscriptions(context))
          .map((one) => ({ label: subscriptionLabel(one), value: one.id }))
          .filter(({ label, value }) => `${value} ${label.toLowerCase()}`.includes(typed))
          .slice(0, 25);
      },
    },
    action: {
      kind: 'choice',
      description: 'What to do with it; the list unless you say',
      choices: ACTIONS,
      isPositional: true,
    },
    for: {
      kind: 'choice',
      description: 'How long to pause; until somebody resumes it unless you say',
      choices: ['week'],
    },
    to: { kind: 'text', description: 'What comes instead of fewer: best5, upvotes20', hidden: 'always' },
    page: PAGE_OPTION,
  },
  audience: 'everyone',
  ephemeral: true,
  alwaysEphemeral: true,
  examples: ['subscriptions', 'subscriptions list page:2'],
  run: async ({ id = '', action, for: pauseDuration, to, page }, context) => {
    const operation = action ?? (id === '' ? 'list' : 'show');
    if (operation === 'list') return listSubscriptions(page, context);
    const one = id === '' ? await findOnlySubscription(operation, context) : await findSubscription(id, context);
    switch (operation) {
      case 'show':
        return { blocks: await subscriptionCard(one, context) };
      case 'preview':
        return previewNextPost(one, context);
      case 'pause':
        return pauseSubscription(one, pauseDuration === 'week', context);
      case 'resume':
        return resumeSubscription(one, context);
      case 'send':
        return sendNow(one, context);
      case 'fewer':
        return reduceSubscription(one, to, context);
      case 'unsubscribe':
        return confirmUnsubscribe(one, context);
      case 'remove':
        return unsubscribe(one, context);
      case 'restore':
        return restoreSubscription(one, context);
      default:
        return unreachable(operation);
    }
  },
});

async function listSubscriptions(page: number | undefined, context: CallContext): Promise<Document> {
  const all = await listVisibleSubscriptions(context);
  const subscribe = commandButton(
    'Subscribe',
    { text: 'subscribe', replacesOriginal: false, opensForm: true },
    context.actionStore,
  );
  if (all.length === 0) {
    return {
      blocks: [
        prose('Nothing is posted here, nor to you in private. Subscribe to a topic, and its best new papers come.'),
        { kind: 'actions', controls: [subscribe] },
      ],
    };
  }
  const { offset, limit } = pageWindow(page);
  const shown = await Promise.all(all.slice(offset, offset + limit).map((one) => subscriptionCard(one, context)));
  return {
    blocks: [
      heading(pluralize(all.length, 'subscription')),
      ...shown.flat(),
      ...pageFooter(
        { total: all.length, page, commandText: 'subscriptions list', extraControls: [subscribe] },
        context,
      ),
    ],
  };
}

/** Who names none means the only one there is. @throws UserError where there are none, or several */
async function findOnlySubscription(operation: string, context: CallContext): Promise<Subscription> {
  const [first, ...others] = await listVisibleSubscriptions(context);
  if (first !== undefined && others.length === 0) return first;
  throw new UserError(
    first === undefined
      ? 'There is no subscription here or of your own. To make one: /papers subscribe'
      : `Say which one by its id, which the list shows (/papers subscriptions): /papers subscriptions ${operation} ${first.id}`,
  );
}

/** "safe rl, on weekdays at 09:00 (Europe/Berlin)" */
function subscriptionLabel(one: Subscription): string {
  return `${topicName(one)}, ${describeSchedule(one.schedule)}`;
}
