import type { AppServices } from '../../chat/context.ts';
import type { PostOutcome } from '../../chat/platform.ts';
import type { Log } from '../../log.ts';
import type { Subscription, SubscriptionState } from '../subscribing/subscription.ts';
import type { ClaimedDelivery } from './delivery.ts';
import type { NotifyOwner } from './owner-notices.ts';

interface RecordOutcomeDeps {
  readonly core: AppServices;
  readonly notifyOwner: NotifyOwner;
  readonly log: Log;
}

/**
 * Notes on a subscription what a post has shown: that it can't be posted there any more, of which its owner hears once, or that it can
 * again. It goes on trying at its slots, so whatever mends the channel mends the subscription.
 */
export async function recordPostOutcome(
  { delivery, subscription }: ClaimedDelivery,
  outcome: PostOutcome,
  { core, notifyOwner, log }: RecordOutcomeDeps,
): Promise<void> {
  const { state } = subscription;
  if (outcome.kind === 'failed') {
    log.error({ delivery: delivery.id, reason: outcome.reason }, 'a platform does not take a post of ours');
  }
  if (outcome.kind === 'sent' && state.kind === 'broken')
    await updateStateUnlessChanged(subscription, { kind: 'active' }, core);
  if ((outcome.kind === 'forbidden' || outcome.kind === 'gone') && state.kind !== 'broken') {
    const broken = { kind: 'broken', since: core.now().toISOString(), reason: outcome.reason } as const;
    await updateStateUnlessChanged(subscription, { ...broken, ownerNotified: false }, core);
    const ownerNotified = await notifyOwner(
      subscription,
      { kind: 'broken', reason: outcome.reason },
      `broken ${delivery.id}`,
    );
    if (ownerNotified) await updateStateUnlessChanged(subscription, { ...broken, ownerNotified }, core);
  }
}

/** Changes the state as it is by now, unless somebody paused or ended it meanwhile. */
async function updateStateUnlessChanged(
  { id, place }: Subscription,
  state: SubscriptionState,
  { highlights }: AppServices,
): Promise<void> {
  const current = await highlights.subscriptions.get(place.platform, place.tenant, id);
  if (current?.state.kind === 'active' || current?.state.kind === 'broken') {
    await highlights.subscriptions.updateState(current, state);
  }
}
