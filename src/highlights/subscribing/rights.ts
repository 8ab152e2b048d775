import type { Context } from '../../chat/context.ts';
import { type Place, personOf } from '../../chat/place.ts';
import { UserError } from '../../errors.ts';
import type { Subscription } from './subscription.ts';

/** Who may change what a channel gets, and who can make somebody one of these, as the platform names it. */
const WHO: Readonly<Record<string, string>> = {
  discord:
    'you need the permission Manage Server or Manage Channels. Who runs the server can give it to you, or do this for you.',
  slack:
    'you have to be in it, and so does Paperboy: type /invite @Paperboy there. Some workspaces leave it to their admins alone.',
};

/** Whether somebody may have posts sent to a place: to themselves always, to others where they manage these. */
export function maySubscribe(place: Place, { person, manages }: Context): boolean {
  const recipient = personOf(place);
  return recipient === undefined ? manages : recipient === person.id;
}

/** Whether somebody may change a subscription: who set it up, and who manages what its place gets. */
export function mayChange({ place, owner }: Subscription, context: Context): boolean {
  return owner.id === context.person.id || maySubscribe(place, context);
}

/** @param deed what they wanted: "subscribe a channel" */
export function notAllowed(deed: string, { place: { platform } }: Context): UserError {
  const who = WHO[platform] ?? 'that is for those who manage it. Ask one of them.';
  return new UserError(`To ${deed}, ${who}`);
}
