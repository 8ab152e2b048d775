import type { CallContext } from '../../chat/context.ts';
import { notAllowedError } from '../../chat/not-allowed.ts';
import { directMessageUserId, type Place } from '../../chat/place.ts';
import { UserError } from '../../errors.ts';
import { isSameDraft, type SubscriptionDraft } from './draft.ts';
import { listVisibleSubscriptions } from './find-subscription.ts';
import { canChange, canSubscribe } from './rights.ts';
import type { Subscription } from './subscription.ts';

/** More would bury the other things that a channel is for. */
const MAX_SUBSCRIPTIONS_PER_CHANNEL = 50;
const MAX_SUBSCRIPTIONS_PER_TENANT = 200;

/** @throws UserError where they may not have this posted there, or there is no room for it */
export async function checkDraft(
  draft: SubscriptionDraft,
  previous: Subscription | undefined,
  context: CallContext,
): Promise<void> {
  if (previous !== undefined) {
    if (previous.state.kind === 'ended') {
      throw new UserError(
        `This subscription has ended. To bring it back: /papers subscriptions restore ${previous.id}`,
      );
    }
    if (!canChange(previous, context)) throw notAllowedError('change this subscription', context);
    if (isSamePlace(previous.place, draft.place)) return;
    // What they manage is the place that it goes to: that says nothing of the one that would lose it.
    if (previous.owner.id !== context.person.id) {
      const message = `Only ${previous.owner.name}, who set it up, can move it. Unsubscribe here, and subscribe there.`;
      throw new UserError(message, { fields: { channel: message } });
    }
  }
  if (!canSubscribe(draft.place, context)) {
    const message = `${notAllowedError('subscribe a channel', context).message} To get highlights yourself, in private: where:me`;
    throw new UserError(message, { fields: { where: message } });
  }
  await checkSubscriptionLimit(draft.place, previous, context);
}

/** @throws UserError where a channel or a tenant has as many as it may */
export async function checkSubscriptionLimit(
  { platform, tenant, channel }: Place,
  previous: Subscription | undefined,
  { highlights }: CallContext,
): Promise<void> {
  const others = (await highlights.subscriptions.list(platform, tenant)).filter(({ id }) => id !== previous?.id);
  const inChannel = others.filter((one) => one.place.channel === channel);
  const limitText =
    inChannel.length >= MAX_SUBSCRIPTIONS_PER_CHANNEL
      ? `This place has ${MAX_SUBSCRIPTIONS_PER_CHANNEL} subscriptions`
      : others.length >= MAX_SUBSCRIPTIONS_PER_TENANT
        ? `There are ${MAX_SUBSCRIPTIONS_PER_TENANT} subscriptions here`
        : undefined;
  if (limitText === undefined) return;
  throw new UserError(`${limitText} already, and that is the most there can be. End one first: /papers subscriptions`);
}

/** The subscription of theirs by which they have all this already. */
export async function findDuplicate(draft: SubscriptionDraft, context: CallContext): Promise<Subscription | undefined> {
  const visible = await listVisibleSubscriptions(context);
  return visible.find((one) => one.owner.id === context.person.id && isSameDraft(one, draft));
}

/** Whether a place is somebody's alone. */
export function isDirectPlace(place: Place): boolean {
  return directMessageUserId(place) !== undefined;
}

/** Whether two places of one platform are the same channel, and the same thread of it or none. */
export function isSamePlace(one: Place, other: Place): boolean {
  return one.tenant === other.tenant && one.channel === other.channel && one.thread === other.thread;
}
