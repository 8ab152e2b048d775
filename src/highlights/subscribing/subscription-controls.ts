import { callButton, encodeAction } from '../../chat/action.ts';
import type { Control } from '../../chat/document.ts';
import type { Keepsakes } from '../../chat/keepsakes.ts';
import { topicName } from './describe-subscription.ts';
import type { Subscription } from './subscription.ts';

type Menu = Extract<Control, { kind: 'menu' }>;

/** What one can do about a subscription: the label, and the call with `ID` for its id; `asks` for a form. */
const DEEDS = {
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

type Deed = keyof typeof DEEDS;

const BY_STATE: Readonly<Record<Subscription['state']['kind'], readonly Deed[]>> = {
  active: ['change', 'pauseForWeek', 'pause', 'preview', 'send', 'fewer', 'unsubscribe'],
  paused: ['resume', 'change', 'preview', 'unsubscribe'],
  broken: ['tryAgain', 'change', 'pause', 'preview', 'unsubscribe'],
  ended: ['restore'],
};

/** What stands below each post. */
const ON_POST: readonly Deed[] = ['pauseForWeek', 'change', 'fewer', 'unsubscribe'];

const SHOWN_TOPIC = 50;

/** A menu below a subscription in a list, with what can be done in its state. */
export function subscriptionMenu(one: Subscription, keepsakes: Keepsakes): Menu {
  const name = topicName(one);
  const label = name.length > SHOWN_TOPIC ? `subscription ${one.id}` : name;
  return menu(`Manage ${label} …`, BY_STATE[one.state.kind], one, keepsakes);
}

/** A menu below a post, from which one can have less of it. */
export function postMenu(one: Subscription, keepsakes: Keepsakes): Menu {
  return menu('This subscription …', ON_POST, one, keepsakes);
}

/** Buttons below the answer to something that was done. `replaces`: what they do takes the place of that answer. */
export function deedButtons(
  deeds: readonly Deed[],
  { id, replaces = false }: { readonly id: string; readonly replaces?: boolean },
  keepsakes: Keepsakes,
): Control[] {
  return deeds.map((deed) => {
    const { label, ...action } = actionOf(deed, id);
    return callButton(label, { ...action, replaces: replaces && !action.asks }, keepsakes);
  });
}

function menu(label: string, deeds: readonly Deed[], { id }: Subscription, keepsakes: Keepsakes): Menu {
  const choices = deeds.map((deed) => {
    const { label, ...action } = actionOf(deed, id);
    return { label, action: encodeAction(action, keepsakes) };
  });
  return { kind: 'menu', label, choices };
}

function actionOf(deed: Deed, id: string) {
  const { label, call, ...how } = DEEDS[deed];
  return { label, text: call.replace('ID', id), replaces: false, asks: 'asks' in how };
}
