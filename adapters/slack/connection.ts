import { App, webApi } from '@slack/bolt';
import type { UserError } from '../../src/errors.ts';
import type { TaskTracker } from '../../src/in-hand.ts';
import { withRetry } from '../../src/keep-trying.ts';
import type { Log } from '../../src/log.ts';
import { timeAcknowledgements } from './acknowledgements.ts';
import { createBoltLogger } from './bolt-logger.ts';
import { createHttpTransport, type HttpSettings } from './http.ts';
import { type BotIdentity, fetchBotIdentity, toFatalError } from './identity.ts';
import { createSocketTransport } from './socket.ts';

/** How Slack reaches us: over a socket that we open, or over HTTP. */
export type TransportSettings =
  | { readonly kind: 'socket'; readonly appToken: string }
  | ({ readonly kind: 'http' } & HttpSettings);

interface SlackConnectionDeps {
  readonly botToken: string;
  readonly transportSettings: TransportSettings;
  readonly clientOptions: webApi.WebClientOptions & { readonly fetch: webApi.FetchFunction };
  /** Attaches the listeners of an app. */
  readonly attach: (app: App, identity: BotIdentity) => void;
  /** Where all that Slack asks for is, until it is done. */
  readonly taskTracker: TaskTracker;
  readonly log: Log;
  readonly now: () => Date;
  /** Called when the connection is lost for good, with what the host can do. */
  readonly onFatal: (error: UserError) => void;
  /** Told of each acknowledgement: how long after Slack's request it was said. */
  readonly onAcknowledged: (ms: number) => void;
  readonly connectTimeoutMs?: number;
  readonly pingTimeoutMs?: number;
  readonly reconnectDelayMs?: number;
}

/** The connection to Slack. */
export interface SlackConnection {
  /** Resolves when Slack reaches us, or when it is stopped meanwhile. Rejects with a `UserError` for what only the host can mend. */
  connect(): Promise<void>;
  stop(): Promise<void>;
  port(): number | undefined;
  isConnected(): boolean;
}

/** A connection to the workspace of the token, not connected yet. One that stopped stays so. */
export function createSlackConnection({
  botToken,
  transportSettings,
  attach,
  taskTracker,
  onAcknowledged,
  log,
  ...deps
}: SlackConnectionDeps): SlackConnection {
  const stopController = new AbortController();
  const stopSignal = stopController.signal;
  const logger = createBoltLogger(log);
  const { fetch } = deps.clientOptions;
  const clientOptions: webApi.WebClientOptions = {
    ...deps.clientOptions,
    retryConfig: { retries: 0 },
    // A request that hangs ends with the stop.
    fetch: (url, init) =>
      fetch(url, { ...init, signal: init?.signal ? AbortSignal.any([init.signal, stopSignal]) : stopSignal }),
  };
  const transport =
    transportSettings.kind === 'http'
      ? createHttpTransport({ ...deps, ...transportSettings, isStopping: taskTracker.isStopping, logger, log })
      : createSocketTransport({ ...deps, ...transportSettings, clientOptions, logger, log, stopSignal });

  const connectOnce = async (): Promise<void> => {
    const identity = await fetchBotIdentity(new webApi.WebClient(botToken, clientOptions), log).catch(
      (error: unknown) => {
        throw toFatalError(error, 'SLACK_BOT_TOKEN') ?? error;
      },
    );
    const app = new App({
      token: botToken,
      botId: identity.botId,
      botUserId: identity.botUserId,
      tokenVerificationEnabled: false,
      deferInitialization: true,
      clientOptions: deps.clientOptions,
      convoStore: false,
      logger,
      receiver: timeAcknowledgements(transport.receiver, { taskTracker, onAcknowledged }),
    });
    await app.init();
    attach(app, identity);
    await transport.start();
  };

  return {
    connect: () => withRetry(connectOnce, { what: 'Slack can not be reached', stopped: stopSignal, log }),
    async stop() {
      stopController.abort();
      await transport.stop();
    },
    port: transport.port,
    isConnected: transport.isConnected,
  };
}
