import type { CallContext } from '../chat/context.ts';
import { isPrivatePlace, type Place } from '../chat/place.ts';
import { UserError } from '../errors.ts';

/**
 * The channel that somebody calls from, also where they call from a thread in it.
 *
 * @throws UserError where they are in none
 */
export function requireChannel({ place, person }: Pick<CallContext, 'place' | 'person'>): Place {
  if (isPrivatePlace(place, person)) {
    throw new UserError('Discussions are in channels, where others can join: do this in a channel.');
  }
  const { platform, tenant, channel } = place;
  return { platform, tenant, channel };
}
