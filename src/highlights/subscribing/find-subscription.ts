import type { CallContext } from '../../chat/context.ts';
import { directMessagePlace, directMessageUserId } from '../../chat/place.ts';
import { compareCodeUnits } from '../../compare.ts';
import { UserError } from '../../errors.ts';
import { truncate } from '../../text/shorten.ts';
import type { Subscription } from './subscription.ts';

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
