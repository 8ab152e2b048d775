import { SlackError } from './api-error.ts';
import type { FakeChannel, World } from './state.ts';
import type { ApiRequest } from './web-api.ts';

/** The channel of a call, as far as the bot may know of it. */
export function knownChannel(world: World, { body }: ApiRequest): FakeChannel {
  const channel = world.channels.get(`${body['channel']}`);
  if (!channel || (channel.kind === 'private' && !channel.isMember)) throw new SlackError('channel_not_found');
  return channel;
}

/** A channel in which the bot may speak: a person's id stands for the direct message with them. */
export function speakableChannel(world: World, request: ApiRequest): FakeChannel {
  const { channel: id } = request.body;
  const user = world.users.get(`${id}`);
  if (user?.isBot) throw new SlackError('cannot_dm_bot');
  const channel = user ? directChannel(world, user.id) : knownChannel(world, request);
  if (channel.isArchived) throw new SlackError('is_archived');
  if (channel.isRestricted) throw new SlackError('restricted_action');
  if (!channel.isMember && !world.scopes.has('chat:write.public')) throw new SlackError('not_in_channel');
  return channel;
}

/** The direct message between a person and the bot, which is there as soon as somebody wants it. */
export function directChannel(world: World, user: string): FakeChannel {
  const known = [...world.channels.values()].find((one) => one.kind === 'im' && one.user === user);
  if (known) return known;
  const id = world.newId('D');
  const channel = {
    id,
    name: 'directmessage',
    kind: 'im',
    isMember: true,
    isArchived: false,
    isRestricted: false,
    user,
  };
  world.channels.set(id, channel as FakeChannel);
  return channel as FakeChannel;
}

const KINDS = { public: 'channels', private: 'groups', im: 'im' } as const;

/** The scope for such a channel: `channels:history`, `groups:history` or `im:history`. */
export const scopeFor =
  (world: World, right: 'history' | 'read') =>
  ({ body }: ApiRequest): string =>
    `${KINDS[world.channels.get(`${body['channel']}`)?.kind ?? 'public']}:${right}`;
