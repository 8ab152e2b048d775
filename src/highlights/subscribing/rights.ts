import type { Context } from '../../chat/context.ts';
import { type Place, personOf } from '../../chat/place.ts';
import type { Subscription } from './subscription.ts';

/** Whether somebody may have posts sent to a place: to themselves always, to others where they manage these. */
export function maySubscribe(place: Place, { person, manages }: Context): boolean {
  const recipient = personOf(place);
  return recipient === undefined ? manages : recipient === person.id;
}

/** Whether somebody may change a subscription: who set it up, and who manages what its place gets. */
export function mayChange({ place, owner }: Subscription, context: Context): boolean {
  return owner.id === context.person.id || maySubscribe(place, context);
}
