import { channelResource } from './resources.ts';
import { type FakeChannel, INTENT, isThread, type World } from './state.ts';

/** Begins a thread, as whoever owns it then, and tells the bot. */
export function beginThread(
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
    // In a channel for announcements they are of a kind of their own.
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
  world.tell('THREAD_CREATE', () => ({ ...resource, newly_created: true }), thread.guildId, INTENT.guilds);
  return thread;
}

/** Changes how a thread stands, and tells the bot. */
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
  world.tell('THREAD_UPDATE', () => resource, after.guildId, INTENT.guilds);
  return after;
}

/** Somebody writes in a thread: it wakes, and they are in it. */
export function joinThread(world: World, thread: FakeChannel, user: string): void {
  if (thread.archivedAt !== undefined) changeThread(world, thread.id, { archived: false });
  const { members = [] } = thread;
  if (!members.includes(user)) world.changeChannel(thread.id, { members: [...members, user] });
}

/** Deletes a channel or a thread, and tells the bot of that alone: of the threads that go with a channel nothing is said. */
export function deleteChannel(world: World, id: string): void {
  const { type, guildId, parentId } = world.channels.get(id) as FakeChannel;
  const isOne = isThread({ id, name: '', type });
  for (const one of [...world.channels.values()])
    if (one.id === id || one.parentId === id) world.channels.delete(one.id);
  world.watch.notify();
  const told = { id, guild_id: guildId, parent_id: parentId ?? null, type };
  world.tell(isOne ? 'THREAD_DELETE' : 'CHANNEL_DELETE', () => told, guildId, INTENT.guilds);
}

/** The threads of a server that are active: there may be only so many. */
export function activeThreads(world: World, guildId: string | undefined): FakeChannel[] {
  return [...world.channels.values()].filter(
    (one) => isThread(one) && one.guildId === guildId && one.archivedAt === undefined,
  );
}
