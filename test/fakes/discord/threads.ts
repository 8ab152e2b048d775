import { channelResource } from './resources.ts';
import { type FakeChannel, INTENT, isThread, type World } from './state.ts';

/** Opens a thread for its owner, and notifies the bot. */
export function openThread(
  world: World,
  parent: FakeChannel,
  {
    id,
    name,
    owner,
    tags,
  }: { readonly id: string; readonly name: string; readonly owner: string; readonly tags?: readonly string[] },
): FakeChannel {
  const thread: FakeChannel = {
    id,
    name,
    // Announcement channels have a thread type for themselves.
    type: parent.type === 5 ? 10 : 11,
    parentId: parent.id,
    ownerId: owner,
    members: [owner],
    ...(parent.guildId === undefined ? {} : { guildId: parent.guildId }),
    ...(tags && { appliedTags: tags }),
  };
  world.channels.set(id, thread);
  world.watch.notify();
  const resource = channelResource(world, thread);
  world.emit('THREAD_CREATE', () => ({ ...resource, newly_created: true }), thread.guildId, INTENT.guilds);
  return thread;
}

/** Changes the state of a thread, and notifies the bot. */
export function changeThread(
  world: World,
  id: string,
  { archived, ...change }: { readonly archived?: boolean; readonly locked?: boolean; readonly name?: string },
): FakeChannel {
  const { archivedAt: _, ...before } = world.channels.get(id) ?? {};
  const archivedAt = archived ? new Date().toISOString() : archived === undefined ? _ : undefined;
  const after = { ...(before as FakeChannel), ...change, ...(archivedAt !== undefined && { archivedAt }) };
  world.channels.set(id, after);
  world.watch.notify();
  const resource = channelResource(world, after);
  world.emit('THREAD_UPDATE', () => resource, after.guildId, INTENT.guilds);
  return after;
}

/** Unarchives a thread and adds a member, when someone writes in it. */
export function joinThread(world: World, thread: FakeChannel, user: string): void {
  if (thread.archivedAt !== undefined) changeThread(world, thread.id, { archived: false });
  const { members = [] } = thread;
  if (!members.includes(user)) world.updateChannel(thread.id, { members: [...members, user] });
}

/** Deletes a channel with its threads, or a thread, and notifies the bot: only of the channel, not of its threads. */
export function deleteChannel(world: World, id: string): void {
  const { type, guildId, parentId } = world.channels.get(id) as FakeChannel;
  const isOne = isThread({ id, name: '', type });
  for (const one of [...world.channels.values()])
    if (one.id === id || one.parentId === id) world.channels.delete(one.id);
  world.watch.notify();
  const event = { id, guild_id: guildId, parent_id: parentId ?? null, type };
  world.emit(isOne ? 'THREAD_DELETE' : 'CHANNEL_DELETE', () => event, guildId, INTENT.guilds);
}

/** The active threads of a server, whose number is limited. */
export function activeThreads(world: World, guildId: string | undefined): FakeChannel[] {
  return [...world.channels.values()].filter(
    (one) => isThread(one) && one.guildId === guildId && one.archivedAt === undefined,
  );
}
