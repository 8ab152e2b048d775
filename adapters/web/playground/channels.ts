import { directMessageUserId, type Place } from '../../../src/chat/place.ts';
import { isUserId } from './people.ts';
import type { ChannelView } from './protocol.ts';

export const PLATFORM = 'web';
const TENANT = 'local';

/** The channels that everybody is in. Their ids look as Slack's do, so that an option takes them (`src/chat/command.ts`). */
export const CHANNELS: readonly [ChannelView, ...ChannelView[]] = [
  { id: 'C0GENERAL', name: 'general', kind: 'channel' },
  { id: 'C00PAPERS', name: 'papers', kind: 'channel' },
  { id: 'C0READINGGROUP', name: 'reading-group', kind: 'channel' },
];

/** Those and the one in which somebody is alone with Paperboy. */
export function listChannels(userId: string): readonly ChannelView[] {
  return [...CHANNELS, { id: directChannelId(userId), name: 'Paperboy', kind: 'direct' }];
}

function directChannelId(userId: string): string {
  return `user:${userId}`;
}

/** Whose channel it is, where it is one person's. */
export function directChannelOwner(channel: string): string | undefined {
  return directMessageUserId(createPlace(channel));
}

/** Whether there is such a channel at all. That of somebody who was here before a restart is theirs again when they come back. */
function isKnownChannel(channel: string): boolean {
  const ownerId = directChannelOwner(channel);
  return ownerId === undefined ? CHANNELS.some(({ id }) => id === channel) : isUserId(ownerId);
}

/** @param thread the id of the message that it starts from */
export function createPlace(channel: string, thread?: string): Place {
  return { platform: PLATFORM, tenant: TENANT, channel, ...(thread !== undefined && { thread }) };
}

/** Whether a place is one of this platform, thread or no thread. */
export function isPlaygroundPlace({ platform, tenant, channel }: Place): boolean {
  return platform === PLATFORM && tenant === TENANT && isKnownChannel(channel);
}
