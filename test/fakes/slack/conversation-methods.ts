import { SlackError } from './api-error.ts';
import { directChannel, knownChannel, scopeFor } from './channels.ts';
import { channelResource, messageResource } from './resources.ts';
import type { FakeChannel, FakeMessage, World } from './state.ts';
import { isTombstone, repliesOf } from './threads.ts';
import type { ApiRequest, Methods } from './web-api.ts';

const PAGE = ['channel', 'cursor', 'limit', 'oldest', 'latest', 'inclusive', 'include_all_metadata'];

/** @param mostObjects how many messages one call gives: 15 for some apps outside of Slack's Marketplace */
export function conversationMethods(world: World, mostObjects: number): Methods {
  const page = (messages: readonly FakeMessage[], { body }: ApiRequest): object => {
    const { oldest = '0', latest = Number.POSITIVE_INFINITY, inclusive = false, limit = '100', cursor = '0' } = body;
    const [from, to] = [Number(oldest), Number(latest)];
    const inside = messages.filter(({ ts }) => {
      const at = Number(ts);
      return (at > from && at < to) || (inclusive === true && (at === from || at === to));
    });
    const start = Number(cursor);
    const end = start + Math.min(Number(limit), mostObjects);
    const hasMore = inside.length > end;
    return {
      messages: inside
        .slice(start, end)
        .map((one) => messageResource(world, one, body['include_all_metadata'] === true)),
      has_more: hasMore,
      ...(hasMore ? { response_metadata: { next_cursor: `${end}` } } : {}),
    };
  };

  const readable = (request: ApiRequest): FakeChannel => {
    const channel = knownChannel(world, request);
    // Archiving a channel takes bots out of it (elastic/connectors#1972).
    if (!channel.isMember || channel.isArchived) throw new SlackError('not_in_channel');
    return channel;
  };

  return {
    'conversations.history': {
      scope: scopeFor(world, 'history'),
      fields: PAGE,
      handle: (request) => {
        const { id } = readable(request);
        const all = [...world.messages.values()].filter(
          (one) => one.channel === id && !one.threadTs && !one.onlyFor && isThere(world, one),
        );
        return page(all.reverse(), request);
      },
    },
    'conversations.replies': {
      scope: scopeFor(world, 'history'),
      fields: [...PAGE, 'ts'],
      handle: (request) => {
        const { id } = readable(request);
        const parent = world.message(id, `${request.body['ts']}`);
        if (!parent || parent.onlyFor || !isThere(world, parent)) throw new SlackError('thread_not_found');
        return page([parent, ...repliesOf(world, parent)], request);
      },
    },
    'conversations.info': {
      scope: scopeFor(world, 'read'),
      fields: ['channel', 'include_num_members', 'include_locale'],
      handle: (request) => ({ channel: channelResource(knownChannel(world, request)) }),
    },
    'conversations.members': {
      scope: scopeFor(world, 'read'),
      fields: ['channel', 'cursor', 'limit'],
      handle: (request) => {
        const channel = readable(request);
        return {
          members: channel.members ?? [world.botUserId, world.person.id],
          response_metadata: { next_cursor: '' },
        };
      },
    },
    'conversations.open': {
      scope: 'im:write',
      fields: ['users', 'channel', 'return_im', 'prevent_creation'],
      handle: ({ body }) => {
        const user = world.users.get(`${body['users']}`);
        if (!user) throw new SlackError('user_not_found');
        if (user.isBot) throw new SlackError('cannot_dm_bot');
        const channel = directChannel(world, user.id);
        return { channel: body['return_im'] === true ? channelResource(channel) : { id: channel.id } };
      },
    },
    'conversations.join': {
      scope: 'channels:join',
      fields: ['channel'],
      handle: (request) => {
        const channel = knownChannel(world, request);
        if (channel.isArchived) throw new SlackError('is_archived');
        if (channel.kind !== 'public') throw new SlackError('method_not_supported_for_channel_type');
        const joined = { ...channel, isMember: true };
        world.channels.set(channel.id, joined);
        return { channel: channelResource(joined) };
      },
    },
  };
}

function isThere(world: World, message: FakeMessage): boolean {
  return !message.deleted || isTombstone(world, message);
}
