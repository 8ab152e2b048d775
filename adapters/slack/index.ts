import { webApi } from '@slack/bolt';
import type { ActionStore } from '../../src/chat/action.ts';
import type { Command } from '../../src/chat/command.ts';
import type { ChatPlatform } from '../../src/chat/platform.ts';
import type { ChartRenderer } from '../../src/runtime/charts/chart.ts';
import type { UserError } from '../../src/runtime/errors.ts';
import type { Log } from '../../src/runtime/log.ts';
import { createTaskTracker } from '../../src/runtime/task-tracker.ts';
import { createChartAttacher, createChartUpload } from './charts.ts';
import { createBoltLogger, createSlackConnection, type SlackConnection } from './connection.ts';
import { createListeners } from './listeners.ts';
import { createAppRemovedError, isInvalidTokenError } from './outcome.ts';
import { createManagerCheck, type ManagerPolicy } from './permissions.ts';
import { createRequestRunner } from './requests.ts';
import { createDirectChannels, createSender } from './send.ts';
import { createThreads } from './threads.ts';
import type { TransportSettings } from './transport.ts';
import { createUserProfiles, withUserProfile } from './users.ts';

interface SlackAdapterDeps {
  readonly botToken: string;
  readonly transportSettings: TransportSettings;
  readonly apiUrl: string;
  readonly commands: readonly Command[];
  readonly actionStore: ActionStore;
  readonly drawChart: ChartRenderer;
  /** Who may change what a channel gets. */
  readonly managers: ManagerPolicy;
  readonly log: Log;
  readonly now: () => Date;
  /** Called once, when only the host can mend what is wrong. */
  readonly onFatal: (error: UserError) => void;
  /** Told of each acknowledgement: how long after Slack's request it was said. */
  readonly onAcknowledged: (ms: number) => void;
  /** How long one request may take before its outcome counts as unknown. */
  readonly timeoutMs?: number;
  /** How long an answer may take before a modal shows something without it. */
  readonly loadingAfterMs?: number;
  readonly connectTimeoutMs?: number;
  readonly pingTimeoutMs?: number;
  readonly reconnectDelayMs?: number;
}

/** Slack as a platform, with where it listens. */
export interface SlackPlatform extends ChatPlatform {
  /** The port that Slack's requests come in at, once it listens; with Socket Mode there is none. */
  port(): number | undefined;
}

const REQUEST_TIMEOUT_MS = 10_000;
/** Slack waits three seconds for an acknowledgement, and a trigger works as long: a form may take this time twice, and fetches before. */
const LOADING_AFTER_MS = 900;

/** Slack as a platform, over Socket Mode or HTTP. */
export function createSlack({
  botToken,
  apiUrl,
  timeoutMs = REQUEST_TIMEOUT_MS,
  ...deps
}: SlackAdapterDeps): SlackPlatform {
  const {
    transportSettings,
    managers,
    drawChart,
    log,
    now,
    onFatal,
    loadingAfterMs = LOADING_AFTER_MS,
    ...rest
  } = deps;
  const clientOptions = {
    slackApiUrl: apiUrl.endsWith('/') ? apiUrl : `${apiUrl}/`,
    logger: createBoltLogger(log),
    timeout: timeoutMs,
    allowAbsoluteUrls: false,
    // Waiting at a rate limit, the client would hold up all channels for the one that is full.
    rejectRateLimitedCalls: true,
    // Bolt sets no time limit where it answers through a response URL.
    fetch: (url, init) => fetch(url, { ...init, signal: init?.signal ?? AbortSignal.timeout(timeoutMs) }),
  } satisfies webApi.WebClientOptions;
  // The client's own retries post twice where an answer is lost.
  const web = new webApi.WebClient(botToken, { ...clientOptions, retryConfig: { retries: 0 } });
  const readClient = new webApi.WebClient(botToken, { ...clientOptions, retryConfig: { retries: 1, minTimeout: 300 } });

  let isStopped = false;
  const reportFatalError = (error: UserError): void => {
    if (isStopped) return;
    isStopped = true;
    onFatal(error);
  };
  let isAppRemoved = false;
  const onAppRemoved = (): void => {
    isAppRemoved = true;
    reportFatalError(createAppRemovedError());
  };

  const taskTracker = createTaskTracker();
  const catchAndLog = async (work: Promise<unknown>, what: string): Promise<void> => {
    try {
      await work;
    } catch (error) {
      log.error({ err: error, what }, 'something in Slack could not be answered');
      if (isInvalidTokenError(error)) onAppRemoved();
    }
  };

  const runRequest = createRequestRunner({ now, isAppRemoved: () => isAppRemoved, onAppRemoved });
  const directChannels = createDirectChannels(readClient);
  const attachCharts = createChartAttacher({
    drawChart,
    upload: createChartUpload({ web, readClient, timeoutMs }),
    log,
    now,
  });
  const sender = createSender({ web, readClient, runRequest, directChannels, attachCharts });
  const threads = createThreads({ readClient, runRequest, directChannels });
  let connection: SlackConnection | undefined;

  return {
    name: 'slack',
    async start(dispatchWithoutProfile) {
      const userProfiles = createUserProfiles(readClient, { log, now });
      const canManage = createManagerCheck({ ...rest, readClient, managers, log });
      const dispatch = withUserProfile(dispatchWithoutProfile, { userProfiles, canManage });
      const attach = createListeners({
        ...rest,
        dispatch,
        web,
        readClient,
        attachCharts,
        log,
        now,
        loadingAfterMs,
        catchAndLog,
        onAppRemoved,
      });
      connection = createSlackConnection({
        ...rest,
        ...{ botToken, transportSettings, clientOptions, attach, taskTracker, log, now },
        onFatal: reportFatalError,
      });
      await connection.connect();
    },
    async stop() {
      isStopped = true;
      await taskTracker.stop();
      await connection?.stop();
    },
    connected: () => !isStopped && (connection?.isConnected() ?? false),
    post: sender.post,
    update: sender.update,
    openThread: threads.openThread,
    readThread: threads.readThread,
    findPosted: sender.findPosted,
    port: () => connection?.port(),
  };
}
