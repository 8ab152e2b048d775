import { type Place, personOf } from '../../../src/chat/place.ts';
import { personHasShape } from './people.ts';
import type { ChannelShown } from './protocol.ts';

export const PLATFORM = 'web';
const TENANT = 'local';

/** The channels that everybody is in. Their ids look as Slack's do, so that an option takes them (`src/chat/command.ts`). */
export const CHANNELS: readonly [ChannelShown, ...ChannelShown[]] = [
  { id: 'C0GENERAL', name: 'general', kind: 'channel' },
  { id: 'C00PAPERS', name: 'papers', kind: 'channel' },
  { id: 'C0READINGGROUP', name: 'reading-group', kind: 'channel' },
];

/** Those and the one in which somebody is alone with Paperboy. */
export function channelsOf(personId: string): readonly ChannelShown[] {
  return [...CHANNELS, { id: directChannel(personId), name: 'Paperboy', kind: 'direct' }];
}

function directChannel(personId: string): string {
  return `user:${personId}`;
}

/** Whose channel it is, where it is one person's. */
export function ownerOf(channel: string): string | undefined {
  return personOf(placeIn(channel));
}

/** Whether there is such a channel at all. That of somebody who was here before a restart is theirs again when they come back. */
function isChannel(channel: string): boolean {
  const owner = ownerOf(channel);
  return owner === undefined ? CHANNELS.some(({ id }) => id === channel) : personHasShape(owner);
}

/** @param thread the id of the message that it starts from */
export function placeIn(channel: string, thread?: string): Place {
  return { platform: PLATFORM, tenant: TENANT, channel, ...(thread !== undefined && { thread }) };
}

/** Whether a place is one of this platform, thread or no thread. */
export function isHere({ platform, tenant, channel }: Place): boolean {
  return platform === PLATFORM && tenant === TENANT && isChannel(channel);
}
