import { setTimeout as sleep } from 'node:timers/promises';
import { type Logger, SocketModeReceiver, type webApi } from '@slack/bolt';
import { UserError } from '../../src/errors.ts';
import { withTimeout } from '../../src/in-time.ts';
import { withRetry } from '../../src/keep-trying.ts';
import type { Log } from '../../src/log.ts';
import { SOCKET_MODE_DISABLED, toFatalError } from './identity.ts';
import type { Transport } from './line.ts';

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
