import { type Client, Events, type GatewayMessageCreateDispatchData } from 'discord.js';
import type { Place } from '../../src/chat/place.ts';
import { createStirs } from '../../src/chat/stirs.ts';
import type { InHand } from '../../src/in-hand.ts';
import { timeAcknowledgements } from './acknowledgements.ts';
import { createAnswering } from './answer.ts';
import type { AnswerDependencies } from './answer-dependencies.ts';
import { createConversation, textFor } from './conversation.ts';
import { listenToChannels } from './events.ts';
import type { InvalidRequests } from './invalid-requests.ts';
import { managesServer } from './permissions.ts';
import { register } from './registration.ts';

interface Dependencies extends AnswerDependencies {
  readonly invalid: InvalidRequests;
  /** The bot's own id. */
  readonly botId: string;
  /** Where all work is: what comes during a stop is left alone, and Discord tells people by itself that nobody answers. */
  readonly inHand: InHand;
  /** Told of each first response that Discord took: how long after its interaction it was there. */
  readonly onAcknowledged: (ms: number) => void;
  /** How long nothing more is told of a thread in which something happened. */
  readonly stirEveryMs: number;
}

export interface Listeners {
  /** Attaches to a client all that Paperboy listens to: a new connection is a new client. */
  attach(client: Client): void;
  /** Tells what was held back. */
  flush(): void;
}

const NOBODY = { id: '', name: '' };

/** One for all clients: what it knows of threads outlives a connection. */
export function createListeners(dependencies: Dependencies): Listeners {
  const { dispatch, commands, log, invalid, botId, inHand, onAcknowledged, stirEveryMs } = dependencies;
  const answer = createAnswering(dependencies);
  const stirs = createStirs({ tell: (where) => void inHand.take(() => tellStir(where)), everyMs: stirEveryMs });
  const server = (id: string) => ({ place: { platform: 'discord', tenant: id, channel: '' }, person: NOBODY });

  async function tellStir(where: () => Promise<Place | undefined>): Promise<void> {
    try {
      const place = await where();
      if (place?.thread !== undefined) await dispatch({ kind: 'thread stirred', place, person: NOBODY });
    } catch (error) {
      log.warn({ err: error }, 'a thread in Discord can not be found');
    }
  }

  return {
    flush: stirs.flush,
    attach(client) {
      invalid.watch(client.rest);
      timeAcknowledgements(client, onAcknowledged);
      const converse = createConversation({ ...dependencies, rest: client.rest });
      const answerMention = async (
        message: GatewayMessageCreateDispatchData,
        text: string,
        where: () => Promise<Place | undefined>,
      ): Promise<void> => {
        const { author, member, guild_id: guild = '' } = message;
        try {
          const place = await where();
          if (place === undefined) return;
          const name = member?.nick ?? author.global_name ?? author.username;
          const manages = managesServer(client.guilds.cache.get(guild), author.id, member?.roles ?? []);
          await converse(message, { kind: 'thread message', place, person: { id: author.id, name }, manages, text });
        } catch (error) {
          log.error({ err: error, message: message.id }, 'a mention in Discord could not be answered');
        }
      };
      listenToChannels(client, {
        stirs,
        botId,
        wrote(message, where) {
          const text = textFor(botId, message);
          if (text !== undefined) void inHand.take(() => answerMention(message, text, where));
        },
      });
      client.on(Events.InteractionCreate, (interaction) => void inHand.take(() => answer(interaction)));
      // Nothing is said in a server that Paperboy joins: `/papers help` says it to whoever asks.
      client.on(Events.GuildCreate, ({ id }) => void inHand.take(() => dispatch({ ...server(id), kind: 'installed' })));
      client.on(
        Events.GuildDelete,
        ({ id }) => void inHand.take(() => dispatch({ ...server(id), kind: 'uninstalled' })),
      );
      client.on(Events.Error, (error) => log.error({ err: error }, 'Discord client'));
      client.on(Events.ShardError, (error, shard) => log.warn({ err: error, shard }, 'Discord connection'));
      client.on(Events.ShardReconnecting, (shard) => log.info({ shard }, 'reconnecting to Discord'));
      client.on(Events.ShardResume, (shard, replayed) =>
        log.info({ shard, replayed }, 'resumed the connection to Discord'),
      );
      client.on(Events.ClientReady, ({ user, application }) => {
        register(client.rest, application.id, commands).then(
          (differences) => log.info({ bot: user.tag, commandsChanged: differences.length }, 'connected to Discord'),
          (error: unknown) => log.error({ err: error }, 'the commands could not be registered with Discord'),
        );
      });
    },
  };
}
