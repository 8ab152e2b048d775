import {
  type APIRequest,
  type Client,
  Events,
  type GatewayChannelDeleteDispatchData,
  GatewayDispatchEvents,
  type GatewayMessageCreateDispatchData,
  type GatewayThreadDeleteDispatchData,
  type GatewayThreadUpdateDispatchData,
  RESTEvents,
} from 'discord.js';
import { createThreadActivityThrottle, type Place, type ThreadActivityThrottle } from '../../src/chat/place.ts';
import type { TaskTracker } from '../../src/runtime/task-tracker.ts';
import { createMentionHandler, parseMention } from './mentions.ts';
import type { InvalidRequestLimiter } from './outcome.ts';
import { canManageServer } from './permissions.ts';
import { syncCommands } from './registration.ts';
import { createInteractionHandler, type DiscordHandlerDeps } from './reply.ts';

interface ListenerDeps extends DiscordHandlerDeps {
  readonly invalidRequestLimiter: InvalidRequestLimiter;
  /** The bot's own id. */
  readonly botId: string;
  /** Where all work is: what comes during a stop is left alone, and Discord tells people by itself that nobody answers. */
  readonly taskTracker: TaskTracker;
  /** Told of each first response that Discord took: how long after its interaction it was there. */
  readonly onAcknowledged: (ms: number) => void;
  /** How long nothing more is told of a thread in which something happened. */
  readonly threadActivityThrottleMs: number;
}

export interface Listeners {
  /** Attaches to a client all that Paperboy listens to: a new connection is a new client. */
  attach(client: Client): void;
  /** Tells what was held back. */
  flush(): void;
}

const NO_PERSON = { id: '', name: '' };

/** One for all clients: what it knows of threads outlives a connection. */
export function createListeners(deps: ListenerDeps): Listeners {
  const {
    dispatch,
    commands,
    log,
    invalidRequestLimiter,
    botId,
    taskTracker,
    onAcknowledged,
    threadActivityThrottleMs,
  } = deps;
  const handleInteraction = createInteractionHandler(deps);
  const threadActivity = createThreadActivityThrottle({
    onActivity: (resolvePlace) => void taskTracker.run(() => dispatchThreadActivity(resolvePlace)),
    intervalMs: threadActivityThrottleMs,
  });
  const serverContext = (id: string) => ({
    place: { platform: 'discord', tenant: id, channel: '' },
    person: NO_PERSON,
  });

  async function dispatchThreadActivity(resolvePlace: () => Promise<Place | undefined>): Promise<void> {
    try {
      const place = await resolvePlace();
      if (place?.thread !== undefined) await dispatch({ kind: 'thread-activity', place, person: NO_PERSON });
    } catch (error) {
      log.warn({ err: error }, 'a thread in Discord can not be found');
    }
  }

  return {
    flush: threadActivity.flush,
    attach(client) {
      invalidRequestLimiter.watch(client.rest);
      timeAcknowledgements(client, onAcknowledged);
      const handleMention = createMentionHandler({ ...deps, rest: client.rest });
      const onMention = async (
        message: GatewayMessageCreateDispatchData,
        text: string,
        resolvePlace: () => Promise<Place | undefined>,
      ): Promise<void> => {
        const { author, member, guild_id: guildId = '' } = message;
        try {
          const place = await resolvePlace();
          if (place === undefined) return;
          const name = member?.nick ?? author.global_name ?? author.username;
          const canManage = canManageServer(client.guilds.cache.get(guildId), author.id, member?.roles ?? []);
          await handleMention(message, { kind: 'mention', place, person: { id: author.id, name }, canManage, text });
        } catch (error) {
          log.error({ err: error, message: message.id }, 'a mention in Discord could not be answered');
        }
      };
      listenToChannelEvents(client, {
        threadActivity,
        botId,
        onMessage(message, resolvePlace) {
          const text = parseMention(botId, message);
          if (text !== undefined) void taskTracker.run(() => onMention(message, text, resolvePlace));
        },
      });
      client.on(Events.InteractionCreate, (interaction) => void taskTracker.run(() => handleInteraction(interaction)));
      // Nothing is said in a server that Paperboy joins: `/papers help` says it to whoever asks.
      client.on(
        Events.GuildCreate,
        ({ id }) => void taskTracker.run(() => dispatch({ ...serverContext(id), kind: 'installed' })),
      );
      client.on(
        Events.GuildDelete,
        ({ id }) => void taskTracker.run(() => dispatch({ ...serverContext(id), kind: 'uninstalled' })),
      );
      client.on(Events.Error, (error) => log.error({ err: error }, 'Discord client'));
      client.on(Events.ShardError, (error, shard) => log.warn({ err: error, shard }, 'Discord connection'));
      client.on(Events.ShardReconnecting, (shard) => log.info({ shard }, 'reconnecting to Discord'));
      client.on(Events.ShardResume, (shard, replayed) =>
        log.info({ shard, replayed }, 'resumed the connection to Discord'),
      );
      client.on(Events.ClientReady, ({ user, application }) => {
        syncCommands(client.rest, application.id, commands).then(
          (differences) => log.info({ bot: user.tag, commandsChanged: differences.length }, 'connected to Discord'),
          (error: unknown) => log.error({ err: error }, 'the commands could not be registered with Discord'),
        );
      });
    },
  };
}

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
function listenToChannelEvents(client: Client, { threadActivity, botId, onMessage }: ChannelEventDeps): void {
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

/** The address of a first response (https://discord.com/developers/docs/interactions/receiving-and-responding#create-interaction-response). */
const INITIAL_RESPONSE_PATH = /^\/interactions\/(\d+)\/[^/]+\/callback/;

/** More than can wait for a first response at a time: those that never get one are forgotten. */
const MAX_PENDING = 1000;

/**
 * Tells how long after an interaction its first response was taken, whatever it was: Discord waits three seconds for it. Responses that are
 * refused, and interactions that get none, are not told of: what became of them is logged.
 */
function timeAcknowledgements(client: Client, onAcknowledged: (ms: number) => void): void {
  const pending = new Map<string, number>();
  client.on(Events.InteractionCreate, ({ id }) => {
    pending.set(id, performance.now());
    const oldest = pending.keys().next().value;
    if (pending.size > MAX_PENDING && oldest !== undefined) pending.delete(oldest);
  });
  client.rest.on(RESTEvents.Response, ({ path }: APIRequest, { ok }: { readonly ok: boolean }) => {
    const id = INITIAL_RESPONSE_PATH.exec(path)?.[1] ?? '';
    const receivedAt = pending.get(id);
    if (receivedAt === undefined || !ok) return;
    pending.delete(id);
    onAcknowledged(performance.now() - receivedAt);
  });
}
