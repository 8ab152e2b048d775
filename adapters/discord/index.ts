import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, Events, REST } from 'discord.js';
import type { Command } from '../../src/chat/command.ts';
import type { Keepsakes } from '../../src/chat/keepsakes.ts';
import type { ChatPlatform } from '../../src/chat/platform.ts';
import type { UserError } from '../../src/errors.ts';
import type { Log } from '../../src/log.ts';
import { createAnswering } from './answer.ts';
import { createGateway, type GatewaySettings, unknownToken } from './gateway.ts';
import { createInvalidRequests } from './invalid-requests.ts';
import { register } from './registration.ts';
import { render } from './render.ts';
import { createSender } from './send.ts';

interface Dependencies extends GatewaySettings {
  readonly commands: readonly Command[];
  readonly keepsakes: Keepsakes;
  readonly log: Log;
  readonly now: () => Date;
  readonly onFatal: (error: UserError) => void;
  /** How long one post may take before its outcome counts as unknown. */
  readonly postTimeoutMs?: number;
  /** How long a form may take to get ready before the person is told to try again. */
  readonly formTimeoutMs?: number;
  readonly patienceMs?: number;
  readonly watchMs?: number;
}

const POST_TIMEOUT_MS = 10_000;

/** How long a stop waits for the answers in hand. */
const LAST_ANSWERS_MS = 10_000;

/** Posts per second, of the 50 that Discord allows a bot in all: the rest is for answers. */
const POSTS_PER_SECOND = 40;

/** Discord as a platform. Its answers and its posts go through managers of their own, so that no answer waits behind a post. */
export function createDiscord({
  commands,
  keepsakes,
  log,
  now,
  postTimeoutMs = POST_TIMEOUT_MS,
  formTimeoutMs,
  ...settings
}: Dependencies): ChatPlatform {
  const invalid = createInvalidRequests({ log, now });
  const answering = new Set<Promise<void>>();
  const posts = createPostRest(settings, postTimeoutMs);
  invalid.watch(posts);
  const sender = createSender({
    rest: posts,
    invalid,
    botId: idIn(settings.token),
    onUnauthorized: () => settings.onFatal(unknownToken()),
  });
  let gateway: ReturnType<typeof createGateway> | undefined;

  return {
    name: 'discord',
    async start(dispatch) {
      const answer = createAnswering({ dispatch, commands, keepsakes, log, formTimeoutMs });
      const guild = (id: string) => ({
        place: { platform: 'discord', tenant: id, channel: '' },
        person: { id: '', name: '' },
      });
      const attach = (client: Client): void => {
        invalid.watch(client.rest);
        client.on(Events.InteractionCreate, (interaction) => {
          const done = answer(interaction).finally(() => answering.delete(done));
          answering.add(done);
        });
        // Nothing is said in a server that Paperboy joins: `/papers help` says it to whoever asks.
        client.on(Events.GuildCreate, ({ id }) => void dispatch({ ...guild(id), kind: 'installed' }));
        client.on(Events.GuildDelete, ({ id }) => void dispatch({ ...guild(id), kind: 'uninstalled' }));
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
      };
      gateway = createGateway({ ...settings, attach, log });
      await gateway.connect();
    },
    async stop() {
      await Promise.race([Promise.all(answering), sleep(LAST_ANSWERS_MS, undefined, { ref: false })]);
      await gateway?.stop();
    },
    post: (place, document, key) => sender.post(place, render(document), key),
    update: (posted, document) => sender.update(posted, render(document)),
    openThread: sender.openThread,
    findPosted: sender.findPosted,
  };
}

/** The manager for posts: one request each, a time limit, and a full route's answer at once instead of a wait. */
function createPostRest({ token, apiUrl }: GatewaySettings, timeout: number): REST {
  return new REST({
    api: apiUrl,
    retries: 0,
    timeout,
    makeRequest: (url, init) => fetchWhole(url, init, timeout),
    globalRequestsPerSecond: POSTS_PER_SECOND,
    invalidRequestWarningInterval: 500,
    rejectOnRateLimit: ({ global, retryAfter }) => !global || !(retryAfter > 0),
  }).setToken(token);
}

/** A request whose answer has to be there whole in time: discord.js's own limit ends with the first byte, and half an answer would hang. */
async function fetchWhole(url: string, init: object, timeout: number): Promise<Response> {
  const { signal } = init as RequestInit;
  const inTime = AbortSignal.timeout(timeout);
  return fetch(url, { ...init, signal: signal ? AbortSignal.any([signal, inTime]) : inTime });
}

/** The bot's id, which stands in front of its token (https://discord.com/developers/docs/reference#authentication). */
function idIn(token: string): string {
  return Buffer.from(token.split('.')[0] ?? '', 'base64url').toString();
}
