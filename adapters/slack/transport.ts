import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { HTTPReceiver, type Logger, type Receiver, SocketModeReceiver, type webApi } from '@slack/bolt';
import { UserError } from '../../src/runtime/errors.ts';
import { type HttpServer, startHttpServer } from '../../src/runtime/http-server.ts';
import type { Log } from '../../src/runtime/log.ts';
import { withRetry, withTimeout } from '../../src/runtime/retry.ts';
import { SOCKET_MODE_DISABLED, toFatalError } from './outcome.ts';

/** How Slack reaches us: over a socket that we open, or over HTTP. */
export type TransportSettings =
  | { readonly kind: 'socket'; readonly appToken: string }
  | ({ readonly kind: 'http' } & HttpSettings);

/** One of the two ways in which Slack reaches us (`Way`). */
export interface Transport {
  readonly receiver: Receiver;
  /** Rejects with a `UserError` for what only the host can mend. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Where it listens, once it does; with Socket Mode nowhere. */
  port(): number | undefined;
  /** Whether Slack reaches it by now, as far as it knows. */
  isConnected(): boolean;
}

/** Where Slack's requests come in. */
interface HttpSettings {
  readonly signingSecret: string;
  readonly port: number;
  readonly host: string;
}

interface HttpTransportDeps extends HttpSettings {
  /** Whether nothing new is taken. */
  readonly isStopping: () => boolean;
  readonly logger: Logger;
  readonly log: Log;
  readonly now: () => Date;
}

/** The property of Bolt's context that tells signed requests apart. */
export const SIGNATURE_PROPERTY = 'signature';

/** The longest that a signed request of Slack's may get; its largest views are 250 kB. Bolt alone would read 4 MB. */
const MAX_BODY_BYTES = 1024 * 1024;
/** How far a request's time may be away. Bolt looks at the past only. */
const MAX_CLOCK_SKEW_MS = 5 * 60_000;

/** Bolt's own reader of Slack's requests, on a server that also refuses the future. */
export function createHttpTransport({
  signingSecret,
  port,
  host,
  isStopping,
  logger,
  log,
  now,
}: HttpTransportDeps): Transport {
  const receiver = new HTTPReceiver({
    signingSecret,
    logger,
    bodyLimit: MAX_BODY_BYTES,
    customPropertiesExtractor: ({ headers }) => ({ [SIGNATURE_PROPERTY]: parseSignature(headers) }),
  });
  let listening: HttpServer | undefined;

  const isFromFuture = ({ headers }: IncomingMessage): boolean =>
    Number(headers['x-slack-request-timestamp'] ?? 0) * 1000 > now().getTime() + MAX_CLOCK_SKEW_MS;

  const handleRequest = (request: IncomingMessage, response: ServerResponse): void => {
    if (request.url === '/healthz' && request.method === 'GET') sendStatus(response, 200, 'ok\n');
    else if (isStopping()) sendStatus(response, 503);
    else if (isFromFuture(request)) sendStatus(response, 401);
    else {
      try {
        receiver.requestListener(request, response);
      } catch {
        sendStatus(response, 404);
      }
    }
  };

  return {
    receiver,
    /** Resolves when it listens. @throws UserError where it can't */
    async start() {
      listening = await startHttpServer(
        handleRequest,
        // Slack was told the port, so no other one would do.
        { host, port, isPortConfigured: true },
        {
          label: "The address for Slack's requests",
          settingNames: { port: 'PORT', host: 'HOST' },
          // All that is meant for it comes from Slack, which no share may keep waiting.
          limitsPerClient: false,
          log,
        },
      );
    },
    async stop() {
      await listening?.close();
    },
    port: () => listening?.port,
    isConnected: () => listening?.server.listening ?? false,
  };
}

function sendStatus(response: ServerResponse, status: number, text = ''): void {
  response.writeHead(status, { 'content-type': 'text/plain' }).end(text);
}

/** The part that Bolt has checked, as it reads nothing behind it (`verifySlackRequest`). */
function parseSignature({ 'x-slack-signature': signature = '' }: IncomingHttpHeaders): string | undefined {
  return String(signature).split('=')[1];
}

interface SocketTransportDeps {
  readonly appToken: string;
  readonly clientOptions: webApi.WebClientOptions;
  readonly logger: Logger;
  readonly log: Log;
  /** Nothing is opened any more once this is aborted. */
  readonly stopSignal: AbortSignal;
  /** Called when it can't come back, with what the host can do. */
  readonly onFatal: (error: UserError) => void;
  /** How long Slack may take to greet a new socket. */
  readonly connectTimeoutMs?: number;
  /** How long Slack may take to answer a ping. */
  readonly pingTimeoutMs?: number;
  /** How long to wait before a socket that lived shortly is opened again. */
  readonly reconnectDelayMs?: number;
}

const CONNECT_TIMEOUT_MS = 30_000;
const PING_TIMEOUT_MS = 5000;
/** A socket that lived shorter is not opened again at once: Slack may have its reasons to close it. */
const MIN_SOCKET_LIFETIME_MS = 60_000;
const RECONNECT_DELAY_MS = 5000;
const DISCONNECT_TIMEOUT_MS = 500;

/**
 * Socket Mode, kept up. Bolt itself would wait for seconds at each of Slack's regular reconnects, ask for ever with a token that Slack
 * refuses, and lose a reconnect that fails to an unhandled rejection (node-slack-sdk#2656): so it opens sockets, and when is decided here.
 */
export function createSocketTransport(deps: SocketTransportDeps): Transport {
  const { appToken, clientOptions, logger, log, stopSignal, onFatal } = deps;
  const {
    connectTimeoutMs = CONNECT_TIMEOUT_MS,
    pingTimeoutMs = PING_TIMEOUT_MS,
    reconnectDelayMs = RECONNECT_DELAY_MS,
  } = deps;
  const receiver = new SocketModeReceiver({
    appToken,
    logger,
    clientPingTimeout: pingTimeoutMs,
    autoReconnectEnabled: false,
    installerOptions: { clientOptions: { ...clientOptions, retryConfig: { retries: 0 } } },
  });
  const { client } = receiver;
  let connectedSince: number | undefined;

  /** Says farewell, and cuts the line where nobody answers it. */
  const disconnect = async (): Promise<void> => {
    connectedSince = undefined;
    const didDisconnect = await withTimeout(
      client.disconnect().then(() => true),
      DISCONNECT_TIMEOUT_MS,
    );
    // The second time it does not wait (`SlackWebSocket.disconnect`).
    if (!didDisconnect) await client.disconnect();
  };

  const connect = async (): Promise<void> => {
    try {
      const didConnect = await withTimeout(
        client.start().then(() => true),
        connectTimeoutMs,
      );
      if (!didConnect) throw new Error(`Slack did not greet within ${connectTimeoutMs} ms`);
    } catch (error) {
      await disconnect();
      // Bolt rejects with nothing where the line breaks before the greeting.
      throw toFatalError(error, 'SLACK_APP_TOKEN') ?? error ?? new Error('the line broke before Slack greeted');
    }
    if (stopSignal.aborted) return disconnect();
    connectedSince = performance.now();
    log.info({}, 'connected to Slack');
  };

  const reconnect = async (delayMs: number): Promise<void> => {
    await sleep(delayMs, undefined, { signal: stopSignal }).catch(() => undefined);
    await withRetry(connect, { what: 'Slack can not be reached', stopped: stopSignal, log });
  };

  client.on('disconnected', () => {
    if (connectedSince === undefined) return;
    const wasShortLived = performance.now() - connectedSince < MIN_SOCKET_LIFETIME_MS;
    connectedSince = undefined;
    log.info({}, 'the connection to Slack closed');
    reconnect(wasShortLived ? reconnectDelayMs : 0).catch(onFatal);
  });
  client.on('ws_message', (message: unknown) => {
    const reason = parseDisconnectReason(message);
    if (reason === undefined) return;
    if (reason === 'link_disabled') {
      connectedSince = undefined;
      onFatal(new UserError(SOCKET_MODE_DISABLED));
    }
    // Bolt has sent its farewell, and Slack never closes the line: Bolt would wait until its pings fail (node-slack-sdk#2752).
    void client.disconnect();
  });

  return {
    receiver,
    start: connect,
    stop: disconnect,
    port: () => undefined,
    isConnected: () => connectedSince !== undefined,
  };
}

/** Why Slack wants a socket to end, where it says so (https://docs.slack.dev/apis/events-api/using-socket-mode#disconnect). */
function parseDisconnectReason(message: unknown): unknown {
  if (typeof message !== 'string' || !message.includes('"disconnect"')) return undefined;
  try {
    const { type, reason = '' } = JSON.parse(message) as { readonly type?: unknown; readonly reason?: unknown };
    return type === 'disconnect' ? reason : undefined;
  } catch {
    return undefined;
  }
}
