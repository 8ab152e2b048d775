import { ApiError } from './api-error.ts';
import { attachmentFindings, filesAfter } from './attachments.ts';
import { threadFindings } from './body-check.ts';
import { assertValid } from './checked.ts';
import type { MessageBody } from './message-body.ts';
import { messageEvent, messageResource } from './message-resource.ts';
import { assertPermission, channelIn, hasPermission, messageIn, PERMISSION } from './permissions.ts';
import { channelResource } from './resources.ts';
import type { RestRequest, Route } from './rest.ts';
import { type FakeChannel, INTENT, isForum, isThread, type World } from './state.ts';
import { activeThreads, changeThread, openThread } from './threads.ts';

interface ThreadBody {
  readonly name: string;
  readonly message?: MessageBody;
  readonly applied_tags?: readonly string[];
}

/** Threads on messages and in forums. */
export function threadRoutes(world: World, maxActive: number): Route[] {
  const assertThreadCapacity = ({ guildId }: FakeChannel): void => {
    if (activeThreads(world, guildId).length >= maxActive)
      throw new ApiError(400, 160006, 'Maximum number of active threads reached');
  };
  const begin = (parent: FakeChannel, id: string, { name, applied_tags: tags }: ThreadBody): FakeChannel => {
    assertThreadCapacity(parent);
    return openThread(world, parent, { id, name, owner: world.bot.id, ...(tags && { tags }) });
  };

  const post = (request: RestRequest, forum: FakeChannel): object => {
    const body = request.body as ThreadBody;
    assertPermission(world, forum, PERMISSION.send);
    const files = filesAfter(request, undefined, body.message ?? {});
    if (files.length > 0) assertPermission(world, forum, PERMISSION.attachFiles);
    assertValid(world, request, [...threadFindings(body, 'forum'), ...attachmentFindings(body.message ?? {}, files)]);
    assertTags(world, forum, body.applied_tags ?? []);
    const thread = begin(forum, world.newId(), body);
    const message = world.addMessage({
      ...{ id: thread.id, channelId: thread.id, author: world.bot },
      ...{ body: body.message ?? {}, files },
    });
    world.emit('MESSAGE_CREATE', messageEvent(world, message), forum.guildId, INTENT.guildMessages);
    return { ...channelResource(world, thread), message: messageResource(world, message) };
  };

  return [
    {
      method: 'POST',
      path: '/channels/:id/messages/:message/threads',
      handle: (request, id = '', one = '') => {
        const parent = channelIn(world, id);
        messageIn(world, id, one);
        if (isThread(parent)) throw new ApiError(400, 50024, 'Cannot execute action on this channel type');
        assertPermission(world, parent, PERMISSION.createThreads);
        assertValid(world, request, threadFindings(request.body, 'message'));
        if (world.channels.has(one))
          throw new ApiError(400, 160004, 'A thread has already been created for this message');
        return { status: 201, body: channelResource(world, begin(parent, one, request.body as ThreadBody)) };
      },
    },
    {
      method: 'POST',
      path: '/channels/:id/threads',
      handle: (request, id = '') => {
        const parent = channelIn(world, id);
        if (isForum(parent)) return { status: 201, body: post(request, parent) };
        assertValid(world, request, threadFindings(request.body, 'channel'));
        const thread = begin(parent, world.newId(), request.body as ThreadBody);
        return { status: 201, body: channelResource(world, thread) };
      },
    },
    {
      method: 'PATCH',
      path: '/channels/:id',
      handle: (request, id = '') => {
        const thread = channelIn(world, id);
        if (!isThread(thread)) throw new ApiError(400, 50024, 'Cannot execute action on this channel type');
        assertValid(world, request, threadFindings(request.body, 'change'));
        const change = request.body as { archived?: boolean; locked?: boolean; name?: string };
        assertCanChange(world, thread, change);
        if (thread.archivedAt !== undefined && change.archived === false) assertThreadCapacity(thread);
        return { status: 200, body: channelResource(world, changeThread(world, id, change)) };
      },
    },
    {
      method: 'GET',
      path: '/guilds/:id/threads/active',
      handle: (_, id = '') => ({
        status: 200,
        body: { threads: activeThreads(world, id).map((one) => channelResource(world, one)), members: [] },
      }),
    },
    {
      method: 'GET',
      path: '/channels/:id/threads/archived/public',
      handle: ({ query }, id = '') => {
        assertPermission(world, channelIn(world, id), PERMISSION.readHistory);
        const { before = '9999', limit = '50' } = query;
        const archived = [...world.channels.values()]
          .filter(({ parentId, archivedAt = '9999' }) => parentId === id && archivedAt < before)
          .sort((a, b) => ((a.archivedAt ?? '') < (b.archivedAt ?? '') ? 1 : -1));
        const threads = archived.slice(0, Number(limit)).map((one) => channelResource(world, one));
        return { status: 200, body: { threads, members: [], has_more: archived.length > threads.length } };
      },
    },
  ];
}

function assertTags(
  world: World,
  { tags = [], requiresTag = false, ...forum }: FakeChannel,
  applied: readonly string[],
): void {
  if (requiresTag && applied.length === 0)
    throw new ApiError(400, 40067, 'A tag is required to create a forum post in this channel');
  for (const id of applied) {
    const tag = tags.find((one) => one.id === id);
    if (!tag)
      throw new ApiError(400, 50035, 'Invalid Form Body', {
        applied_tags: { _errors: [{ code: 'INVALID', message: id }] },
      });
    if (tag.moderated) assertPermission(world, forum, PERMISSION.manageThreads);
  }
}

/** Members can unarchive a thread, its owner can archive it, and only moderators can do anything else. */
function assertCanChange(
  world: World,
  thread: FakeChannel,
  { archived, locked }: { readonly archived?: boolean; readonly locked?: boolean },
): void {
  if (thread.archivedAt !== undefined && archived !== false) throw new ApiError(400, 50083, 'Thread is archived');
  if (hasPermission(world, thread, PERMISSION.manageThreads)) return;
  const isOwn = thread.ownerId === world.bot.id;
  const isMember = thread.members?.includes(world.bot.id) ?? false;
  const isAllowed = locked === undefined && (archived === false ? isMember && (!thread.locked || isOwn) : isOwn);
  if (!isAllowed) throw new ApiError(403, 50013, 'Missing Permissions');
}
