import {
  type Client,
  type GatewayChannelDeleteDispatchData,
  GatewayDispatchEvents,
  type GatewayMessageCreateDispatchData,
  type GatewayThreadDeleteDispatchData,
  type GatewayThreadUpdateDispatchData,
} from 'discord.js';
import type { Place } from '../../src/chat/place.ts';
import type { ThreadActivityThrottle } from '../../src/chat/stirs.ts';

interface ChannelEventDeps {
  readonly threadActivity: ThreadActivityThrottle;
  /** The bot's own id. */
  readonly botId: string;
  /** Somebody wrote in a server. Discord sends the text only where Paperboy is mentioned. */
  readonly onMessage: (
    message: GatewayMessageCreateDispatchData,
    resolvePlace: () => Promise<Place | undefined>,
  ) => void;
}

/**
 * Listens to what happens in the channels and threads of servers. It takes the events as Discord sends them: discord.js itself drops
 * those of threads that it does not know, such as one that slept when it connected and that a message has woken.
 */
export function listenToChannelEvents(client: Client, { threadActivity, botId, onMessage }: ChannelEventDeps): void {
  const cachedChannel = (id: string) => client.channels.cache.get(id);

  const fetchPlace = async (tenant: string, id: string): Promise<Place | undefined> => {
    const channel = await client.channels.fetch(id);
    if (channel?.isThread() && channel.parentId !== null) return threadPlace(tenant, channel.parentId, id);
    return channel ? { platform: 'discord', tenant, channel: id } : undefined;
  };

  client.ws.on(GatewayDispatchEvents.MessageCreate, (message: GatewayMessageCreateDispatchData) => {
    const { guild_id: tenant, channel_id: channel, author } = message;
    if (tenant === undefined || author.id === botId) return;
    const resolvePlace = () => fetchPlace(tenant, channel);
    // What is no channel that discord.js knows is a thread.
    if (cachedChannel(channel)?.isThread() ?? true) threadActivity.record(channel, resolvePlace);
    onMessage(message, resolvePlace);
  });
  client.ws.on(GatewayDispatchEvents.ThreadUpdate, (thread: GatewayThreadUpdateDispatchData) => {
    const { id, thread_metadata: metadata } = thread;
    // discord.js takes the event in after this.
    const before = cachedChannel(id);
    const isUnchanged =
      before?.isThread() && before.archived === metadata?.archived && before.locked === (metadata?.locked ?? false);
    if (!isUnchanged) threadActivity.record(id, async () => toThreadPlace(thread));
  });
  client.ws.on(GatewayDispatchEvents.ThreadDelete, (thread: GatewayThreadDeleteDispatchData) => {
    threadActivity.record(thread.id, async () => toThreadPlace(thread));
  });
  client.ws.on(GatewayDispatchEvents.ChannelDelete, ({ id, guild_id: tenant }: GatewayChannelDeleteDispatchData) => {
    if (tenant === undefined) return;
    // Its threads go with it, and Discord says nothing of them.
    const threads = client.channels.cache.filter((cached) => cached.isThread() && cached.parentId === id);
    for (const thread of threads.keys()) threadActivity.record(thread, async () => threadPlace(tenant, id, thread));
  });
}

/** As an event tells it. */
function toThreadPlace(thread: {
  readonly id: string;
  readonly guild_id?: string;
  readonly parent_id?: string | null;
}): Place | undefined {
  const { id, guild_id: tenant, parent_id: channel } = thread;
  return tenant && channel ? threadPlace(tenant, channel, id) : undefined;
}

function threadPlace(tenant: string, channel: string, thread: string): Place {
  return { platform: 'discord', tenant, channel, thread };
}
