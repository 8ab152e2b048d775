import type { CallContext } from '../../chat/context.ts';
import { type Block, note, prose, time } from '../../chat/document.ts';
import { explainPostRefusal, formatExplanation } from '../../chat/refusal-in-words.ts';
import { unreachable } from '../../errors.ts';
import type { Span } from '../../text/span.ts';
import { describeDelivery } from '../delivering/delivery-in-words.ts';
import { describePlace, describeSubscription } from './describe-subscription.ts';
import type { Subscription } from './subscription.ts';
import { subscriptionMenu } from './subscription-controls.ts';

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
