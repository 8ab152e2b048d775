import { ApiError, invalidForm, unknown } from './api-error.ts';
import { attachmentFindings, filesAfter, withFiles } from './attachments.ts';
import { messageFindings } from './body-check.ts';
import { assertValid } from './checked.ts';
import { finding } from './finding.ts';
import type { MessageBody } from './message-body.ts';
import { messageEvent, messageResource } from './message-resource.ts';
import { assertPermission, channelIn, hasPermission, messageIn, PERMISSION } from './permissions.ts';
import { channelResource, userResource } from './resources.ts';
import type { RestRequest, Route } from './rest.ts';
import { type FakeChannel, type FakeMessage, INTENT, isForum, isThread, type World } from './state.ts';
import { joinThread } from './threads.ts';

export function channelRoutes(world: World): Route[] {
  const channel = (id: string): FakeChannel => channelIn(world, id);
  const message = (channelId: string, id: string): FakeMessage => messageIn(world, channelId, id);
  const hasHistory = (channelId: string): boolean => hasPermission(world, channel(channelId), PERMISSION.readHistory);
  const own = (channelId: string, id: string): FakeMessage => {
    const known = message(channelId, id);
    if (known.author.id !== world.bot.id)
      throw new ApiError(403, 50005, 'Cannot edit a message authored by another user');
    return known;
  };

  const assertReference = (channelId: string, reference: NonNullable<MessageBody['message_reference']>): void => {
    if (!hasHistory(channelId)) {
      throw new ApiError(400, 160002, 'Cannot reply without permission to read message history');
    }
    const answered = world.messages.get(reference.message_id);
    const isThere = answered && !answered.deleted && answered.channelId === channelId;
    if (!isThere && reference.fail_if_not_exists !== false) {
      throw invalidForm([finding('message_reference', 'Unknown message')]);
    }
  };

  const create = (request: RestRequest, channelId: string): FakeMessage => {
    const body = request.body as MessageBody;
    const where = channel(channelId);
    if (isForum(where)) throw new ApiError(400, 40058, 'Cannot send a message in a forum channel');
    if (where.locked) throw new ApiError(400, 160005, 'Thread is locked');
    assertPermission(world, where, isThread(where) ? PERMISSION.sendInThreads : PERMISSION.send);
    const files = filesAfter(request);
    if (files.length > 0) assertPermission(world, where, PERMISSION.attachFiles);
    assertValid(world, request, [...messageFindings(withFiles(request), 'post'), ...attachmentFindings(body, files)]);
    const nonce = body.nonce === undefined || body.nonce === null ? undefined : `${body.nonce}`;
    if (nonce !== undefined && body.enforce_nonce) {
      const earlier = [...world.messages.values()].find((one) => one.channelId === channelId && one.nonce === nonce);
      if (earlier?.deleted) throw unknown.message();
      if (earlier) return earlier;
    }
    if (body.message_reference) assertReference(channelId, body.message_reference);
    if (isThread(where)) joinThread(world, where, world.bot.id);
    const message = world.addMessage({
      channelId,
      author: world.bot,
      body,
      files,
      ...(nonce === undefined ? {} : { nonce }),
    });
    world.emit(
      'MESSAGE_CREATE',
      messageEvent(world, message),
      where.guildId,
      where.guildId ? INTENT.guildMessages : INTENT.directMessages,
    );
    return message;
  };

  return [
    {
      method: 'GET',
      path: '/channels/:id',
      handle: (_, id) => ({ status: 200, body: channelResource(world, channel(id ?? '')) }),
    },
    {
      method: 'POST',
      path: '/channels/:id/messages',
      handle: (request, id = '') => ({ status: 200, body: messageResource(world, create(request, id)) }),
    },
    {
      method: 'GET',
      path: '/channels/:id/messages',
      handle: ({ query }, id = '') => {
        // Without the permission, Discord returns an empty list instead of an error (discord-api-docs#455).
        if (!hasHistory(id)) return { status: 200, body: [] };
        const all = [...world.messages.values()].filter(
          (one) => one.channelId === id && !one.deleted && !one.ephemeral,
        );
        return { status: 200, body: page(all, query).map((one) => messageResource(world, one)) };
      },
    },
    {
      method: 'GET',
      path: '/channels/:id/messages/:message',
      handle: (_, id = '', one = '') => {
        if (!hasHistory(id)) throw new ApiError(403, 50013, 'Missing Permissions');
        return { status: 200, body: messageResource(world, message(id, one)) };
      },
    },
    {
      method: 'PATCH',
      path: '/channels/:id/messages/:message',
      handle: (request, id = '', one = '') => {
        const before = own(id, one);
        if (channel(id).archivedAt !== undefined) throw new ApiError(400, 50083, 'Thread is archived');
        return { status: 200, body: messageResource(world, edit(world, request, before, 'edit')) };
      },
    },
    {
      method: 'DELETE',
      path: '/channels/:id/messages/:message',
      handle: (_, id = '', one = '') => {
        world.updateMessage(message(id, one).id, { deleted: true });
        return { status: 204 };
      },
    },
    {
      method: 'POST',
      path: '/channels/:id/messages/:message/crosspost',
      handle: (_, id = '', one = '') => ({ status: 200, body: messageResource(world, own(id, one)) }),
    },
    { method: 'POST', path: '/channels/:id/typing', handle: () => ({ status: 204 }) },
    {
      method: 'POST',
      path: '/users/@me/channels',
      handle: ({ body }) => {
        const { recipient_id: id = '' } = (body ?? {}) as { recipient_id?: string };
        if (!/^\d{17,20}$/.test(id)) throw invalidForm([finding('recipient_id', `${JSON.stringify(id)} is not an id`)]);
        if (id === world.bot.id) throw new ApiError(400, 50033, 'Invalid Recipient(s)');
        return { status: 200, body: channelResource(world, directChannel(world, { id, username: `user-${id}` })) };
      },
    },
    {
      method: 'GET',
      path: '/users/:id',
      handle: (_, id = '') => ({
        status: 200,
        body: userResource(id === '@me' ? world.bot : { id, username: `user-${id}` }),
      }),
    },
  ];
}

/** The body of a message with its flags. */
export function currentBody({ body, flags }: FakeMessage): MessageBody {
  return { ...body, flags };
}

/** Edits a message. @throws ApiError if Discord would reject the edit */
export function edit(
  world: World,
  request: RestRequest,
  before: FakeMessage,
  way: 'edit' | 'webhook edit',
): FakeMessage {
  const body = request.body as MessageBody;
  const files = filesAfter(request, before);
  assertValid(world, request, [
    ...messageFindings(withFiles(request), way, currentBody(before)),
    ...attachmentFindings({ ...before.body, ...body }, files),
  ]);
  return replace(world, before, body, files);
}

/** Replaces the given fields of a message. */
export function replace(world: World, before: FakeMessage, body: MessageBody, files = before.files ?? []): FakeMessage {
  const flags = before.flags | (body.flags ?? 0);
  return world.updateMessage(before.id, {
    body: { ...before.body, ...body, flags },
    flags,
    files,
    edits: before.edits + 1,
  });
}

/** The DM channel of a user. */
export function directChannel(world: World, user: { id: string; username: string }): FakeChannel {
  const known = [...world.channels.values()].find(({ recipient }) => recipient?.id === user.id);
  const channel = known ?? { id: world.newId(), name: user.username, type: 1, recipient: user };
  world.channels.set(channel.id, channel);
  return channel;
}

function page(
  all: readonly FakeMessage[],
  { after, before, around, limit = '50' }: RestRequest['query'],
): FakeMessage[] {
  const most = Number(limit);
  if (!(most >= 1 && most <= 100))
    throw new ApiError(400, 50035, 'Invalid Form Body', {
      limit: { _errors: [{ code: 'INVALID', message: '1 to 100' }] },
    });
  const ordered = [...all].sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1));
  if (around) return ordered.filter(({ id }) => id === around);
  if (after)
    return ordered
      .filter(({ id }) => BigInt(id) > BigInt(after))
      .slice(0, most)
      .reverse();
  const earlier = before ? ordered.filter(({ id }) => BigInt(id) < BigInt(before)) : ordered;
  return earlier.slice(-most).reverse();
}
