import { SlackError } from './api-error.ts';
import { directChannel, findChannel, scopeFor } from './channels.ts';
import { channelResource, messageResource } from './resources.ts';
import type { FakeChannel, FakeMessage, World } from './state.ts';
import { isTombstone, repliesOf } from './threads.ts';
import type { ApiRequest, Methods } from './web-api.ts';

const PAGE_FIELDS = ['channel', 'cursor', 'limit', 'oldest', 'latest', 'inclusive', 'include_all_metadata'];

/** @param maxPageSize the most messages in a response: 15 for some apps outside of Slack's Marketplace */
export function conversationMethods(world: World, maxPageSize: number): Methods {
  const page = (messages: readonly FakeMessage[], { body }: ApiRequest): object => {
    const { oldest = '0', latest = Number.POSITIVE_INFINITY, inclusive = false, limit = '100', cursor = '0' } = body;
    const [from, to] = [Number(oldest), Number(latest)];
    const inside = messages.filter(({ ts }) => {
      const at = Number(ts);
      return (at > from && at < to) || (inclusive === true && (at === from || at === to));
    });
    const start = Number(cursor);
    const end = start + Math.min(Number(limit), maxPageSize);
    const hasMore = inside.length > end;
    return {
      messages: inside
        .slice(start, end)
        .map((one) => messageResource(world, one, body['include_all_metadata'] === true)),
      has_more: hasMore,
      ...(hasMore ? { response_metadata: { next_cursor: `${end}` } } : {}),
    };
  };

  const findReadableChannel = (request: ApiRequest): FakeChannel => {
    const channel = findChannel(world, request);
    // Archiving a channel removes bots from it (elastic/connectors#1972).
    if (!channel.isMember || channel.isArchived) throw new SlackError('not_in_channel');
    return channel;
  };

  return {
    'conversations.history': {
      scope: scopeFor(world, 'history'),
      fields: PAGE_FIELDS,
      handle: (request) => {
        const { id } = findReadableChannel(request);
        const all = [...world.messages.values()].filter(
          (one) => one.channel === id && !one.threadTs && !one.onlyFor && isVisible(world, one),
        );
        return page(all.reverse(), request);
      },
    },
    'conversations.replies': {
      scope: scopeFor(world, 'history'),
      fields: [...PAGE_FIELDS, 'ts'],
      handle: (request) => {
        const { id } = findReadableChannel(request);
        const parent = world.message(id, `${request.body['ts']}`);
        if (!parent || parent.onlyFor || !isVisible(world, parent)) throw new SlackError('thread_not_found');
        return page([parent, ...repliesOf(world, parent)], request);
      },
    },
    'conversations.info': {
      scope: scopeFor(world, 'read'),
      fields: ['channel', 'include_num_members', 'include_locale'],
      handle: (request) => ({ channel: channelResource(findChannel(world, request)) }),
    },
    'conversations.members': {
      scope: scopeFor(world, 'read'),
      fields: ['channel', 'cursor', 'limit'],
      handle: (request) => {
        const channel = findReadableChannel(request);
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
        const channel = findChannel(world, request);
        if (channel.isArchived) throw new SlackError('is_archived');
        if (channel.kind !== 'public') throw new SlackError('method_not_supported_for_channel_type');
        const joined = { ...channel, isMember: true };
        world.channels.set(channel.id, joined);
        return { channel: channelResource(joined) };
      },
    },
  };
}

function isVisible(world: World, message: FakeMessage): boolean {
  return !message.deleted || isTombstone(world, message);
}
