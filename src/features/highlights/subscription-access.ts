import type { CallContext } from '../../chat/context.ts';
import { directMessagePlace, directMessageUserId, type Place } from '../../chat/place.ts';
import { notAllowedError } from '../../chat/platform.ts';
import { compareCodeUnits } from '../../runtime/collections.ts';
import { UserError } from '../../runtime/errors.ts';
import { truncate } from '../../text/format.ts';
import type { Subscription } from './subscription.ts';
import type { SubscriptionDraft } from './subscription-input.ts';

/**
 * The subscriptions that somebody sees from a place, oldest first: those of the place, and their own wherever they post. Nobody sees
 * what others get in private, nor what goes on in channels where they are not.
 */
export async function listVisibleSubscriptions(context: CallContext): Promise<readonly Subscription[]> {
  const { place, person } = context;
  const { subscriptions } = context.highlights;
  const channels = [place.channel, place.thread].flatMap((channel) => (channel ? [{ channel }] : []));
  const lists = await Promise.all([
    ...channels.map((filter) => subscriptions.list(place.platform, place.tenant, filter)),
    ...tenantsFor(context).map((tenant) => subscriptions.list(place.platform, tenant, { ownerId: person.id })),
  ]);
  const byId = new Map(lists.flat().map((one) => [one.id, one]));
  return [...byId.values()]
    .filter((one) => isVisible(one, context))
    .sort((a, b) => compareCodeUnits(a.createdAt, b.createdAt) || compareCodeUnits(a.id, b.id));
}

/** The subscription with an id, ended ones too. @throws UserError where there is none that they see */
export async function findSubscription(id: string, context: CallContext): Promise<Subscription> {
  const { platform } = context.place;
  for (const tenant of tenantsFor(context)) {
    const found = await context.highlights.subscriptions.get(platform, tenant, id.trim());
    if (found !== undefined && isVisible(found, context)) return found;
  }
  throw new UserError(
    `There is no subscription "${truncate(id, 40)}" here or of your own. To see those there are: /papers subscriptions`,
  );
}

/** Where they are, and where what they have in private belongs. */
function tenantsFor({ place, person }: CallContext): string[] {
  return [...new Set([place.tenant, directMessagePlace(place, person).tenant])];
}

function isVisible({ place, owner }: Subscription, context: CallContext): boolean {
  const recipient = directMessageUserId(place);
  if (recipient !== undefined) return recipient === context.person.id;
  const isHere = place.channel === context.place.channel || place.channel === context.place.thread;
  return (isHere && place.tenant === context.place.tenant) || owner.id === context.person.id;
}

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

/** @throws UserError where they may not change it, or it has ended */
export function checkCanChange(subscription: Subscription, context: CallContext): void {
  if (!canChange(subscription, context)) throw notAllowedError('change this subscription', context);
  if (subscription.state.kind === 'ended') {
    throw new UserError(`It has ended. To bring it back: /papers subscriptions restore ${subscription.id}`);
  }
}

/** Whether somebody may have posts sent to a place: to themselves always, to others where they manage these. */
function canSubscribe(place: Place, { person, canManage }: CallContext): boolean {
  const recipient = directMessageUserId(place);
  return recipient === undefined ? canManage : recipient === person.id;
}

/** Whether somebody may change a subscription: who set it up, and who manages what its place gets. */
export function canChange({ place, owner }: Subscription, context: CallContext): boolean {
  return owner.id === context.person.id || canSubscribe(place, context);
}

/** Whether two drafts want the same. */
export function isSameDraft(one: SubscriptionDraft, other: SubscriptionDraft): boolean {
  const key = ({ place, about, topic, schedule, criteria, onQuietDay, hasChart }: SubscriptionDraft) =>
    JSON.stringify([
      [place.platform, place.tenant, place.channel, place.thread],
      about,
      topic.toLowerCase(),
      [schedule.days, schedule.time, schedule.zone],
      criteria.kind === 'best' ? criteria.count : [criteria.atLeast],
      onQuietDay,
      hasChart,
    ]);
  return key(one) === key(other);
}
