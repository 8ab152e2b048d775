import type { Context } from '../chat/context.ts';
import { directPlace, type Person, type Place, personOf } from '../chat/place.ts';
import { UserError } from '../errors.ts';

/**
 * The channel that somebody calls from, also where they call from a thread in it.
 *
 * @throws UserError where they are in none
 */
export function channelOf({ place, person }: Pick<Context, 'place' | 'person'>): Place {
  if (isPrivate(place, person)) {
    throw new UserError('Discussions are in channels, where others can join: do this in a channel.');
  }
  const { platform, tenant, channel } = place;
  return { platform, tenant, channel };
}

/** Whether a place is somebody's alone, or none at all. */
export function isPrivate(place: Place, person: Person): boolean {
  // Slack's ids of direct conversations begin with a D (https://docs.slack.dev/apis/web-api/using-the-conversations-api).
  if (place.platform === 'slack' && place.channel.startsWith('D')) return true;
  // In private a server has no say: there the tenant is the person.
  return place.channel === '' || personOf(place) !== undefined || place.tenant === directPlace(place, person).channel;
}
