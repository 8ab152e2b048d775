import type { Context } from '../../chat/context.ts';
import { type Block, note, prose, time } from '../../chat/document.ts';
import { inSentences, refusalInWords } from '../../chat/refusal-in-words.ts';
import { unreachable } from '../../errors.ts';
import type { Span } from '../../text/span.ts';
import { deliverySpans } from '../delivering/delivery-in-words.ts';
import { describePlace, subscriptionSpans } from './describe-subscription.ts';
import type { Subscription } from './subscription.ts';
import { subscriptionMenu } from './subscription-controls.ts';

/** A subscription in a list: what comes where, how it stands, the last post and the next, and what can be done about it. */
export async function subscriptionBlocks(one: Subscription, context: Context): Promise<Block[]> {
  const [last] = await context.highlights.deliveries.history(one.id, 1);
  const where = describePlace(one.place, context.place);
  const lines: (readonly (string | Span)[])[] = [
    stateSpans(one),
    last === undefined ? ['Nothing was posted yet'] : ['Last: ', ...deliverySpans(last)],
    ...(one.nextSlot === undefined ? [] : [['Next: ', time(one.nextSlot)]]),
    [`Set up by ${one.owner.name}`],
    [`Id ${one.id}`],
  ];
  return [
    prose(mark(one), ...subscriptionSpans(one), `, to ${where}`),
    note(...lines.flatMap((line, at) => (at === 0 || line.length === 0 ? line : [' · ', ...line]))),
    { kind: 'actions', controls: [subscriptionMenu(one, context.keepsakes)] },
  ];
}

/** How a subscription stands and when it posts next, on one line. */
export function standing(one: Subscription): Span[] {
  const next = one.nextSlot === undefined ? [] : [' · Next: ', time(one.nextSlot)];
  return [mark(one), ...stateSpans(one), ...next].map((part) =>
    typeof part === 'string' ? { kind: 'text', text: part } : part,
  );
}

/** How a subscription stands, in words. */
export function stateSpans({ state, place }: Subscription): (string | Span)[] {
  switch (state.kind) {
    case 'active':
      return ['Active'];
    case 'paused':
      return state.until === undefined ? ['Paused'] : ['Paused until ', time(state.until)];
    case 'broken':
      return ['Broken since ', time(state.since), `: ${inSentences(refusalInWords(state.reason, place))}`];
    case 'ended':
      return ['Ended ', time(state.at), ` by ${state.by}`];
    default:
      return unreachable(state);
  }
}

function mark({ state }: Subscription): string {
  return { active: '', paused: '⏸ ', broken: '🔴 ', ended: '' }[state.kind];
}
