import { commandButton, encodeAction } from '../../chat/action.ts';
import { actions, type Block, type Control, note, prose, strong, time } from '../../chat/document.ts';
import { type CallContext, directMessageUserId, type Place } from '../../chat/place.ts';
import { explainPostRefusal, formatExplanation, type PlatformTraits } from '../../chat/platform-traits.ts';
import { unreachable } from '../../runtime/errors.ts';
import { pluralize, truncate } from '../../text/format.ts';
import type { Span } from '../../text/spans.ts';
import { type DeliveryRepository, describeDelivery } from './delivery.ts';
import { describeSchedule } from './schedule.ts';
import { MAX_PAPERS, type Subscription } from './subscription.ts';

interface CardDeps {
  readonly deliveries: Pick<DeliveryRepository, 'history'>;
}

/** A subscription in a list: its settings, state, last and next post, and a menu to manage it. */
export async function subscriptionCard(
  subscription: Subscription,
  { deliveries }: CardDeps,
  call: CallContext,
): Promise<Block[]> {
  const [lastDelivery] = await deliveries.history(subscription.id, 1);
  const details: (readonly (string | Span)[])[] = [
    describeState(subscription, call.platform),
    lastDelivery === undefined ? ['Nothing posted yet'] : ['Last: ', ...describeDelivery(lastDelivery)],
    ...(subscription.nextSlot === undefined ? [] : [['Next: ', time(subscription.nextSlot)]]),
    [`Created by ${subscription.owner.name}`],
    [`ID ${subscription.id}`],
  ];
  const place = describePlace(subscription.place, call.place);
  return [
    prose(stateIcon(subscription), ...describeSubscription(subscription), `, in ${place}`),
    note(...details.flatMap((line, index) => (index === 0 ? line : [' · ', ...line]))),
    actions(subscriptionMenu(subscription)),
  ];
}

/** State and next post on one line. */
export function subscriptionStatus(subscription: Subscription, traits: PlatformTraits): Span[] {
  const next = subscription.nextSlot === undefined ? [] : [' · Next: ', time(subscription.nextSlot)];
  return [stateIcon(subscription), ...describeState(subscription, traits), ...next].map((part) =>
    typeof part === 'string' ? { kind: 'text', text: part } : part,
  );
}

export function describeState({ state }: Subscription, traits: PlatformTraits): (string | Span)[] {
  switch (state.kind) {
    case 'active':
      return ['Active'];
    case 'paused':
      return state.until === undefined ? ['Paused'] : ['Paused until ', time(state.until)];
    case 'broken':
      return ['Failing since ', time(state.since), `: ${formatExplanation(explainPostRefusal(state.reason, traits))}`];
    case 'ended':
      return ['Ended ', time(state.at), ` by ${state.by}`];
    default:
      return unreachable(state);
  }
}

function stateIcon({ state }: Subscription): string {
  return { active: '', paused: '⏸ ', broken: '🔴 ', ended: '' }[state.kind];
}

/** Stands for an empty topic. People may type it, too. */
export const ALL_PAPERS_TOPIC = 'everything';

const TOP_DISCUSSED_LABEL = 'the most discussed papers';

const MAX_TOPIC_LENGTH = 80;

/** The topic as part of a sentence, truncated: "safe rl", "the most discussed papers on safe rl". */
export function topicName({ topic, about }: Pick<Subscription, 'topic' | 'about'>): string {
  const shown = truncate(topic, MAX_TOPIC_LENGTH);
  if (about === 'discussions') return topic === '' ? TOP_DISCUSSED_LABEL : `${TOP_DISCUSSED_LABEL} on ${shown}`;
  return topic === '' ? ALL_PAPERS_TOPIC : shown;
}

/** "the best 5 papers", "all papers with at least 20 upvotes (10 at most)", "the 5 with the most replies in a week" */
export function describeCriteria({ criteria, about }: Pick<Subscription, 'criteria' | 'about'>): string {
  if (about === 'discussions' && criteria.kind === 'best') {
    return `the ${criteria.count === 1 ? 'one' : criteria.count} with the most replies in a week`;
  }
  if (criteria.kind === 'upvotes')
    return `all papers with at least ${pluralize(criteria.atLeast, 'upvote')} (${MAX_PAPERS} at most)`;
  return criteria.count === 1 ? 'the best paper' : `the best ${criteria.count} papers`;
}

export function describeQuietDay({ onQuietDay }: Pick<Subscription, 'onQuietDay'>): string {
  return onQuietDay === 'archive' ? "older papers that weren't posted here yet" : 'nothing';
}

/** A subscription's place as seen from another one: "this channel", "your direct messages". */
export function describePlace(place: Place, from: Place): string {
  if (directMessageUserId(place) !== undefined) return 'your direct messages';
  const { channel, thread } = place;
  const isHere = channel === from.channel;
  if (thread === undefined) return isHere ? 'this channel' : `the channel ${channel}`;
  return thread === from.thread ? 'this thread' : `a thread in ${isHere ? 'this channel' : `the channel ${channel}`}`;
}

export function describeChart({ hasChart }: Pick<Subscription, 'hasChart'>): string {
  return hasChart ? 'papers per month on the topic' : 'none';
}

/** "safe rl: the best 5 papers, on weekdays at 09:00 (Europe/Berlin)", the topic in bold. */
export function describeSubscription(
  subscription: Pick<Subscription, 'about' | 'topic' | 'criteria' | 'schedule' | 'hasChart'>,
): Span[] {
  const details = `: ${describeCriteria(subscription)}, ${describeSchedule(subscription.schedule)}${subscription.hasChart ? ', with a chart' : ''}`;
  return [strong(topicName(subscription)), { kind: 'text', text: details }];
}

type MenuControl = Extract<Control, { kind: 'menu' }>;

/** Each with its label and its command, where `ID` stands for the subscription. */
const SUBSCRIPTION_ACTIONS = {
  change: { label: 'Change', call: 'subscribe change:ID', opensForm: true },
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
} as const satisfies Readonly<Record<string, { label: string; call: string; opensForm?: boolean }>>;

type SubscriptionAction = keyof typeof SUBSCRIPTION_ACTIONS;

const ACTIONS_BY_STATE: Readonly<Record<Subscription['state']['kind'], readonly SubscriptionAction[]>> = {
  active: ['change', 'pauseForWeek', 'pause', 'preview', 'send', 'fewer', 'unsubscribe'],
  paused: ['resume', 'change', 'preview', 'unsubscribe'],
  broken: ['tryAgain', 'change', 'pause', 'preview', 'unsubscribe'],
  ended: ['restore'],
};

const POST_ACTIONS: readonly SubscriptionAction[] = ['pauseForWeek', 'change', 'fewer', 'unsubscribe'];

const MAX_MENU_TOPIC_LENGTH = 50;

/** The actions available in its state. */
function subscriptionMenu(subscription: Subscription): MenuControl {
  const name = topicName(subscription);
  const label = name.length > MAX_MENU_TOPIC_LENGTH ? `subscription ${subscription.id}` : name;
  return buildMenu(`Manage ${label} …`, ACTIONS_BY_STATE[subscription.state.kind], subscription);
}

/** Below each post. */
export function postMenu(subscription: Subscription): MenuControl {
  return buildMenu('Manage this subscription …', POST_ACTIONS, subscription);
}

/** @param subscription `replaces`: replies replace the message with the buttons */
export function subscriptionButtons(
  actions: readonly SubscriptionAction[],
  { id, replaces: replacesOriginal = false }: { readonly id: string; readonly replaces?: boolean },
): Control[] {
  return actions.map((name) => {
    const { label, text, opensForm } = toAction(name, id);
    return commandButton(label, text, { replacesOriginal: replacesOriginal && !opensForm, opensForm });
  });
}

function buildMenu(label: string, actions: readonly SubscriptionAction[], { id }: Subscription): MenuControl {
  const choices = actions.map((name) => {
    const { label, ...action } = toAction(name, id);
    return { label, action: encodeAction(action) };
  });
  return { kind: 'menu', label, choices };
}

function toAction(name: SubscriptionAction, id: string) {
  const { label, call, ...options } = SUBSCRIPTION_ACTIONS[name];
  return { label, text: call.replace('ID', id), replacesOriginal: false, opensForm: 'opensForm' in options };
}
