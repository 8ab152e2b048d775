import {
  type Client,
  type GatewayChannelDeleteDispatchData,
  GatewayDispatchEvents,
  type GatewayMessageCreateDispatchData,
  type GatewayThreadDeleteDispatchData,
  type GatewayThreadUpdateDispatchData,
} from 'discord.js';
import type { Place } from '../../src/chat/place.ts';
import type { Stirs } from '../../src/chat/stirs.ts';

interface Dependencies {
  readonly stirs: Stirs;
  /** The bot's own id. */
  readonly botId: string;
  /** Somebody wrote in a server. Discord sends the text only where Paperboy is mentioned. */
  readonly wrote: (message: GatewayMessageCreateDispatchData, where: () => Promise<Place | undefined>) => void;
}

/**
 * Listens to what happens in the channels and threads of servers. It takes the events as Discord sends them: discord.js itself drops
 * those of threads that it does not know, such as one that slept when it connected and that a message has woken.
 */
export function listenToChannels(client: Client, { stirs, botId, wrote }: Dependencies): void {
  const known = (id: string) => client.channels.cache.get(id);

  const placeOf = async (tenant: string, id: string): Promise<Place | undefined> => {
    const channel = await client.channels.fetch(id);
    if (channel?.isThread() && channel.parentId !== null) return inThread(tenant, channel.parentId, id);
    return channel ? { platform: 'discord', tenant, channel: id } : undefined;
  };

  client.ws.on(GatewayDispatchEvents.MessageCreate, (message: GatewayMessageCreateDispatchData) => {
    const { guild_id: tenant, channel_id: channel, author } = message;
    if (tenant === undefined || author.id === botId) return;
    const where = () => placeOf(tenant, channel);
    // What is no channel that discord.js knows is a thread.
    if (known(channel)?.isThread() ?? true) stirs.happened(channel, where);
    wrote(message, where);
  });
  client.ws.on(GatewayDispatchEvents.ThreadUpdate, (thread: GatewayThreadUpdateDispatchData) => {
    const { id, thread_metadata: now } = thread;
    // discord.js takes the event in after this.
    const before = known(id);
    const isSame = before?.isThread() && before.archived === now?.archived && before.locked === (now?.locked ?? false);
    if (!isSame) stirs.happened(id, async () => placeOfThread(thread));
  });
  client.ws.on(GatewayDispatchEvents.ThreadDelete, (thread: GatewayThreadDeleteDispatchData) => {
    stirs.happened(thread.id, async () => placeOfThread(thread));
  });
  client.ws.on(GatewayDispatchEvents.ChannelDelete, ({ id, guild_id: tenant }: GatewayChannelDeleteDispatchData) => {
    if (tenant === undefined) return;
    // Its threads go with it, and Discord says nothing of them.
    const threads = client.channels.cache.filter((one) => one.isThread() && one.parentId === id);
    for (const thread of threads.keys()) stirs.happened(thread, async () => inThread(tenant, id, thread));
  });
}

/** As an event tells it. */
function placeOfThread(thread: {
  readonly id: string;
  readonly guild_id?: string;
  readonly parent_id?: string | null;
}): Place | undefined {
  const { id, guild_id: tenant, parent_id: channel } = thread;
  return tenant && channel ? inThread(tenant, channel, id) : undefined;
}

function inThread(tenant: string, channel: string, thread: string): Place {
  return { platform: 'discord', tenant, channel, thread };
}
