import { REST } from 'discord.js';
import type { ActionStore } from '../../src/chat/action.ts';
import type { Command } from '../../src/chat/command.ts';
import type { ChatPlatform } from '../../src/chat/platform.ts';
import type { ChartRenderer } from '../../src/runtime/charts/chart.ts';
import type { UserError } from '../../src/runtime/errors.ts';
import type { Log } from '../../src/runtime/log.ts';
import { createTaskTracker } from '../../src/runtime/task-tracker.ts';
import { createChartAttacher } from './charts.ts';
import { createGateway, type GatewaySettings } from './gateway.ts';
import { createListeners, type Listeners } from './listeners.ts';
import { createInvalidRequestLimiter, createInvalidTokenError, createRequestRunner } from './outcome.ts';
import { createSender } from './send.ts';
import { createThreads } from './threads.ts';

interface DiscordAdapterDeps extends GatewaySettings {
  readonly commands: readonly Command[];
  readonly actionStore: ActionStore;
  readonly drawChart: ChartRenderer;
  readonly log: Log;
  readonly now: () => Date;
  readonly onFatal: (error: UserError) => void;
  /** Told of each first response that Discord took: how long after its interaction it was there. */
  readonly onAcknowledged: (ms: number) => void;
  /** How long one post may take before its outcome counts as unknown. */
  readonly postTimeoutMs?: number;
  /** How long a form may take to get ready before the person is told to try again. */
  readonly formTimeoutMs?: number;
  /** How long nothing more is told of a thread in which something happened. */
  readonly threadActivityThrottleMs?: number;
  readonly shardTimeoutMs?: number;
  readonly shardCheckIntervalMs?: number;
}

const POST_TIMEOUT_MS = 10_000;

/** Replies in a thread are counted when it has stirred; more often than this nobody needs it. */
const THREAD_ACTIVITY_THROTTLE_MS = 10_000;

/** Posts per second, of the 50 that Discord allows a bot in all: the rest is for answers. */
const MAX_POSTS_PER_SECOND = 40;

/** Discord as a platform. Its answers and its posts go through managers of their own, so that no answer waits behind a post. */
export function createDiscord({
  commands,
  actionStore,
  drawChart,
  log,
  now,
  postTimeoutMs = POST_TIMEOUT_MS,
  formTimeoutMs,
  onAcknowledged,
  threadActivityThrottleMs = THREAD_ACTIVITY_THROTTLE_MS,
  ...gatewaySettings
}: DiscordAdapterDeps): ChatPlatform {
  const invalidRequestLimiter = createInvalidRequestLimiter({ log, now });
  const taskTracker = createTaskTracker();
  const attachCharts = createChartAttacher({ drawChart, log });
  const botId = parseBotId(gatewaySettings.token);
  const rest = createPostRest(gatewaySettings, postTimeoutMs);
  invalidRequestLimiter.watch(rest);
  const requestRunner = createRequestRunner({
    invalidRequestLimiter,
    onUnauthorized: () => gatewaySettings.onFatal(createInvalidTokenError()),
  });
  let gateway: ReturnType<typeof createGateway> | undefined;
  let listeners: Listeners | undefined;

  return {
    name: 'discord',
    async start(dispatch) {
      listeners = createListeners({
        ...{ dispatch, commands, actionStore, log, formTimeoutMs },
        ...{ attachCharts, invalidRequestLimiter, botId, taskTracker, onAcknowledged, threadActivityThrottleMs },
      });
      gateway = createGateway({ ...gatewaySettings, attach: listeners.attach, log });
      await gateway.connect();
    },
    async stop() {
      listeners?.flush();
      await taskTracker.stop();
      await gateway?.stop();
    },
    connected: () => gateway?.isConnected() ?? false,
    ...createSender({ rest, requestRunner, attachCharts, botId }),
    ...createThreads({ rest, requestRunner, botId }),
  };
}

/** The manager for posts: one request each, a time limit, and a full route's answer at once instead of a wait. */
function createPostRest({ token, apiUrl }: GatewaySettings, timeoutMs: number): REST {
  return new REST({
    api: apiUrl,
    retries: 0,
    timeout: timeoutMs,
    makeRequest: (url, init) => fetchWithTimeout(url, init, timeoutMs),
    globalRequestsPerSecond: MAX_POSTS_PER_SECOND,
    invalidRequestWarningInterval: 500,
    rejectOnRateLimit: ({ global, retryAfter }) => !global || !(retryAfter > 0),
  }).setToken(token);
}

/** A request whose answer has to be there whole in time: discord.js's own limit ends with the first byte, and half an answer would hang. */
async function fetchWithTimeout(url: string, init: object, timeoutMs: number): Promise<Response> {
  const { signal } = init as RequestInit;
  const timeoutSignal = AbortSignal.timeout(timeoutMs);
  return fetch(url, { ...init, signal: signal ? AbortSignal.any([signal, timeoutSignal]) : timeoutSignal });
}

/** The bot's id, which stands in front of its token (https://discord.com/developers/docs/reference#authentication). */
function parseBotId(token: string): string {
  return Buffer.from(token.split('.')[0] ?? '', 'base64url').toString();
}
