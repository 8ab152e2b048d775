import { type Client, Events, type GatewayMessageCreateDispatchData } from 'discord.js';
import type { Place } from '../../src/chat/place.ts';
import { createThreadActivityThrottle } from '../../src/chat/stirs.ts';
import type { TaskTracker } from '../../src/in-hand.ts';
import { timeAcknowledgements } from './acknowledgements.ts';
import { createInteractionHandler } from './answer.ts';
import type { DiscordHandlerDeps } from './answer-dependencies.ts';
import { createMentionHandler, parseMention } from './conversation.ts';
import { listenToChannelEvents } from './events.ts';
import type { InvalidRequestLimiter } from './invalid-requests.ts';
import { canManageServer } from './permissions.ts';
import { syncCommands } from './registration.ts';

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
