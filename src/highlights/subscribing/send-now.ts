import type { CallContext } from '../../chat/context.ts';
import { type Document, prose } from '../../chat/document.ts';
import { UserError } from '../../errors.ts';
import { checkCanChange } from './change-subscription.ts';
import { describeSubscription } from './describe-subscription.ts';
import type { Subscription } from './subscription.ts';

/** Pressed twice within so long, it sends once. */
const SEND_NOW_DEDUP_MS = 60_000;

/**
 * Sends what is new right now, beside what comes at the slots. What is broken is mended if that works.
 *
 * @throws UserError where it is paused
 */
export async function sendNow(subscription: Subscription, context: CallContext): Promise<Document> {
  checkCanChange(subscription, context);
  if (subscription.state.kind === 'paused') {
    throw new UserError(`It is paused. To have it go on first: /papers subscriptions resume ${subscription.id}`);
  }
  const at = context.now();
  const [lastDelivery] = await context.highlights.deliveries.history(subscription.id, 1);
  const isRecent = lastDelivery !== undefined && at.getTime() - Date.parse(lastDelivery.slot) < SEND_NOW_DEDUP_MS;
  if (isRecent && lastDelivery.state === 'sent')
    return { blocks: [prose('It came just now: ', ...describeSubscription(subscription), '.')] };
  // What was refused, or found nothing to say, may go otherwise now.
  const isInProgress = isRecent && (lastDelivery.state === 'due' || lastDelivery.state === 'sending');
  if (!isInProgress) await planImmediateDelivery(subscription, at, context);
  return {
    blocks: [prose('On its way: ', ...describeSubscription(subscription), `.${emptyResultHint(subscription)}`)],
  };
}

function emptyResultHint({ about, onQuietDay }: Subscription): string {
  if (about === 'discussions') return ' Where no reply came in the last week, nothing comes.';
  return onQuietDay === 'silence' ? ' Where nothing is new, nothing comes.' : '';
}

async function planImmediateDelivery(subscription: Subscription, at: Date, { highlights }: CallContext): Promise<void> {
  const { deliveries, newId, wake } = highlights;
  const slot = new Date(Math.floor(at.getTime() / 1000) * 1000).toISOString();
  const delivery = {
    id: newId(),
    subscriptionId: subscription.id,
    slot,
    attempts: 0,
    paperIds: [],
    changedAt: at.toISOString(),
  };
  await deliveries.plan(
    { ...delivery, state: 'due' },
    {
      tzdataVersion: subscription.tzdataVersion,
      ...(subscription.nextSlot !== undefined && { nextSlot: subscription.nextSlot }),
    },
  );
  wake();
}
