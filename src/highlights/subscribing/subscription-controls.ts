import { commandButton, encodeAction } from '../../chat/action.ts';
import type { Control } from '../../chat/document.ts';
import type { ActionStore } from '../../chat/keepsakes.ts';
import { topicName } from './describe-subscription.ts';
import type { Subscription } from './subscription.ts';

type MenuControl = Extract<Control, { kind: 'menu' }>;

/** What one can do about a subscription: the label, and the call with `ID` for its id; `asks` for a form. */
const SUBSCRIPTION_ACTIONS = {
  change: { label: 'Change', call: 'subscribe change:ID', asks: true },
  preview: { label: 'Preview', call: 'subscriptions preview ID' },
  resume: { label: 'Resume', call: 'subscriptions resume ID' },
  pauseForWeek: { label: 'Pause for a week', call: 'subscriptions pause ID for:week' },
  pause: { label: 'Pause', call: 'subscriptions pause ID' },
  send: { label: 'Send now', call: 'subscriptions send ID' },
  sendOne: { label: 'Send one now', call: 'subscriptions send ID' },
  tryAgain: { label: 'Try again now', call: 'subscriptions send ID' },
  fewer: { label: 'Send fewer', call: 'subscriptions fewer ID' },
  unsubscribe: { label: 'Unsubscribe', call: 'subscriptions unsubscribe ID' },
  remove: { label: 'Unsubscribe', call: 'subscriptions remove ID' },
  keep: { label: 'Keep it', call: 'subscriptions show ID' },
  restore: { label: 'Undo', call: 'subscriptions restore ID' },
} as const satisfies Readonly<Record<string, { label: string; call: string; asks?: boolean }>>;

type SubscriptionAction = keyof typeof SUBSCRIPTION_ACTIONS;

const ACTIONS_BY_STATE: Readonly<Record<Subscription['state']['kind'], readonly SubscriptionAction[]>> = {
  active: ['change', 'pauseForWeek', 'pause', 'preview', 'send', 'fewer', 'unsubscribe'],
  paused: ['resume', 'change', 'preview', 'unsubscribe'],
  broken: ['tryAgain', 'change', 'pause', 'preview', 'unsubscribe'],
  ended: ['restore'],
};

/** What stands below each post. */
const POST_ACTIONS: readonly SubscriptionAction[] = ['pauseForWeek', 'change', 'fewer', 'unsubscribe'];

const MAX_MENU_TOPIC_LENGTH = 50;

/** A menu below a subscription in a list, with what can be done in its state. */
export function subscriptionMenu(subscription: Subscription, actionStore: ActionStore): MenuControl {
  const name = topicName(subscription);
  const label = name.length > MAX_MENU_TOPIC_LENGTH ? `subscription ${subscription.id}` : name;
  return buildMenu(`Manage ${label} …`, ACTIONS_BY_STATE[subscription.state.kind], subscription, actionStore);
}

/** A menu below a post, from which one can have less of it. */
export function postMenu(subscription: Subscription, actionStore: ActionStore): MenuControl {
  return buildMenu('This subscription …', POST_ACTIONS, subscription, actionStore);
}

/** Buttons below the answer to something that was done. `replaces`: what they do takes the place of that answer. */
export function subscriptionButtons(
  actions: readonly SubscriptionAction[],
  { id, replaces: replacesOriginal = false }: { readonly id: string; readonly replaces?: boolean },
  actionStore: ActionStore,
): Control[] {
  return actions.map((name) => {
    const { label, ...action } = toAction(name, id);
    return commandButton(label, { ...action, replacesOriginal: replacesOriginal && !action.opensForm }, actionStore);
  });
}

function buildMenu(
  label: string,
  actions: readonly SubscriptionAction[],
  { id }: Subscription,
  actionStore: ActionStore,
): MenuControl {
  const choices = actions.map((name) => {
    const { label, ...action } = toAction(name, id);
    return { label, action: encodeAction(action, actionStore) };
  });
  return { kind: 'menu', label, choices };
}

function toAction(name: SubscriptionAction, id: string) {
  const { label, call, ...options } = SUBSCRIPTION_ACTIONS[name];
  return { label, text: call.replace('ID', id), replacesOriginal: false, opensForm: 'asks' in options };
}
