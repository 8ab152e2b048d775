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
import { UserError } from '../../src/runtime/errors.ts';
import type { Log } from '../../src/runtime/log.ts';
import { connectWithRetry } from '../../src/runtime/retry.ts';
import { createInvalidTokenError } from './outcome.ts';
import type { Shards } from './shards.ts';

export interface GatewaySettings {
  readonly token: string;
  /** Without the version. Discord returns the URL of the gateway there. */
  readonly apiUrl: string;
  readonly shards: Shards;
}

interface GatewayDeps extends GatewaySettings {
  /** Adds listeners to a client: each connection has a new one. */
  readonly attach: (client: Client) => void;
  readonly log: Log;
  /** Called when the connection is lost for good, with what the operator can do. */
  readonly onFatal: (error: UserError) => void;
  /** How long a shard may be down before everything reconnects. */
  readonly shardTimeoutMs?: number;
  readonly shardCheckIntervalMs?: number;
}

/** Above any rate that people reach: replies to interactions don't count towards Discord's 50 requests per second. */
const MAX_REPLIES_PER_SECOND = 500;
const SHARD_TIMEOUT_MS = 90_000;
const SHARD_CHECK_INTERVAL_MS = 30_000;

/** The connection to Discord. discord.js resumes and reconnects shards; this reconnects when it gives up or hangs. */
export class Gateway {
  readonly #deps: GatewayDeps;
  readonly #shardTimeoutMs: number;
  readonly #shardCheckIntervalMs: number;
  readonly #stopController = new AbortController();
  #client: Client | undefined;
  #checkTimer: NodeJS.Timeout | undefined;
  #downSince: number | undefined;

  constructor(deps: GatewayDeps) {
    this.#deps = deps;
    this.#shardTimeoutMs = deps.shardTimeoutMs ?? SHARD_TIMEOUT_MS;
    this.#shardCheckIntervalMs = deps.shardCheckIntervalMs ?? SHARD_CHECK_INTERVAL_MS;
  }

  /** Resolves when every shard is ready. @throws UserError for what only the operator can fix */
  async connect(): Promise<void> {
    await this.#connectWithRetry();
    if (!this.#stopController.signal.aborted) this.#scheduleCheck();
  }

  /** Disconnects for good. */
  async stop(): Promise<void> {
    this.#stopController.abort();
    clearTimeout(this.#checkTimer);
    await this.#client?.destroy();
  }

  /** Whether every shard receives events. */
  isConnected(): boolean {
    // `isReady` stays true when shards disconnect.
    return !this.#stopController.signal.aborted && this.#client?.isReady() === true && !this.#isShardDown();
  }

  #isShardDown(): boolean {
    return this.#client?.ws.shards.some(({ status }) => status !== Status.Ready) ?? false;
  }

  async #connectWithRetry(): Promise<void> {
    const { signal } = this.#stopController;
    const options = { failureMessage: 'failed to connect to Discord', signal, log: this.#deps.log };
    await connectWithRetry(() => this.#connectOnce(), options);
  }

  async #connectOnce(): Promise<void> {
    const { attach, onFatal, token, log } = this.#deps;
    const client = createClient(this.#deps);
    this.#client = client;
    attach(client);
    try {
      await login(client, token, this.#stopController.signal, log);
    } catch (error) {
      await client.destroy();
      throw toFatalError(error) ?? error;
    }
    client.on(Events.ShardDisconnect, ({ code }) => onFatal(toCloseError(code)));
  }

  #scheduleCheck(): void {
    this.#checkTimer = setTimeout(() => {
      this.#checkShards()
        .then(() => this.#scheduleCheck())
        .catch((error: unknown) =>
          this.#deps.onFatal(error instanceof UserError ? error : new UserError(String(error), { cause: error })),
        );
    }, this.#shardCheckIntervalMs).unref();
  }

  async #checkShards(): Promise<void> {
    this.#downSince = this.#isShardDown() ? (this.#downSince ?? performance.now()) : undefined;
    if (this.#downSince === undefined) return;
    const shardDownMs = Math.round(performance.now() - this.#downSince);
    if (shardDownMs < this.#shardTimeoutMs) return;
    this.#downSince = undefined;
    this.#deps.log.error({ shardDownMs }, 'Discord shards down, reconnecting');
    await this.#client?.destroy();
    await this.#connectWithRetry();
  }
}

/**
 * Creates a client that caches no messages or members. It gets message events to count the replies in threads, but
 * without their text unless they mention the bot
 * (https://discord.com/developers/docs/events/gateway#message-content-intent).
 */
function createClient({ apiUrl, shards }: GatewaySettings): Client {
  return new Client({
    intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages],
    allowedMentions: { parse: [] },
    rest: {
      api: apiUrl,
      makeRequest: sendRequest,
      invalidRequestWarningInterval: 500,
      globalRequestsPerSecond: MAX_REPLIES_PER_SECOND,
      // discord.js would retry a 429 without `retry_after` at once, forever.
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
  // discord.js retries silently while the gateway refuses connections.
  const waitingTimer = setInterval(() => log.warn('waiting for the Discord gateway'), SHARD_CHECK_INTERVAL_MS);
  const ready = new Promise<void>((resolve, reject) => {
    client.once(Events.ClientReady, () => resolve());
    // `client.login` doesn't reject when the gateway closes for good.
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

/** https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes */
function toCloseError(code: number): UserError {
  switch (code) {
    case GatewayCloseCodes.AuthenticationFailed:
      return createInvalidTokenError();
    case GatewayCloseCodes.DisallowedIntents:
    case GatewayCloseCodes.InvalidIntents:
      return new UserError(
        'Discord rejected the gateway intents. Check Bot, Privileged Gateway Intents of your application at https://discord.com/developers/applications.',
      );
    case GatewayCloseCodes.ShardingRequired:
    case GatewayCloseCodes.InvalidShard:
      return new UserError(
        'Discord rejected DISCORD_SHARDS. Set it to auto, or to ranges that together cover all shards.',
      );
    default:
      return new UserError(
        `Discord closed the connection (${code} ${GatewayCloseCodes[code] ?? 'unknown'}). Restart Paperboy to reconnect.`,
      );
  }
}

/**
 * Sends uploads with Node's fetch instead of discord.js's undici. All undici versions of a process share one global
 * dispatcher (https://github.com/nodejs/undici/blob/main/lib/global.js), and with the newer one of Bolt those uploads
 * fail ("action is not a function").
 */
export const sendRequest: RESTOptions['makeRequest'] = async (url, init) => {
  if (!(init.body instanceof FormData)) return DefaultRestOptions.makeRequest(url, init);
  try {
    return await fetch(url, init as object);
  } catch (error) {
    // discord.js expects the cause itself.
    throw error instanceof TypeError && error.cause instanceof Error ? error.cause : error;
  }
};
