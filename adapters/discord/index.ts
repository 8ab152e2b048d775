import { REST } from 'discord.js';
import type { ChatPlatform, PlatformDeps } from '../../src/chat/platform.ts';
import { createTaskTracker } from '../../src/runtime/task-tracker.ts';
import { createChartAttacher } from './charts.ts';
import { Gateway, type GatewaySettings } from './gateway.ts';
import { PLATFORM } from './interaction.ts';
import { LIMITS } from './limits.ts';
import { createListeners, type Listeners } from './listeners.ts';
import { createInvalidRequestLimiter, createInvalidTokenError, createRequestRunner } from './outcome.ts';
import { createSender } from './send.ts';
import { createThreads } from './threads.ts';

type SharedDeps = 'commands' | 'actionStore' | 'drawChart' | 'log' | 'now' | 'onFatal' | 'onAcknowledged';

interface DiscordAdapterDeps extends GatewaySettings, Pick<PlatformDeps, SharedDeps> {
  readonly postTimeoutMs?: number;
  readonly formTimeoutMs?: number;
  readonly threadActivityThrottleMs?: number;
  readonly shardTimeoutMs?: number;
  readonly shardCheckIntervalMs?: number;
}

const POST_TIMEOUT_MS = 10_000;
const THREAD_ACTIVITY_THROTTLE_MS = 10_000;

/** Creates the platform. Replies and posts have separate REST managers, so that replies don't wait behind posts. */
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
  const attachCharts = createChartAttacher(drawChart, log);
  const botId = parseBotId(gatewaySettings.token);
  const rest = createPostRest(gatewaySettings, postTimeoutMs);
  invalidRequestLimiter.watch(rest);
  const onUnauthorized = () => gatewaySettings.onFatal(createInvalidTokenError());
  const runRequest = createRequestRunner(invalidRequestLimiter, onUnauthorized);
  let gateway: Gateway | undefined;
  let listeners: Listeners | undefined;

  return {
    name: PLATFORM,
    async start(dispatch) {
      listeners = createListeners({
        ...{ dispatch, commands, actionStore, log, formTimeoutMs },
        ...{ attachCharts, invalidRequestLimiter, botId, taskTracker, onAcknowledged, threadActivityThrottleMs },
      });
      gateway = new Gateway({ ...gatewaySettings, attach: listeners.attach, log });
      await gateway.connect();
    },
    async stop() {
      listeners?.flush();
      await taskTracker.stop();
      await gateway?.stop();
    },
    connected: () => gateway?.isConnected() ?? false,
    ...createSender({ rest, runRequest, attachCharts, botId }),
    ...createThreads({ rest, runRequest, botId }),
  };
}

/** Creates the REST manager for posts, without retries and without waiting for the rate limit of a route. */
function createPostRest({ token, apiUrl }: GatewaySettings, timeoutMs: number): REST {
  return new REST({
    api: apiUrl,
    retries: 0,
    timeout: timeoutMs,
    makeRequest: (url, init) => fetchWithTimeout(url, init, timeoutMs),
    globalRequestsPerSecond: LIMITS.postsPerSecond,
    invalidRequestWarningInterval: 500,
    rejectOnRateLimit: ({ global, retryAfter }) => !global || !(retryAfter > 0),
  }).setToken(token);
}

/** A request with a timeout for the whole response: discord.js's own timeout ends when the headers arrive. */
async function fetchWithTimeout(url: string, init: object, timeoutMs: number): Promise<Response> {
  const { signal } = init as RequestInit;
  const timeoutSignal = AbortSignal.timeout(timeoutMs);
  return fetch(url, { ...init, signal: signal ? AbortSignal.any([signal, timeoutSignal]) : timeoutSignal });
}

/** The first part of a token is the bot's id (https://discord.com/developers/docs/reference#authentication). */
function parseBotId(token: string): string {
  return Buffer.from(token.split('.')[0] ?? '', 'base64url').toString();
}
