import { SlackError } from './api-error.ts';
import type { FakeChannel, World } from './state.ts';
import type { ApiRequest } from './web-api.ts';

/** A request's channel, if it's visible to the bot. */
export function findChannel(world: World, { body }: ApiRequest): FakeChannel {
  const channel = world.channels.get(`${body['channel']}`);
  if (!channel || (channel.kind === 'private' && !channel.isMember)) throw new SlackError('channel_not_found');
  return channel;
}

/** A channel where the bot may post. A user's id means their direct messages. */
export function findPostableChannel(world: World, request: ApiRequest): FakeChannel {
  const { channel: id } = request.body;
  const user = world.users.get(`${id}`);
  if (user?.isBot) throw new SlackError('cannot_dm_bot');
  const channel = user ? directChannel(world, user.id) : findChannel(world, request);
  if (channel.isArchived) throw new SlackError('is_archived');
  if (channel.isRestricted) throw new SlackError('restricted_action');
  if (!channel.isMember && !world.scopes.has('chat:write.public')) throw new SlackError('not_in_channel');
  return channel;
}

/** A user's direct messages with the bot, created on first use. */
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

const SCOPE_PREFIXES = { public: 'channels', private: 'groups', im: 'im' } as const;

/** The scope for a channel's type, such as `groups:history`. */
export const scopeFor =
  (world: World, right: 'history' | 'read') =>
  ({ body }: ApiRequest): string =>
    `${SCOPE_PREFIXES[world.channels.get(`${body['channel']}`)?.kind ?? 'public']}:${right}`;
