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
import { LRUCache } from 'lru-cache';
import type { Place, ResolvePlace } from '../../src/chat/place.ts';
import type { TaskTracker } from '../../src/runtime/task-tracker.ts';
import { createTrailingThrottle, type TrailingThrottle } from '../../src/runtime/throttle.ts';
import { PLATFORM } from './interaction.ts';
import { createMentionHandler, parseMention } from './mentions.ts';
import type { InvalidRequestLimiter } from './outcome.ts';
import { syncCommands } from './registration.ts';
import { createInteractionHandler, type DiscordHandlerDeps } from './reply.ts';

interface ListenerDeps extends DiscordHandlerDeps {
  readonly invalidRequestLimiter: InvalidRequestLimiter;
  readonly botId: string;
  /** Runs everything. It drops events during shutdown, and Discord tells people that the app didn't respond. */
  readonly taskTracker: TaskTracker;
  /** Called with the milliseconds from each interaction to its acknowledgement. */
  readonly onAcknowledged: (ms: number) => void;
  readonly threadActivityThrottleMs: number;
}

export interface Listeners {
  /** Adds the listeners to a client: each connection has a new one. */
  attach(client: Client): void;
  /** Reports throttled thread activity now. */
  flush(): void;
}

const NO_PERSON = { id: '', name: '' };

/** Creates listeners whose throttle outlives connections. */
export function createListeners(deps: ListenerDeps): Listeners {
  const { dispatch, log, invalidRequestLimiter, taskTracker } = deps;
  const handleInteraction = createInteractionHandler(deps);

  const dispatchThreadActivity = async (resolvePlace: () => Promise<Place | undefined>): Promise<void> => {
    try {
      const place = await resolvePlace();
      if (place?.thread !== undefined) await dispatch({ kind: 'thread-activity', place, person: NO_PERSON });
    } catch (error) {
      log.warn({ err: error }, 'failed to resolve Discord thread');
    }
  };
  const threadActivity = createTrailingThrottle<ResolvePlace>({
    onEvent: (resolvePlace) => void taskTracker.run(() => dispatchThreadActivity(resolvePlace)),
    intervalMs: deps.threadActivityThrottleMs,
  });

  return {
    flush: threadActivity.flush,
    attach(client) {
      invalidRequestLimiter.watch(client.rest);
      timeAcknowledgements(client, deps.onAcknowledged);
      listenToMessages(client, deps, threadActivity);
      listenToThreads(client, threadActivity);
      client.on(Events.InteractionCreate, (interaction) => void taskTracker.run(() => handleInteraction(interaction)));
      listenToInstallations(client, deps);
      listenToConnection(client, deps);
    },
  };
}

function listenToInstallations(client: Client, { dispatch, taskTracker }: ListenerDeps): void {
  const onGuild = (tenant: string, kind: 'installed' | 'uninstalled') => {
    const place = { platform: PLATFORM, tenant, channel: '' };
    void taskTracker.run(() => dispatch({ kind, place, person: NO_PERSON }));
  };
  client.on(Events.GuildCreate, ({ id }) => onGuild(id, 'installed'));
  client.on(Events.GuildDelete, ({ id }) => onGuild(id, 'uninstalled'));
}

/** Logs the state of the connection, and registers the commands once it's ready. */
function listenToConnection(client: Client, { commands, log }: ListenerDeps): void {
  client.on(Events.Error, (error) => log.error({ err: error }, 'Discord client error'));
  client.on(Events.ShardError, (error, shard) => log.warn({ err: error, shard }, 'Discord shard error'));
  client.on(Events.ShardReconnecting, (shard) => log.info({ shard }, 'reconnecting to Discord'));
  client.on(Events.ShardResume, (shard, replayed) => log.info({ shard, replayed }, 'resumed Discord connection'));
  client.on(Events.ClientReady, ({ user, application }) => {
    syncCommands(client.rest, application.id, commands).then(
      (differences) => log.info({ bot: user.tag, commandsChanged: differences.length }, 'connected to Discord'),
      (error: unknown) => log.error({ err: error }, 'failed to register Discord commands'),
    );
  });
}

/** Uses raw gateway events, as discord.js drops those of threads that were archived when it connected. */
function listenToMessages(client: Client, deps: ListenerDeps, threadActivity: TrailingThrottle<ResolvePlace>): void {
  const handleMention = createMentionHandler({ ...deps, client });

  client.ws.on(GatewayDispatchEvents.MessageCreate, (message: GatewayMessageCreateDispatchData) => {
    const { guild_id: tenant, channel_id: channel, author } = message;
    if (tenant === undefined || author.id === deps.botId) return;
    const resolvePlace = () => fetchPlace(client, tenant, channel);
    // discord.js caches all channels, so an unknown one is a thread.
    if (client.channels.cache.get(channel)?.isThread() ?? true) threadActivity.record(channel, resolvePlace);
    const text = parseMention(deps.botId, message);
    if (text !== undefined) void deps.taskTracker.run(() => handleMention(message, text, resolvePlace));
  });
}

async function fetchPlace(client: Client, tenant: string, id: string): Promise<Place | undefined> {
  const channel = await client.channels.fetch(id);
  if (channel?.isThread() && channel.parentId !== null) return threadPlace(tenant, channel.parentId, id);
  return channel ? { platform: PLATFORM, tenant, channel: id } : undefined;
}

/** Uses raw gateway events, as `listenToMessages`. */
function listenToThreads(client: Client, threadActivity: TrailingThrottle<ResolvePlace>): void {
  client.ws.on(GatewayDispatchEvents.ThreadUpdate, (thread: GatewayThreadUpdateDispatchData) => {
    const { id, thread_metadata: metadata } = thread;
    // discord.js updates its cache after this listener.
    const before = client.channels.cache.get(id);
    const isUnchanged =
      before?.isThread() && before.archived === metadata?.archived && before.locked === (metadata?.locked ?? false);
    if (!isUnchanged) threadActivity.record(id, async () => toThreadPlace(thread));
  });
  client.ws.on(GatewayDispatchEvents.ThreadDelete, (thread: GatewayThreadDeleteDispatchData) => {
    threadActivity.record(thread.id, async () => toThreadPlace(thread));
  });
  client.ws.on(GatewayDispatchEvents.ChannelDelete, ({ id, guild_id: tenant }: GatewayChannelDeleteDispatchData) => {
    if (tenant === undefined) return;
    // Discord sends no events for the threads that are deleted with their channel.
    const threads = client.channels.cache.filter((cached) => cached.isThread() && cached.parentId === id);
    for (const thread of threads.keys()) threadActivity.record(thread, async () => threadPlace(tenant, id, thread));
  });
}

type RawThread = Pick<
  GatewayThreadUpdateDispatchData | GatewayThreadDeleteDispatchData,
  'id' | 'guild_id' | 'parent_id'
>;

function toThreadPlace({ id, guild_id: tenant, parent_id: channel }: RawThread): Place | undefined {
  return tenant && channel ? threadPlace(tenant, channel, id) : undefined;
}

function threadPlace(tenant: string, channel: string, thread: string): Place {
  return { platform: PLATFORM, tenant, channel, thread };
}

/** https://discord.com/developers/docs/interactions/receiving-and-responding#create-interaction-response */
const INITIAL_RESPONSE_PATH = /^\/interactions\/(\d+)\/[^/]+\/callback/;

/** More interactions than can wait for their first response at a time. */
const MAX_PENDING = 1000;

/** Measures the time from each interaction to its first response, unless Discord rejects that. */
function timeAcknowledgements(client: Client, onAcknowledged: (ms: number) => void): void {
  const receivedAt = new LRUCache<string, number>({ max: MAX_PENDING });
  client.on(Events.InteractionCreate, ({ id }) => void receivedAt.set(id, performance.now()));
  client.rest.on(RESTEvents.Response, ({ path }: APIRequest, { ok }: { readonly ok: boolean }) => {
    const id = INITIAL_RESPONSE_PATH.exec(path)?.[1] ?? '';
    const startedAt = receivedAt.get(id);
    if (startedAt === undefined || !ok) return;
    receivedAt.delete(id);
    onAcknowledged(performance.now() - startedAt);
  });
}
