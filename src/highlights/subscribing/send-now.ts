import type { Context } from '../../chat/context.ts';
import { type Document, prose } from '../../chat/document.ts';
import { UserError } from '../../errors.ts';
import { checkChangeable } from './change-subscription.ts';
import { subscriptionSpans } from './describe-subscription.ts';
import type { Subscription } from './subscription.ts';

/** Pressed twice within so long, it sends once. */
const SAME_PRESS_MS = 60_000;

/**
 * Sends what is new right now, beside what comes at the slots. What is broken is mended if that works.
 *
 * @throws UserError where it is paused
 */
export async function sendNow(one: Subscription, context: Context): Promise<Document> {
  checkChangeable(one, context);
  if (one.state.kind === 'paused') {
    throw new UserError(`It is paused. To have it go on first: /papers subscriptions resume ${one.id}`);
  }
  const at = context.now();
  const [last] = await context.highlights.deliveries.history(one.id, 1);
  const isRecent = last !== undefined && at.getTime() - Date.parse(last.slot) < SAME_PRESS_MS;
  if (isRecent && last.state === 'sent')
    return { blocks: [prose('It came just now: ', ...subscriptionSpans(one), '.')] };
  // What was refused, or found nothing to say, may go otherwise now.
  const isOnItsWay = isRecent && (last.state === 'due' || last.state === 'sending');
  if (!isOnItsWay) await plan(one, at, context);
  return { blocks: [prose('On its way: ', ...subscriptionSpans(one), `.${whereNothingIs(one)}`)] };
}

function whereNothingIs({ about, onQuietDay }: Subscription): string {
  if (about === 'discussions') return ' Where no reply came in the last week, nothing comes.';
  return onQuietDay === 'silence' ? ' Where nothing is new, nothing comes.' : '';
}

async function plan(one: Subscription, at: Date, { highlights }: Context): Promise<void> {
  const { deliveries, newId, wake } = highlights;
  const slot = new Date(Math.floor(at.getTime() / 1000) * 1000).toISOString();
  const delivery = {
    id: newId(),
    subscriptionId: one.id,
    slot,
    attempts: 0,
    paperIds: [],
    changedAt: at.toISOString(),
  };
  await deliveries.plan(
    { ...delivery, state: 'due' },
    { zoneData: one.zoneData, ...(one.nextSlot !== undefined && { nextSlot: one.nextSlot }) },
  );
  wake();
}
