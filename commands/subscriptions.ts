import { callButton } from '../src/chat/action.ts';
import { defineCommand } from '../src/chat/command.ts';
import type { Context } from '../src/chat/context.ts';
import { type Document, heading, prose } from '../src/chat/document.ts';
import { PAGE, pageFooter, pageWindow } from '../src/chat/paging.ts';
import { UserError, unreachable } from '../src/errors.ts';
import { describeSchedule } from '../src/highlights/schedule/read-schedule.ts';
import { askToEnd, end, fewer, pause, restore, resume } from '../src/highlights/subscribing/change-subscription.ts';
import { topicName } from '../src/highlights/subscribing/describe-subscription.ts';
import { findSubscription, visibleSubscriptions } from '../src/highlights/subscribing/find-subscription.ts';
import { sendNow } from '../src/highlights/subscribing/send-now.ts';
import type { Subscription } from '../src/highlights/subscribing/subscription.ts';
import { subscriptionBlocks } from '../src/highlights/subscribing/subscription-blocks.ts';
import { whatWouldCome } from '../src/highlights/subscribing/what-would-come.ts';
import { counted } from '../src/text/counted.ts';

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
      takesTheRest: true,
      suggest: async (partial, context) => {
        const typed = partial.trim().toLowerCase();
        return (await visibleSubscriptions(context))
          .map((one) => ({ label: labelOf(one), value: one.id }))
          .filter(({ label, value }) => `${value} ${label.toLowerCase()}`.includes(typed))
          .slice(0, 25);
      },
    },
    action: {
      kind: 'choice',
      description: 'What to do with it; the list unless you say',
      choices: ACTIONS,
      leads: true,
    },
    for: {
      kind: 'choice',
      description: 'How long to pause; until somebody resumes it unless you say',
      choices: ['week'],
    },
    to: { kind: 'text', description: 'What comes instead of fewer: best5, upvotes20', hidden: 'always' },
    page: PAGE,
  },
  audience: 'everyone',
  private: true,
  personal: true,
  examples: ['subscriptions', 'subscriptions list page:2'],
  run: async ({ id = '', action, for: span, to, page }, context) => {
    const deed = action ?? (id === '' ? 'list' : 'show');
    if (deed === 'list') return list(page, context);
    const one = id === '' ? await only(deed, context) : await findSubscription(id, context);
    switch (deed) {
      case 'show':
        return { blocks: await subscriptionBlocks(one, context) };
      case 'preview':
        return whatWouldCome(one, context);
      case 'pause':
        return pause(one, span === 'week', context);
      case 'resume':
        return resume(one, context);
      case 'send':
        return sendNow(one, context);
      case 'fewer':
        return fewer(one, to, context);
      case 'unsubscribe':
        return askToEnd(one, context);
      case 'remove':
        return end(one, context);
      case 'restore':
        return restore(one, context);
      default:
        return unreachable(deed);
    }
  },
});

async function list(page: number | undefined, context: Context): Promise<Document> {
  const all = await visibleSubscriptions(context);
  const subscribe = callButton('Subscribe', { text: 'subscribe', replaces: false, asks: true }, context.keepsakes);
  if (all.length === 0) {
    return {
      blocks: [
        prose('Nothing is posted here, nor to you in private. Subscribe to a topic, and its best new papers come.'),
        { kind: 'actions', controls: [subscribe] },
      ],
    };
  }
  const { offset, limit } = pageWindow(page);
  const shown = await Promise.all(all.slice(offset, offset + limit).map((one) => subscriptionBlocks(one, context)));
  return {
    blocks: [
      heading(counted(all.length, 'subscription')),
      ...shown.flat(),
      ...pageFooter({ total: all.length, page, call: 'subscriptions list', also: [subscribe] }, context),
    ],
  };
}

/** Who names none means the only one there is. @throws UserError where there are none, or several */
async function only(deed: string, context: Context): Promise<Subscription> {
  const [first, ...others] = await visibleSubscriptions(context);
  if (first !== undefined && others.length === 0) return first;
  throw new UserError(
    first === undefined
      ? 'There is no subscription here or of your own. To make one: /papers subscribe'
      : `Say which one by its id, which the list shows (/papers subscriptions): /papers subscriptions ${deed} ${first.id}`,
  );
}

/** "safe rl, on weekdays at 09:00 (Europe/Berlin)" */
function labelOf(one: Subscription): string {
  return `${topicName(one)}, ${describeSchedule(one.schedule)}`;
}
