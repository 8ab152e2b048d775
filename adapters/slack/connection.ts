import { App, SocketModeReceiver, type webApi } from '@slack/bolt';
import type { UserError } from '../../src/errors.ts';
import { keepTrying } from '../../src/keep-trying.ts';
import type { Log } from '../../src/log.ts';
import { createBoltLogger } from './bolt-logger.ts';
import { createHttp, type HttpSettings } from './http.ts';
import { fatalError, type Identity, identify } from './identity.ts';

/** How Slack reaches us: over a socket that we open, or over HTTP. */
export type Way = { readonly kind: 'socket'; readonly appToken: string } | ({ readonly kind: 'http' } & HttpSettings);

interface Dependencies {
  readonly botToken: string;
  readonly way: Way;
  readonly clientOptions: webApi.WebClientOptions;
  readonly reads: webApi.WebClient;
  /** Attaches the listeners of each app: a new connection is a new app. */
  readonly attach: (app: App, identity: Identity) => void;
  readonly log: Log;
  readonly now: () => Date;
  /** Called when the connection is lost for good, with what the host can do. */
  readonly onFatal: (error: UserError) => void;
  /** How long the socket may be away before everything is connected anew, and how often that is looked at. */
  readonly patienceMs?: number;
  readonly watchMs?: number;
  /** How long the socket waits for an answer to its ping, and before it reconnects. */
  readonly pingTimeoutMs?: number;
}

/** The connection to Slack, kept up: Bolt reconnects, and what it gives up is started anew. */
export interface Connection {
  /** Resolves when Slack reaches us. Rejects with a `UserError` for what only the host can mend. */
  connect(): Promise<void>;
  stop(): Promise<void>;
  /** The port of the HTTP way, once it listens. */
  port(): number | undefined;
}

const PATIENCE_MS = 90_000;
const WATCH_MS = 30_000;
const PING_TIMEOUT_MS = 5000;

export function createConnection(dependencies: Dependencies): Connection {
  const { botToken, way, clientOptions, reads, attach, log, now, onFatal } = dependencies;
  const { patienceMs = PATIENCE_MS, watchMs = WATCH_MS, pingTimeoutMs = PING_TIMEOUT_MS } = dependencies;
  const logger = createBoltLogger(log);
  const http = way.kind === 'http' ? createHttp({ ...way, logger, now }) : undefined;
  const stopping = new AbortController();
  let socket: SocketModeReceiver | undefined;
  let awaySince: number | undefined;
  let watch: NodeJS.Timeout | undefined;

  const openSocket = (appToken: string): SocketModeReceiver => {
    const receiver = new SocketModeReceiver({
      appToken,
      logger,
      clientPingTimeout: pingTimeoutMs,
      installerOptions: { clientOptions: { ...clientOptions, retryConfig: { retries: 3, minTimeout: pingTimeoutMs } } },
    });
    receiver.client.on('connected', () => {
      // A reconnect that was on its way when we stopped.
      if (socket === receiver) {
        awaySince = undefined;
        log.info({}, 'connected to Slack');
      } else void receiver.client.disconnect();
    });
    receiver.client.on('close', () => {
      if (socket !== receiver) return;
      awaySince ??= performance.now();
      log.info({}, 'the connection to Slack closed');
    });
    return receiver;
  };

  /** Bolt's own stop does not wait, and may reject without a reason while it connects. */
  const closeSocket = async (): Promise<void> => {
    const closing = socket;
    socket = undefined;
    await closing?.stop().catch(() => undefined);
  };

  const attempt = async (): Promise<void> => {
    try {
      const identity = await identify(reads, log);
      socket = way.kind === 'socket' ? openSocket(way.appToken) : undefined;
      const receiver = socket ?? http?.receiver;
      const app = new App({
        token: botToken,
        botId: identity.botId,
        botUserId: identity.botUserId,
        tokenVerificationEnabled: false,
        deferInitialization: true,
        clientOptions: { ...clientOptions, logger },
        convoStore: false,
        logger,
        ...(receiver && { receiver }),
      });
      await app.init();
      attach(app, identity);
      await (http ?? socket)?.start();
    } catch (error) {
      await closeSocket();
      throw fatalError(error) ?? error;
    }
  };

  const connect = async (): Promise<void> => {
    awaySince = undefined;
    await keepTrying(attempt, { what: 'Slack can not be reached', stopped: stopping.signal, log });
    if (stopping.signal.aborted) await closeSocket();
  };

  /** Bolt loses a reconnect that fails, and says so to nobody. */
  const look = async (): Promise<void> => {
    if (awaySince === undefined || performance.now() - awaySince < patienceMs) return;
    log.error({ patienceMs }, 'the connection to Slack is dead, connecting anew');
    await closeSocket();
    await connect();
  };

  const watchAgain = (): void => {
    watch = setTimeout(() => {
      look().then(watchAgain, (error: unknown) => onFatal(error as UserError));
    }, watchMs).unref();
  };

  return {
    async connect() {
      await connect();
      if (way.kind === 'socket' && !stopping.signal.aborted) watchAgain();
    },
    async stop() {
      stopping.abort();
      clearTimeout(watch);
      await Promise.all([closeSocket(), http?.stop()]);
    },
    port: () => {
      const address = http?.address();
      return typeof address === 'object' ? address.port : undefined;
    },
  };
}
