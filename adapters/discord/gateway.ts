import {
  Client,
  DefaultRestOptions,
  DiscordjsError,
  DiscordjsErrorCodes,
  Events,
  GatewayCloseCodes,
  GatewayIntentBits,
  Options,
  type RESTOptions,
  Status,
} from 'discord.js';
import type { Shards } from '../../src/app/config.ts';
import { UserError } from '../../src/runtime/errors.ts';
import type { Log } from '../../src/runtime/log.ts';
import { withRetry } from '../../src/runtime/retry.ts';
import { createInvalidTokenError } from './outcome.ts';

/** What a connection to Discord needs. */
export interface GatewaySettings {
  readonly token: string;
  /** The REST address without the version; Discord tells there where the gateway is. */
  readonly apiUrl: string;
  readonly shards: Shards;
}

interface GatewayDeps extends GatewaySettings {
  /** Attaches the listeners of each client: a new connection is a new client. */
  readonly attach: (client: Client) => void;
  readonly log: Log;
  /** Called when the connection is lost for good, with what the host can do. */
  readonly onFatal: (error: UserError) => void;
  /** How long a shard may be away before everything is connected anew, and how often that is looked at. */
  readonly shardTimeoutMs?: number;
  readonly shardCheckIntervalMs?: number;
}

/** The connection to Discord, kept up: discord.js resumes and reconnects, and what it gives up or hangs in is started anew. */
export interface Gateway {
  /** Resolves when every shard is ready. Rejects with a `UserError` for what only the host can mend. */
  connect(): Promise<void>;
  stop(): Promise<void>;
  /** Whether every shard hears what happens in its servers. */
  isConnected(): boolean;
}

const MAX_ANSWERS_PER_SECOND = 500;
const SHARD_TIMEOUT_MS = 90_000;
const SHARD_CHECK_INTERVAL_MS = 30_000;

/** A gateway that is not connected yet. One that stopped stays so. */
export function createGateway({
  attach,
  log,
  onFatal,
  shardTimeoutMs = SHARD_TIMEOUT_MS,
  shardCheckIntervalMs = SHARD_CHECK_INTERVAL_MS,
  ...gatewaySettings
}: GatewayDeps): Gateway {
  const stopController = new AbortController();
  let client: Client | undefined;
  let checkTimer: NodeJS.Timeout | undefined;
  let downSince: number | undefined;

  const connect = async (): Promise<void> => {
    const connectOnce = async (): Promise<void> => {
      const newClient = createClient(gatewaySettings);
      client = newClient;
      attach(newClient);
      try {
        await login(newClient, gatewaySettings.token, stopController.signal, log);
      } catch (error) {
        await newClient.destroy();
        throw toFatalError(error) ?? error;
      }
      newClient.on(Events.ShardDisconnect, ({ code }) => onFatal(toCloseError(code)));
    };
    await withRetry(connectOnce, { what: 'Discord can not be reached', stopped: stopController.signal, log });
  };

  const checkShards = async (): Promise<void> => {
    const isShardDown = client?.ws.shards.some(({ status }) => status !== Status.Ready) ?? false;
    downSince = isShardDown ? (downSince ?? performance.now()) : undefined;
    if (downSince === undefined || performance.now() - downSince < shardTimeoutMs) return;
    downSince = undefined;
    log.error({ patienceMs: shardTimeoutMs }, 'the connection to Discord is dead, connecting anew');
    await client?.destroy();
    await connect();
  };

  const scheduleCheck = (): void => {
    checkTimer = setTimeout(() => {
      checkShards()
        .then(scheduleCheck)
        .catch((error: unknown) =>
          onFatal(error instanceof UserError ? error : new UserError(String(error), { cause: error })),
        );
    }, shardCheckIntervalMs).unref();
  };

  return {
    async connect() {
      await connect();
      if (!stopController.signal.aborted) scheduleCheck();
    },
    async stop() {
      stopController.abort();
      clearTimeout(checkTimer);
      await client?.destroy();
    },
    // A client is ready once, and stays so whatever becomes of its shards.
    isConnected: () =>
      !stopController.signal.aborted &&
      client?.isReady() === true &&
      client.ws.shards.every(({ status }) => status === Status.Ready),
  };
}

/**
 * A client that keeps nothing it does not need: Paperboy keeps no messages and no members. That there are new messages it is told so that
 * it can count replies in threads; their text Discord does not send, but for those that mention it (https://discord.com/developers/docs/events/gateway#message-content-intent).
 */
function createClient({ apiUrl, shards }: GatewaySettings): Client {
  return new Client({
    intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages],
    allowedMentions: { parse: [] },
    // Answers to interactions are not bound by Discord's 50 requests a second, and this manager sends hardly anything else.
    // A 429 that does not say how long to wait would be repeated at once, for ever.
    rest: {
      api: apiUrl,
      makeRequest: sendRequest,
      invalidRequestWarningInterval: 500,
      globalRequestsPerSecond: MAX_ANSWERS_PER_SECOND,
      rejectOnRateLimit: ({ retryAfter }) => !(retryAfter > 0),
    },
    makeCache: Options.cacheWithLimits({
      ...Options.DefaultMakeCacheSettings,
      MessageManager: 0,
      GuildMemberManager: 0,
      ThreadMemberManager: 0,
      UserManager: 0,
      ReactionManager: 0,
    }),
    ...(shards === 'auto' ? { shards } : { shards: [...shards.shards], shardCount: shards.shardCount }),
  });
}

async function login(client: Client, token: string, stopSignal: AbortSignal, log: Log): Promise<void> {
  // discord.js tries by itself, and silently, for as long as the gateway refuses.
  const waitingTimer = setInterval(() => log.warn('still waiting for the gateway of Discord'), SHARD_CHECK_INTERVAL_MS);
  const ready = new Promise<void>((resolve, reject) => {
    client.once(Events.ClientReady, () => resolve());
    // The gateway closes for good without telling the one who logs in.
    client.once(Events.ShardDisconnect, ({ code }) => reject(toCloseError(code)));
  });
  const aborted = new Promise<void>((_, reject) => {
    stopSignal.addEventListener('abort', () => reject(stopSignal.reason), { once: true });
  });
  try {
    await Promise.race([Promise.all([client.login(token), ready]), aborted]);
  } finally {
    clearInterval(waitingTimer);
  }
  client.removeAllListeners(Events.ShardDisconnect);
}

function toFatalError(error: unknown): UserError | undefined {
  if (error instanceof UserError) return error;
  const isInvalidToken = error instanceof DiscordjsError && error.code === DiscordjsErrorCodes.TokenInvalid;
  return isInvalidToken ? createInvalidTokenError() : undefined;
}

/** What the host has to do when Discord closes a connection for good (https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway). */
function toCloseError(code: number): UserError {
  switch (code) {
    case GatewayCloseCodes.AuthenticationFailed:
      return createInvalidTokenError();
    case GatewayCloseCodes.DisallowedIntents:
    case GatewayCloseCodes.InvalidIntents:
      return new UserError(
        'Discord does not allow the intents that Paperboy asks for. Look at Bot, Privileged Gateway Intents of your application at https://discord.com/developers/applications.',
      );
    case GatewayCloseCodes.ShardingRequired:
    case GatewayCloseCodes.InvalidShard:
      return new UserError(
        'Discord refuses these shards. Set DISCORD_SHARDS to auto, or to ranges that together make the whole.',
      );
    default:
      return new UserError(`Discord closed the connection for good (${code} ${GatewayCloseCodes[code] ?? 'unknown'}).`);
  }
}

/**
 * Sends a request of discord.js. It brings an undici of its own, which sends through the one dispatcher that all versions share in a process
 * (https://github.com/nodejs/undici/blob/main/lib/global.js). Where Bolt runs as well that is a newer one's, and files do not get through it
 * ("action is not a function"). Node's own fetch sends those.
 */
export const sendRequest: RESTOptions['makeRequest'] = async (url, init) => {
  if (!(init.body instanceof FormData)) return DefaultRestOptions.makeRequest(url, init);
  try {
    return await fetch(url, init as object);
  } catch (error) {
    // discord.js looks for the reason in the error itself.
    throw error instanceof TypeError && error.cause instanceof Error ? error.cause : error;
  }
};
