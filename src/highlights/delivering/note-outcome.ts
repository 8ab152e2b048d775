import type { Core } from '../../chat/context.ts';
import type { PostOutcome } from '../../chat/platform.ts';
import type { Log } from '../../log.ts';
import type { Subscription, SubscriptionState } from '../subscribing/subscription.ts';
import type { DeliveryInHand } from './delivery.ts';
import type { TellOwner } from './owner-notices.ts';

interface Dependencies {
  readonly core: Core;
  readonly tellOwner: TellOwner;
  readonly log: Log;
}

/**
 * Notes on a subscription what a post has shown: that it can't be posted there any more, of which its owner hears once, or that it can
 * again. It goes on trying at its slots, so whatever mends the channel mends the subscription.
 */
export async function noteOutcome(
  { delivery, subscription }: DeliveryInHand,
  outcome: PostOutcome,
  { core, tellOwner, log }: Dependencies,
): Promise<void> {
  const { state } = subscription;
  if (outcome.kind === 'failed') {
    log.error({ delivery: delivery.id, reason: outcome.reason }, 'a platform does not take a post of ours');
  }
  if (outcome.kind === 'sent' && state.kind === 'broken') await change(subscription, { kind: 'active' }, core);
  if ((outcome.kind === 'forbidden' || outcome.kind === 'gone') && state.kind !== 'broken') {
    const broken = { kind: 'broken', since: core.now().toISOString(), reason: outcome.reason } as const;
    await change(subscription, { ...broken, ownerTold: false }, core);
    const ownerTold = await tellOwner(
      subscription,
      { kind: 'broken', reason: outcome.reason },
      `broken ${delivery.id}`,
    );
    if (ownerTold) await change(subscription, { ...broken, ownerTold }, core);
  }
}

/** Changes the state as it is by now, unless somebody paused or ended it meanwhile. */
async function change({ id, place }: Subscription, state: SubscriptionState, { highlights }: Core): Promise<void> {
  const now = await highlights.subscriptions.get(place.platform, place.tenant, id);
  if (now?.state.kind === 'active' || now?.state.kind === 'broken') {
    await highlights.subscriptions.changeState(now, state);
  }
}
