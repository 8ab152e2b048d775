import { type CallContext, directMessagePlace, directMessageUserId, type Place } from '../../chat/place.ts';
import { notAllowedError } from '../../chat/platform.ts';
import { compareCodeUnits } from '../../runtime/collections.ts';
import { UserError } from '../../runtime/errors.ts';
import { truncate } from '../../text/format.ts';
import type { Subscription, SubscriptionRepository } from './subscription.ts';
import type { SubscriptionDraft } from './subscription-input.ts';

interface AccessDeps {
  readonly subscriptions: SubscriptionRepository;
}

/**
 * The subscriptions that a person sees in a place, oldest first: those of the place, and their own ones wherever they post. Nobody sees
 * what others get in direct messages or in channels they aren't in.
 */
export async function listVisibleSubscriptions(
  { subscriptions }: AccessDeps,
  call: CallContext,
): Promise<readonly Subscription[]> {
  const { place, person } = call;
  const channels = [place.channel, place.thread].flatMap((channel) => (channel ? [{ channel }] : []));
  const lists = await Promise.all([
    ...channels.map((filter) => subscriptions.list(place.platform, place.tenant, filter)),
    ...tenantsOf(call).map((tenant) => subscriptions.list(place.platform, tenant, { ownerId: person.id })),
  ]);
  const byId = new Map(lists.flat().map((one) => [one.id, one]));
  return [...byId.values()]
    .filter((one) => isVisible(one, call))
    .sort((a, b) => compareCodeUnits(a.createdAt, b.createdAt) || compareCodeUnits(a.id, b.id));
}

/** A visible subscription by id, including ended ones. @throws UserError if there is none */
export async function findSubscription(
  id: string,
  { subscriptions }: AccessDeps,
  call: CallContext,
): Promise<Subscription> {
  for (const tenant of tenantsOf(call)) {
    const found = await subscriptions.get(call.place.platform, tenant, id.trim());
    if (found !== undefined && isVisible(found, call)) return found;
  }
  throw new UserError(`No subscription "${truncate(id, 40)}" found. To see your subscriptions: /papers subscriptions`);
}

/** The tenant of the place, and that of the person's direct messages. */
function tenantsOf({ place, person, platform }: CallContext): string[] {
  return [...new Set([place.tenant, directMessagePlace(place, person, platform).tenant])];
}

function isVisible({ place, owner }: Subscription, call: CallContext): boolean {
  const recipient = directMessageUserId(place);
  if (recipient !== undefined) return recipient === call.person.id;
  const isHere = place.channel === call.place.channel || place.channel === call.place.thread;
  return (isHere && place.tenant === call.place.tenant) || owner.id === call.person.id;
}

/** The person's subscription that equals a draft. */
export async function findDuplicate(
  draft: SubscriptionDraft,
  deps: AccessDeps,
  call: CallContext,
): Promise<Subscription | undefined> {
  const visible = await listVisibleSubscriptions(deps, call);
  return visible.find((one) => one.owner.id === call.person.id && isSameDraft(one, draft));
}

/** More would bury everything else in a channel. */
const MAX_SUBSCRIPTIONS_PER_CHANNEL = 50;
const MAX_SUBSCRIPTIONS_PER_TENANT = 200;

/** @throws UserError if the person may not save a draft, or a limit is reached */
export async function checkDraft(
  draft: SubscriptionDraft,
  previous: Subscription | undefined,
  deps: AccessDeps,
  call: CallContext,
): Promise<void> {
  if (previous !== undefined) {
    checkCanChange(previous, call);
    if (isSamePlace(previous.place, draft.place)) return;
    // Managing the new place gives no right to take it away from the old one.
    if (previous.owner.id !== call.person.id) {
      const message = `Only ${previous.owner.name}, who created it, can move it. Unsubscribe here and subscribe there instead.`;
      throw new UserError(message, { fields: { channel: message } });
    }
  }
  if (!canSubscribe(draft.place, call)) {
    const message = `${notAllowedError('subscribe a channel', call).message} To get highlights by direct message: where:me`;
    throw new UserError(message, { fields: { where: message } });
  }
  await checkSubscriptionLimit(draft.place, previous, deps);
}

/** @throws UserError if a channel or tenant has reached its limit */
export async function checkSubscriptionLimit(
  { platform, tenant, channel }: Place,
  previous: Subscription | undefined,
  { subscriptions }: AccessDeps,
): Promise<void> {
  const others = (await subscriptions.list(platform, tenant)).filter(({ id }) => id !== previous?.id);
  const inChannel = others.filter((one) => one.place.channel === channel);
  const reached =
    inChannel.length >= MAX_SUBSCRIPTIONS_PER_CHANNEL
      ? `This channel has reached the limit of ${MAX_SUBSCRIPTIONS_PER_CHANNEL} subscriptions`
      : others.length >= MAX_SUBSCRIPTIONS_PER_TENANT
        ? `You've reached the limit of ${MAX_SUBSCRIPTIONS_PER_TENANT} subscriptions in all channels`
        : undefined;
  if (reached !== undefined) throw new UserError(`${reached}. Unsubscribe from one first: /papers subscriptions`);
}

/** @throws UserError if the person may not change it, or it has ended */
export function checkCanChange(subscription: Subscription, call: CallContext): void {
  if (!canChange(subscription, call)) throw notAllowedError('change this subscription', call);
  if (subscription.state.kind === 'ended') {
    throw new UserError(`This subscription has ended. To restore it: /papers subscriptions restore ${subscription.id}`);
  }
}

/** The owner and the managers of its place may. */
export function canChange({ place, owner }: Subscription, call: CallContext): boolean {
  return owner.id === call.person.id || canSubscribe(place, call);
}

/** People may subscribe themselves, and the places they manage. */
function canSubscribe(place: Place, { person, canManage }: CallContext): boolean {
  const recipient = directMessageUserId(place);
  return recipient === undefined ? canManage : recipient === person.id;
}

/** Whether a place is someone's direct messages. */
export function isDirectPlace(place: Place): boolean {
  return directMessageUserId(place) !== undefined;
}

/** For places on the same platform. */
export function isSamePlace(one: Place, other: Place): boolean {
  return one.tenant === other.tenant && one.channel === other.channel && one.thread === other.thread;
}

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
