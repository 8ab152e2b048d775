import { setTimeout as sleep } from 'node:timers/promises';
import { type Logger, SocketModeReceiver, type webApi } from '@slack/bolt';
import { UserError } from '../../src/errors.ts';
import { inTime } from '../../src/in-time.ts';
import { keepTrying } from '../../src/keep-trying.ts';
import type { Log } from '../../src/log.ts';
import { fatalError, SWITCHED_OFF } from './identity.ts';
import type { Line } from './line.ts';

interface Dependencies {
  readonly appToken: string;
  readonly clientOptions: webApi.WebClientOptions;
  readonly logger: Logger;
  readonly log: Log;
  /** Nothing is opened any more once this is aborted. */
  readonly stopped: AbortSignal;
  /** Called when it can't come back, with what the host can do. */
  readonly onFatal: (error: UserError) => void;
  /** How long Slack may take to greet a new socket. */
  readonly connectMs?: number;
  /** How long Slack may take to answer a ping. */
  readonly pingTimeoutMs?: number;
  /** How long to wait before a socket that lived shortly is opened again. */
  readonly pauseMs?: number;
}

const CONNECT_MS = 30_000;
const PING_TIMEOUT_MS = 5000;
/** A socket that lived shorter is not opened again at once: Slack may have its reasons to close it. */
const SHORT_LIFE_MS = 60_000;
const PAUSE_MS = 5000;
const FAREWELL_MS = 500;

/**
 * Socket Mode, kept up. Bolt itself would wait for seconds at each of Slack's regular reconnects, ask for ever with a token that Slack
 * refuses, and lose a reconnect that fails to an unhandled rejection (node-slack-sdk#2656): so it opens sockets, and when is decided here.
 */
export function createSocket(dependencies: Dependencies): Line {
  const { appToken, clientOptions, logger, log, stopped, onFatal } = dependencies;
  const { connectMs = CONNECT_MS, pingTimeoutMs = PING_TIMEOUT_MS, pauseMs = PAUSE_MS } = dependencies;
  const receiver = new SocketModeReceiver({
    appToken,
    logger,
    clientPingTimeout: pingTimeoutMs,
    autoReconnectEnabled: false,
    installerOptions: { clientOptions: { ...clientOptions, retryConfig: { retries: 0 } } },
  });
  const { client } = receiver;
  let upSince: number | undefined;

  /** Says farewell, and cuts the line where nobody answers it. */
  const hangUp = async (): Promise<void> => {
    upSince = undefined;
    const isGone = await inTime(
      client.disconnect().then(() => true),
      FAREWELL_MS,
    );
    // The second time it does not wait (`SlackWebSocket.disconnect`).
    if (!isGone) await client.disconnect();
  };

  const open = async (): Promise<void> => {
    try {
      const isGreeted = await inTime(
        client.start().then(() => true),
        connectMs,
      );
      if (!isGreeted) throw new Error(`Slack did not greet within ${connectMs} ms`);
    } catch (error) {
      await hangUp();
      // Bolt rejects with nothing where the line breaks before the greeting.
      throw fatalError(error, 'SLACK_APP_TOKEN') ?? error ?? new Error('the line broke before Slack greeted');
    }
    if (stopped.aborted) return hangUp();
    upSince = performance.now();
    log.info({}, 'connected to Slack');
  };

  const comeBack = async (afterMs: number): Promise<void> => {
    await sleep(afterMs, undefined, { signal: stopped }).catch(() => undefined);
    await keepTrying(open, { what: 'Slack can not be reached', stopped, log });
  };

  client.on('disconnected', () => {
    if (upSince === undefined) return;
    const isShort = performance.now() - upSince < SHORT_LIFE_MS;
    upSince = undefined;
    log.info({}, 'the connection to Slack closed');
    comeBack(isShort ? pauseMs : 0).catch(onFatal);
  });
  client.on('ws_message', (message: unknown) => {
    const reason = reasonToLeave(message);
    if (reason === undefined) return;
    if (reason === 'link_disabled') {
      upSince = undefined;
      onFatal(new UserError(SWITCHED_OFF));
    }
    // Bolt has sent its farewell, and Slack never closes the line: Bolt would wait until its pings fail (node-slack-sdk#2752).
    void client.disconnect();
  });

  return { receiver, start: open, stop: hangUp, port: () => undefined, connected: () => upSince !== undefined };
}

/** Why Slack wants a socket to end, where it says so (https://docs.slack.dev/apis/events-api/using-socket-mode#disconnect). */
function reasonToLeave(message: unknown): unknown {
  if (typeof message !== 'string' || !message.includes('"disconnect"')) return undefined;
  try {
    const { type, reason = '' } = JSON.parse(message) as { readonly type?: unknown; readonly reason?: unknown };
    return type === 'disconnect' ? reason : undefined;
  } catch {
    return undefined;
  }
}
