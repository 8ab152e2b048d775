import { App, webApi } from '@slack/bolt';
import type { UserError } from '../../src/errors.ts';
import type { InHand } from '../../src/in-hand.ts';
import { keepTrying } from '../../src/keep-trying.ts';
import type { Log } from '../../src/log.ts';
import { watched } from './acknowledgements.ts';
import { createBoltLogger } from './bolt-logger.ts';
import { createHttp, type HttpSettings } from './http.ts';
import { fatalError, type Identity, identify } from './identity.ts';
import { createSocket } from './socket.ts';

/** How Slack reaches us: over a socket that we open, or over HTTP. */
export type Way = { readonly kind: 'socket'; readonly appToken: string } | ({ readonly kind: 'http' } & HttpSettings);

interface Dependencies {
  readonly botToken: string;
  readonly way: Way;
  readonly clientOptions: webApi.WebClientOptions & { readonly fetch: webApi.FetchFunction };
  /** Attaches the listeners of an app. */
  readonly attach: (app: App, identity: Identity) => void;
  /** Where all that Slack asks for is, until it is done. */
  readonly inHand: InHand;
  readonly log: Log;
  readonly now: () => Date;
  /** Called when the connection is lost for good, with what the host can do. */
  readonly onFatal: (error: UserError) => void;
  /** Told of each acknowledgement: how long after Slack's request it was said. */
  readonly onAcknowledged: (ms: number) => void;
  readonly connectMs?: number;
  readonly pingTimeoutMs?: number;
  readonly pauseMs?: number;
}

/** The connection to Slack. */
export interface Connection {
  /** Resolves when Slack reaches us, or when it is stopped meanwhile. Rejects with a `UserError` for what only the host can mend. */
  connect(): Promise<void>;
  stop(): Promise<void>;
  port(): number | undefined;
  connected(): boolean;
}

/** A connection to the workspace of the token, not connected yet. One that stopped stays so. */
export function createConnection({
  botToken,
  way,
  attach,
  inHand,
  onAcknowledged,
  log,
  ...dependencies
}: Dependencies): Connection {
  const stopping = new AbortController();
  const stopped = stopping.signal;
  const logger = createBoltLogger(log);
  const { fetch } = dependencies.clientOptions;
  const clientOptions: webApi.WebClientOptions = {
    ...dependencies.clientOptions,
    retryConfig: { retries: 0 },
    // A request that hangs ends with the stop.
    fetch: (url, init) =>
      fetch(url, { ...init, signal: init?.signal ? AbortSignal.any([init.signal, stopped]) : stopped }),
  };
  const line =
    way.kind === 'http'
      ? createHttp({ ...dependencies, ...way, isStopping: inHand.isStopped, logger, log })
      : createSocket({ ...dependencies, ...way, clientOptions, logger, log, stopped });

  const attempt = async (): Promise<void> => {
    const identity = await identify(new webApi.WebClient(botToken, clientOptions), log).catch((error: unknown) => {
      throw fatalError(error, 'SLACK_BOT_TOKEN') ?? error;
    });
    const app = new App({
      token: botToken,
      botId: identity.botId,
      botUserId: identity.botUserId,
      tokenVerificationEnabled: false,
      deferInitialization: true,
      clientOptions: dependencies.clientOptions,
      convoStore: false,
      logger,
      receiver: watched(line.receiver, { inHand, onAcknowledged }),
    });
    await app.init();
    attach(app, identity);
    await line.start();
  };

  return {
    connect: () => keepTrying(attempt, { what: 'Slack can not be reached', stopped, log }),
    async stop() {
      stopping.abort();
      await line.stop();
    },
    port: line.port,
    connected: line.connected,
  };
}
