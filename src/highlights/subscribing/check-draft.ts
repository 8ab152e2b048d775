import type { Context } from '../../chat/context.ts';
import { notAllowed } from '../../chat/not-allowed.ts';
import { type Place, personOf } from '../../chat/place.ts';
import { UserError } from '../../errors.ts';
import { type Draft, isSame } from './draft.ts';
import { visibleSubscriptions } from './find-subscription.ts';
import { mayChange, maySubscribe } from './rights.ts';
import type { Subscription } from './subscription.ts';

/** More would bury the other things that a channel is for. */
const MOST_IN_CHANNEL = 50;
const MOST_IN_TENANT = 200;

/** @throws UserError where they may not have this posted there, or there is no room for it */
export async function checkDraft(draft: Draft, previous: Subscription | undefined, context: Context): Promise<void> {
  if (previous !== undefined) {
    if (previous.state.kind === 'ended') {
      throw new UserError(
        `This subscription has ended. To bring it back: /papers subscriptions restore ${previous.id}`,
      );
    }
    if (!mayChange(previous, context)) throw notAllowed('change this subscription', context);
    if (isSamePlace(previous.place, draft.place)) return;
    // What they manage is the place that it goes to: that says nothing of the one that would lose it.
    if (previous.owner.id !== context.person.id) {
      const message = `Only ${previous.owner.name}, who set it up, can move it. Unsubscribe here, and subscribe there.`;
      throw new UserError(message, { fields: { channel: message } });
    }
  }
  if (!maySubscribe(draft.place, context)) {
    const message = `${notAllowed('subscribe a channel', context).message} To get highlights yourself, in private: where:me`;
    throw new UserError(message, { fields: { where: message } });
  }
  await checkRoom(draft.place, previous, context);
}

/** @throws UserError where a channel or a tenant has as many as it may */
export async function checkRoom(
  { platform, tenant, channel }: Place,
  previous: Subscription | undefined,
  { highlights }: Context,
): Promise<void> {
  const others = (await highlights.subscriptions.list(platform, tenant)).filter(({ id }) => id !== previous?.id);
  const inChannel = others.filter((one) => one.place.channel === channel);
  const full =
    inChannel.length >= MOST_IN_CHANNEL
      ? `This place has ${MOST_IN_CHANNEL} subscriptions`
      : others.length >= MOST_IN_TENANT
        ? `There are ${MOST_IN_TENANT} subscriptions here`
        : undefined;
  if (full === undefined) return;
  throw new UserError(`${full} already, and that is the most there can be. End one first: /papers subscriptions`);
}

/** The subscription of theirs by which they have all this already. */
export async function sameOf(draft: Draft, context: Context): Promise<Subscription | undefined> {
  const visible = await visibleSubscriptions(context);
  return visible.find((one) => one.owner.id === context.person.id && isSame(one, draft));
}

/** Whether a place is somebody's alone. */
export function isAlone(place: Place): boolean {
  return personOf(place) !== undefined;
}

/** Whether two places of one platform are the same channel, and the same thread of it or none. */
export function isSamePlace(one: Place, other: Place): boolean {
  return one.tenant === other.tenant && one.channel === other.channel && one.thread === other.thread;
}
