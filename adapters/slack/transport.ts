import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { HTTPReceiver, type Logger, type Receiver, SocketModeReceiver, type webApi } from '@slack/bolt';
import { z } from 'zod';
import { UserError } from '../../src/runtime/errors.ts';
import { type HttpServer, startHttpServer } from '../../src/runtime/http-server.ts';
import type { Log } from '../../src/runtime/log.ts';
import { connectWithRetry, withTimeout } from '../../src/runtime/retry.ts';
import { SOCKET_MODE_DISABLED, toFatalError } from './outcome.ts';

/** How Slack sends requests: over a WebSocket that we open (Socket Mode), or over HTTP. */
export type TransportSettings =
  | { readonly kind: 'socket'; readonly appToken: string }
  | { readonly kind: 'http'; readonly signingSecret: string; readonly port: number; readonly host: string };

export interface Transport {
  readonly receiver: Receiver;
  /** @throws UserError if retrying can't help */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** The HTTP port, once it listens. */
  port(): number | undefined;
  isConnected(): boolean;
}

export interface SocketTimeouts {
  /** How long to wait for Slack's `hello` on a new socket. */
  readonly connectTimeoutMs?: number;
  readonly pingTimeoutMs?: number;
  /** The delay before a short-lived socket is replaced. */
  readonly reconnectDelayMs?: number;
}

interface TransportDeps extends SocketTimeouts {
  readonly clientOptions: webApi.WebClientOptions;
  /** Aborts reconnecting. */
  readonly stopSignal: AbortSignal;
  /** Whether new requests are rejected. */
  readonly isStopping: () => boolean;
  /** Called when reconnecting can't help, with what the operator can do. */
  readonly onFatal: (error: UserError) => void;
  readonly logger: Logger;
  readonly log: Log;
  readonly now: () => Date;
}

export function createTransport(settings: TransportSettings, deps: TransportDeps): Transport {
  return settings.kind === 'http' ? createHttpTransport(settings, deps) : new SocketTransport(settings.appToken, deps);
}

/** The property of Bolt's context that holds a request's signature, which differs between requests. */
export const SIGNATURE_PROPERTY = 'signature';

/** Slack's largest views are 250 kB. Bolt's default is 4 MB. */
const MAX_BODY_BYTES = 1024 * 1024;
/** Bolt only rejects requests from the past. */
const MAX_CLOCK_SKEW_MS = 5 * 60_000;

/** Bolt's HTTP receiver on our own server, which adds a health check and rejects requests from the future. */
function createHttpTransport(
  { signingSecret, port, host }: Extract<TransportSettings, { kind: 'http' }>,
  { isStopping, logger, log, now }: TransportDeps,
): Transport {
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
    async start() {
      listening = await startHttpServer(
        handleRequest,
        // Slack sends to this port, so no other one will do.
        { host, port, isPortConfigured: true },
        {
          label: "The server for Slack's requests",
          settingNames: { port: 'PORT', host: 'HOST' },
          // All requests come from Slack.
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

/** The part of the signature that Bolt verifies, without what follows it (`verifySlackRequest`). */
function parseSignature({ 'x-slack-signature': signature = '' }: IncomingHttpHeaders): string | undefined {
  return String(signature).split('=')[1];
}

const CONNECT_TIMEOUT_MS = 30_000;
const PING_TIMEOUT_MS = 5000;
/** A socket that closes sooner isn't replaced at once: Slack may have reasons to close it. */
const MIN_SOCKET_LIFETIME_MS = 60_000;
const RECONNECT_DELAY_MS = 5000;
const DISCONNECT_TIMEOUT_MS = 500;

/** A `disconnect` message (https://docs.slack.dev/apis/events-api/using-socket-mode#disconnect). */
const DisconnectMessage = z.object({ type: z.literal('disconnect'), reason: z.string().default('') });

/**
 * Socket Mode without Bolt's reconnects, which wait for seconds when Slack refreshes a connection, retry a rejected
 * token for ever, and turn a failed attempt into an unhandled rejection (node-slack-sdk#2656).
 */
class SocketTransport implements Transport {
  readonly receiver: SocketModeReceiver;
  readonly #deps: TransportDeps;
  /** `performance.now()` when the socket was opened; `undefined` while it's closed. */
  #connectedSince: number | undefined;

  constructor(appToken: string, deps: TransportDeps) {
    this.#deps = deps;
    this.receiver = new SocketModeReceiver({
      appToken,
      logger: deps.logger,
      clientPingTimeout: deps.pingTimeoutMs ?? PING_TIMEOUT_MS,
      autoReconnectEnabled: false,
      installerOptions: { clientOptions: { ...deps.clientOptions, retryConfig: { retries: 0 } } },
    });
    this.receiver.client.on('disconnected', () => this.#handleDisconnected());
    this.receiver.client.on('ws_message', (message: unknown) => this.#handleMessage(message));
  }

  async start(): Promise<void> {
    const { connectTimeoutMs = CONNECT_TIMEOUT_MS, stopSignal, log } = this.#deps;
    try {
      const didConnect = await withTimeout(
        this.receiver.client.start().then(() => true),
        connectTimeoutMs,
      );
      if (!didConnect) throw new Error(`Slack socket timed out after ${connectTimeoutMs} ms`);
    } catch (error) {
      await this.stop();
      // Bolt rejects with `undefined` if the socket closes before Slack's `hello`.
      throw toFatalError(error, 'SLACK_APP_TOKEN') ?? error ?? new Error('Slack socket closed before it was ready');
    }
    if (stopSignal.aborted) return this.stop();
    this.#connectedSince = performance.now();
    log.info({}, 'connected to Slack');
  }

  async stop(): Promise<void> {
    const { client } = this.receiver;
    this.#connectedSince = undefined;
    const didDisconnect = await withTimeout(
      client.disconnect().then(() => true),
      DISCONNECT_TIMEOUT_MS,
    );
    // The second call closes the socket without waiting for Slack (`SlackWebSocket.disconnect`).
    if (!didDisconnect) await client.disconnect();
  }

  port(): undefined {
    return undefined;
  }

  isConnected(): boolean {
    return this.#connectedSince !== undefined;
  }

  #handleDisconnected(): void {
    const { log, onFatal, reconnectDelayMs = RECONNECT_DELAY_MS } = this.#deps;
    if (this.#connectedSince === undefined) return;
    const lifetimeMs = performance.now() - this.#connectedSince;
    const delayMs = lifetimeMs < MIN_SOCKET_LIFETIME_MS ? reconnectDelayMs : 0;
    this.#connectedSince = undefined;
    log.info({ delayMs }, 'Slack socket closed, reconnecting');
    this.#reconnect(delayMs).catch(onFatal);
  }

  async #reconnect(delayMs: number): Promise<void> {
    const { stopSignal, log } = this.#deps;
    await sleep(delayMs, undefined, { signal: stopSignal }).catch(() => undefined);
    const failureMessage = 'failed to connect to Slack';
    await connectWithRetry(() => this.start(), { failureMessage, signal: stopSignal, log });
  }

  #handleMessage(message: unknown): void {
    const reason = parseDisconnectReason(message);
    if (reason === undefined) return;
    if (reason === 'link_disabled') {
      this.#connectedSince = undefined;
      this.#deps.onFatal(new UserError(SOCKET_MODE_DISABLED));
    }
    // Slack doesn't answer Bolt's close frame, which Bolt would only notice by a ping timeout (node-slack-sdk#2752).
    void this.receiver.client.disconnect();
  }
}

function parseDisconnectReason(message: unknown): string | undefined {
  if (typeof message !== 'string' || !message.includes('"disconnect"')) return undefined;
  try {
    return DisconnectMessage.safeParse(JSON.parse(message)).data?.reason;
  } catch {
    return undefined;
  }
}
