import type { CallContext } from '../../chat/context.ts';
import { directMessageUserId, type Place } from '../../chat/place.ts';
import type { Subscription } from './subscription.ts';

/** Whether somebody may have posts sent to a place: to themselves always, to others where they manage these. */
export function canSubscribe(place: Place, { person, canManage }: CallContext): boolean {
  const recipient = directMessageUserId(place);
  return recipient === undefined ? canManage : recipient === person.id;
}

/** Whether somebody may change a subscription: who set it up, and who manages what its place gets. */
export function canChange({ place, owner }: Subscription, context: CallContext): boolean {
  return owner.id === context.person.id || canSubscribe(place, context);
}
