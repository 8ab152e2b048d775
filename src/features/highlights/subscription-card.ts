import { type ActionStore, commandButton, encodeAction } from '../../chat/action.ts';
import type { CallContext } from '../../chat/context.ts';
import { type Block, type Control, note, prose, strong, time } from '../../chat/document.ts';
import { directMessageUserId, type Place } from '../../chat/place.ts';
import { explainPostRefusal, formatExplanation } from '../../chat/platform.ts';
import { unreachable } from '../../runtime/errors.ts';
import { pluralize, truncate } from '../../text/format.ts';
import type { Span } from '../../text/spans.ts';
import { describeDelivery } from './delivery.ts';
import { describeSchedule } from './schedule.ts';
import { MAX_PAPERS, type Subscription } from './subscription.ts';

/** A subscription in a list: what comes where, how it stands, the last post and the next, and what can be done about it. */
export async function subscriptionCard(subscription: Subscription, context: CallContext): Promise<Block[]> {
  const [lastDelivery] = await context.highlights.deliveries.history(subscription.id, 1);
  const placeName = describePlace(subscription.place, context.place);
  const details: (readonly (string | Span)[])[] = [
    describeState(subscription),
    lastDelivery === undefined ? ['Nothing was posted yet'] : ['Last: ', ...describeDelivery(lastDelivery)],
    ...(subscription.nextSlot === undefined ? [] : [['Next: ', time(subscription.nextSlot)]]),
    [`Set up by ${subscription.owner.name}`],
    [`Id ${subscription.id}`],
  ];
  return [
    prose(stateIcon(subscription), ...describeSubscription(subscription), `, to ${placeName}`),
    note(...details.flatMap((line, at) => (at === 0 || line.length === 0 ? line : [' · ', ...line]))),
    { kind: 'actions', controls: [subscriptionMenu(subscription, context.actionStore)] },
  ];
}

/** How a subscription stands and when it posts next, on one line. */
export function subscriptionStatus(subscription: Subscription): Span[] {
  const next = subscription.nextSlot === undefined ? [] : [' · Next: ', time(subscription.nextSlot)];
  return [stateIcon(subscription), ...describeState(subscription), ...next].map((part) =>
    typeof part === 'string' ? { kind: 'text', text: part } : part,
  );
}

/** How a subscription stands, in words. */
export function describeState({ state, place }: Subscription): (string | Span)[] {
  switch (state.kind) {
    case 'active':
      return ['Active'];
    case 'paused':
      return state.until === undefined ? ['Paused'] : ['Paused until ', time(state.until)];
    case 'broken':
      return ['Broken since ', time(state.since), `: ${formatExplanation(explainPostRefusal(state.reason, place))}`];
    case 'ended':
      return ['Ended ', time(state.at), ` by ${state.by}`];
    default:
      return unreachable(state);
  }
}

function stateIcon({ state }: Subscription): string {
  return { active: '', paused: '⏸ ', broken: '🔴 ', ended: '' }[state.kind];
}

/** What a topic is called that has no words: all papers. It may be typed, too. */
export const ALL_PAPERS_TOPIC = 'everything';

const MOST_DISCUSSED_LABEL = 'the most discussed papers';

const MAX_TOPIC_LENGTH = 80;

/** What a subscription is on, as it stands in a sentence, shortened where it is long: "safe rl", "the most discussed papers on safe rl". */
export function topicName({ topic, about }: Pick<Subscription, 'topic' | 'about'>): string {
  const shown = truncate(topic, MAX_TOPIC_LENGTH);
  if (about === 'discussions') return topic === '' ? MOST_DISCUSSED_LABEL : `${MOST_DISCUSSED_LABEL} on ${shown}`;
  return topic === '' ? ALL_PAPERS_TOPIC : shown;
}

/** "the best 5 papers", "all papers with at least 20 upvotes, the best 10 at most", "the 5 with the most replies in a week" */
export function describeCriteria({ criteria, about }: Pick<Subscription, 'criteria' | 'about'>): string {
  if (about === 'discussions' && criteria.kind === 'best') {
    return `the ${criteria.count === 1 ? 'one' : criteria.count} with the most replies in a week`;
  }
  if (criteria.kind === 'upvotes')
    return `all papers with at least ${pluralize(criteria.atLeast, 'upvote')}, the best ${MAX_PAPERS} at most`;
  return criteria.count === 1 ? 'the best paper' : `the best ${criteria.count} papers`;
}

/** What comes on a day on which there is nothing to say. */
export function describeQuietDay({ onQuietDay }: Pick<Subscription, 'onQuietDay'>): string {
  return onQuietDay === 'archive' ? 'older papers that were not shown here yet, labelled so' : 'nothing';
}

/** Where a subscription posts, as seen from another place: "this channel", "you, in private". */
export function describePlace({ platform, channel, thread }: Place, from: Place): string {
  if (directMessageUserId({ platform, channel, tenant: '' }) !== undefined) return 'you, in private';
  const isHere = channel === from.channel;
  if (thread === undefined) return isHere ? 'this channel' : `the channel ${channel}`;
  return thread === from.thread ? 'this thread' : `a thread of ${isHere ? 'this channel' : `the channel ${channel}`}`;
}

/** What stands above the papers. */
export function describeChart({ hasChart }: Pick<Subscription, 'hasChart'>): string {
  return hasChart ? 'papers per month on the topic, above the papers' : 'none';
}

/** "safe rl: the best 5 papers, on weekdays at 09:00 (Europe/Berlin)", the topic strong. */
export function describeSubscription(
  subscription: Pick<Subscription, 'about' | 'topic' | 'criteria' | 'schedule' | 'hasChart'>,
): Span[] {
  const details = `: ${describeCriteria(subscription)}, ${describeSchedule(subscription.schedule)}${subscription.hasChart ? ', with a chart' : ''}`;
  return [strong(topicName(subscription)), { kind: 'text', text: details }];
}

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
function subscriptionMenu(subscription: Subscription, actionStore: ActionStore): MenuControl {
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
