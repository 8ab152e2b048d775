import { App, type Logger, LogLevel, type Receiver, type ReceiverEvent, webApi } from '@slack/bolt';
import type { UserError } from '../../src/runtime/errors.ts';
import type { Log } from '../../src/runtime/log.ts';
import { withRetry } from '../../src/runtime/retry.ts';
import type { TaskTracker } from '../../src/runtime/task-tracker.ts';
import { SCOPES } from './manifest.ts';
import { toFatalError } from './outcome.ts';
import { createHttpTransport, createSocketTransport, type TransportSettings } from './transport.ts';

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

/** Who Paperboy is in a workspace. */
export interface BotIdentity {
  readonly teamId: string;
  readonly botUserId: string;
  readonly botId: string;
}

/**
 * Asks Slack whose token this is, and says in the log which scopes it lacks and what does not work without them.
 *
 * @throws what the request throws
 */
async function fetchBotIdentity(readClient: webApi.WebClient, log: Log): Promise<BotIdentity> {
  const {
    team_id: teamId = '',
    user_id: botUserId = '',
    bot_id: botId = '',
    response_metadata: responseMetadata,
  } = await readClient.auth.test();
  const granted = responseMetadata?.scopes;
  const missingScopes = granted === undefined ? [] : SCOPES.filter(({ scope }) => !granted.includes(scope));
  if (missingScopes.length > 0) {
    const scopeList = missingScopes.map(({ scope, reason }) => `${scope} (${reason})`).join(', ');
    log.warn(
      {},
      `the Slack app lacks ${scopeList}: add it at https://api.slack.com/apps (OAuth & Permissions, Scopes) and install the app again`,
    );
  }
  return { teamId, botUserId, botId };
}

interface AcknowledgementDeps {
  readonly taskTracker: TaskTracker;
  /** Told of each acknowledgement: how long after Slack's request it was said. */
  readonly onAcknowledged: (ms: number) => void;
}

/**
 * The same receiver, which tells how long after a request of Slack's it was acknowledged: Slack waits three seconds. Whichever way it comes,
 * a receiver hands it to the app's `processEvent` (https://docs.slack.dev/tools/bolt-js/concepts/receiver), and Bolt waits there for all
 * that is done about it. What comes during a stop is not acknowledged: an event comes again, and people are told by Slack itself.
 */
function timeAcknowledgements(receiver: Receiver, { taskTracker, onAcknowledged }: AcknowledgementDeps): Receiver {
  return {
    init(app) {
      const processEvent: App['processEvent'] = async (event) => {
        await taskTracker.run(() => app.processEvent(withAckTimer(event, onAcknowledged)));
      };
      receiver.init(Object.assign(Object.create(app) as App, { processEvent }));
    },
    start: (...args) => receiver.start(...args),
    stop: (...args) => receiver.stop(...args),
  };
}

function withAckTimer(event: ReceiverEvent, onAcknowledged: (ms: number) => void): ReceiverEvent {
  const receivedAt = performance.now();
  return {
    ...event,
    async ack(response) {
      await event.ack(response);
      onAcknowledged(performance.now() - receivedAt);
    },
  };
}

/** What comes as an error as well, and is told where that is known. */
const DUPLICATE_MESSAGES = /^(?:http request failed|Failed to retrieve a new WSS URL|WebSocket error)/;

/**
 * What Bolt and its clients say, in our log: their warnings and errors. Below that they tell what they send and get, which is
 * nobody's business.
 */
export function createBoltLogger(log: Log): Logger {
  const write = (level: 'warn' | 'error', parts: readonly unknown[]): void => {
    const message = parts.map(String).join(' ');
    if (!DUPLICATE_MESSAGES.test(message)) log[level]({ from: 'bolt' }, message);
  };
  return {
    debug: () => {},
    info: () => {},
    warn: (...parts) => write('warn', parts),
    error: (...parts) => write('error', parts),
    setLevel: () => {},
    getLevel: () => LogLevel.INFO,
    setName: () => {},
  };
}
