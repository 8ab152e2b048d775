import { App, webApi } from '@slack/bolt';
import type { ActionStore } from '../../src/chat/action.ts';
import type { CommandDefinition } from '../../src/chat/command.ts';
import type { InteractionHandler } from '../../src/chat/interaction.ts';
import type { ChatPlatform } from '../../src/chat/platform.ts';
import type { ChartRenderer } from '../../src/runtime/charts/chart.ts';
import type { UserError } from '../../src/runtime/errors.ts';
import type { Log } from '../../src/runtime/log.ts';
import { connectWithRetry } from '../../src/runtime/retry.ts';
import { createTaskTracker } from '../../src/runtime/task-tracker.ts';
import { type AttachCharts, createChartAttacher, createChartUpload } from './charts.ts';
import { type BotIdentity, createBoltLogger, fetchBotIdentity, timeAcknowledgements } from './connection.ts';
import { createListeners } from './listeners.ts';
import { createAppRemovedError, isInvalidTokenError, toFatalError } from './outcome.ts';
import { createManagerCheck, type ManagerPolicy } from './permissions.ts';
import { createRequestRunner } from './requests.ts';
import { createDirectChannels, createSender, type Sender } from './send.ts';
import { createThreads, type Threads } from './threads.ts';
import { createTransport, type SocketTimeouts, type Transport, type TransportSettings } from './transport.ts';
import { createUserProfiles, withUserProfile } from './users.ts';

interface SlackAdapterDeps extends SocketTimeouts {
  readonly botToken: string;
  readonly transportSettings: TransportSettings;
  readonly apiUrl: string;
  readonly commands: readonly CommandDefinition[];
  readonly actionStore: ActionStore;
  readonly drawChart: ChartRenderer;
  /** Who may change what a channel gets. */
  readonly managers: ManagerPolicy;
  readonly log: Log;
  readonly now: () => Date;
  /** Called once, with what the operator can do, when Paperboy can't go on in the workspace. */
  readonly onFatal: (error: UserError) => void;
  /** Called for each acknowledgement, with the time since Slack's request. */
  readonly onAcknowledged: (ms: number) => void;
  /** How long a request may take before its outcome counts as unknown. */
  readonly timeoutMs?: number;
  /** How long to wait for a response before a modal shows that it's loading. */
  readonly loadingAfterMs?: number;
}

const REQUEST_TIMEOUT_MS = 10_000;
/** Triggers expire after 3 s. Opening a form may take this twice, after 600 ms for loading its action. */
const LOADING_AFTER_MS = 900;

/** Slack over Socket Mode or HTTP, for the workspace of the bot token. */
export class SlackPlatform implements ChatPlatform {
  readonly name = 'slack';
  readonly post: Sender['post'];
  readonly update: Sender['update'];
  readonly findPosted: Sender['findPosted'];
  readonly openThread: Threads['openThread'];
  readonly readThread: Threads['readThread'];
  readonly #deps: SlackAdapterDeps;
  readonly #clients: Clients;
  readonly #attachCharts: AttachCharts;
  readonly #transport: Transport;
  readonly #taskTracker = createTaskTracker();
  readonly #stopController = new AbortController();
  #isStopped = false;
  #isAppRemoved = false;

  constructor(deps: SlackAdapterDeps) {
    const { transportSettings, drawChart, log, now, timeoutMs = REQUEST_TIMEOUT_MS } = deps;
    const stopSignal = this.#stopController.signal;
    this.#deps = deps;
    this.#clients = createClients(deps, timeoutMs, stopSignal);
    const { web, readClient, clientOptions, abortableOptions } = this.#clients;
    this.#transport = createTransport(transportSettings, {
      ...deps,
      clientOptions: abortableOptions,
      logger: clientOptions.logger,
      stopSignal,
      isStopping: this.#taskTracker.isStopping,
      onFatal: (error) => this.#reportFatalError(error),
    });
    const upload = createChartUpload(this.#clients, timeoutMs);
    this.#attachCharts = createChartAttacher({ drawChart, upload, log, now });
    const runRequest = createRequestRunner({
      now,
      isAppRemoved: () => this.#isAppRemoved,
      onAppRemoved: () => this.#handleAppRemoved(),
    });
    const directChannels = createDirectChannels(readClient);
    const sender = createSender({ web, readClient, runRequest, directChannels, attachCharts: this.#attachCharts });
    const threads = createThreads({ readClient, runRequest, directChannels });
    this.post = sender.post;
    this.update = sender.update;
    this.findPosted = sender.findPosted;
    this.openThread = threads.openThread;
    this.readThread = threads.readThread;
  }

  async start(onInteraction: InteractionHandler): Promise<void> {
    const { log, loadingAfterMs = LOADING_AFTER_MS } = this.#deps;
    const { web, readClient } = this.#clients;
    const userProfiles = createUserProfiles(readClient, this.#deps);
    const canManage = createManagerCheck({ ...this.#deps, readClient });
    const addListeners = createListeners({
      ...this.#deps,
      dispatch: withUserProfile(onInteraction, userProfiles, canManage),
      web,
      readClient,
      attachCharts: this.#attachCharts,
      loadingAfterMs,
      catchAndLog: (work, what) => this.#catchAndLog(work, what),
      onAppRemoved: () => this.#handleAppRemoved(),
    });
    await connectWithRetry(() => this.#connect(addListeners), {
      failureMessage: 'failed to connect to Slack',
      signal: this.#stopController.signal,
      log,
    });
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#taskTracker.stop();
    this.#stopController.abort();
    await this.#transport.stop();
  }

  connected(): boolean {
    return !this.#isStopped && this.#transport.isConnected();
  }

  /** The port for Slack's requests once it listens; `undefined` with Socket Mode. */
  port(): number | undefined {
    return this.#transport.port();
  }

  async #connect(addListeners: (app: App, identity: BotIdentity) => void): Promise<void> {
    const { botToken, log, onAcknowledged } = this.#deps;
    const { clientOptions, abortableOptions } = this.#clients;
    const identity = await fetchBotIdentity(new webApi.WebClient(botToken, abortableOptions), log).catch(
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
      clientOptions,
      convoStore: false,
      logger: clientOptions.logger,
      receiver: timeAcknowledgements(this.#transport.receiver, this.#taskTracker, onAcknowledged),
    });
    await app.init();
    addListeners(app, identity);
    await this.#transport.start();
  }

  async #catchAndLog(work: Promise<unknown>, what: string): Promise<void> {
    try {
      await work;
    } catch (error) {
      this.#deps.log.error({ err: error, what }, 'failed to handle Slack interaction');
      if (isInvalidTokenError(error)) this.#handleAppRemoved();
    }
  }

  #handleAppRemoved(): void {
    this.#isAppRemoved = true;
    this.#reportFatalError(createAppRemovedError());
  }

  #reportFatalError(error: UserError): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#deps.onFatal(error);
  }
}

export function createSlack(deps: SlackAdapterDeps): SlackPlatform {
  return new SlackPlatform(deps);
}

type Clients = ReturnType<typeof createClients>;

function createClients({ botToken, apiUrl, log }: SlackAdapterDeps, timeoutMs: number, stopSignal: AbortSignal) {
  const clientOptions = {
    slackApiUrl: apiUrl.endsWith('/') ? apiUrl : `${apiUrl}/`,
    logger: createBoltLogger(log),
    timeout: timeoutMs,
    allowAbsoluteUrls: false,
    // If the client waited at a rate limit, it would hold up all other channels.
    rejectRateLimitedCalls: true,
    // Bolt sets no timeout for requests to response URLs.
    fetch: (url, init) => fetch(url, { ...init, signal: init?.signal ?? AbortSignal.timeout(timeoutMs) }),
  } satisfies webApi.WebClientOptions;
  const abortableOptions = {
    ...clientOptions,
    retryConfig: { retries: 0 },
    fetch: (url, init) =>
      fetch(url, { ...init, signal: AbortSignal.any([stopSignal, init?.signal ?? AbortSignal.timeout(timeoutMs)]) }),
  } satisfies webApi.WebClientOptions;
  return {
    clientOptions,
    /** For requests while connecting, which end on stop. */
    abortableOptions,
    web: new webApi.WebClient(botToken, { ...clientOptions, retryConfig: { retries: 0 } }),
    readClient: new webApi.WebClient(botToken, { ...clientOptions, retryConfig: { retries: 1, minTimeout: 300 } }),
  };
}
