import { REST } from 'discord.js';
import type { DrawChart } from '../../src/charts/chart.ts';
import type { Command } from '../../src/chat/command.ts';
import type { Keepsakes } from '../../src/chat/keepsakes.ts';
import type { ChatPlatform } from '../../src/chat/platform.ts';
import type { UserError } from '../../src/errors.ts';
import { createInHand } from '../../src/in-hand.ts';
import type { Log } from '../../src/log.ts';
import { createGateway, type GatewaySettings, unknownToken } from './gateway.ts';
import { createIllustrate } from './illustrate.ts';
import { createInvalidRequests } from './invalid-requests.ts';
import { createListeners, type Listeners } from './listeners.ts';
import { createRequests } from './requests.ts';
import { createSender } from './send.ts';
import { createThreads } from './threads.ts';

interface Dependencies extends GatewaySettings {
  readonly commands: readonly Command[];
  readonly keepsakes: Keepsakes;
  readonly drawChart: DrawChart;
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
  readonly stirEveryMs?: number;
  readonly patienceMs?: number;
  readonly watchMs?: number;
}

const POST_TIMEOUT_MS = 10_000;

/** Replies in a thread are counted when it has stirred; more often than this nobody needs it. */
const STIR_EVERY_MS = 10_000;

/** Posts per second, of the 50 that Discord allows a bot in all: the rest is for answers. */
const POSTS_PER_SECOND = 40;

/** Discord as a platform. Its answers and its posts go through managers of their own, so that no answer waits behind a post. */
export function createDiscord({
  commands,
  keepsakes,
  drawChart,
  log,
  now,
  postTimeoutMs = POST_TIMEOUT_MS,
  formTimeoutMs,
  onAcknowledged,
  stirEveryMs = STIR_EVERY_MS,
  ...settings
}: Dependencies): ChatPlatform {
  const invalid = createInvalidRequests({ log, now });
  const inHand = createInHand();
  const illustrate = createIllustrate({ drawChart, log });
  const botId = idIn(settings.token);
  const rest = createPostRest(settings, postTimeoutMs);
  invalid.watch(rest);
  const requests = createRequests({ invalid, onUnauthorized: () => settings.onFatal(unknownToken()) });
  let gateway: ReturnType<typeof createGateway> | undefined;
  let listeners: Listeners | undefined;

  return {
    name: 'discord',
    async start(dispatch) {
      listeners = createListeners({
        ...{ dispatch, commands, keepsakes, log, formTimeoutMs },
        ...{ illustrate, invalid, botId, inHand, onAcknowledged, stirEveryMs },
      });
      gateway = createGateway({ ...settings, attach: listeners.attach, log });
      await gateway.connect();
    },
    async stop() {
      listeners?.flush();
      await inHand.stop();
      await gateway?.stop();
    },
    connected: () => gateway?.connected() ?? false,
    ...createSender({ rest, requests, illustrate, botId }),
    ...createThreads({ rest, requests, botId }),
  };
}

/** The manager for posts: one request each, a time limit, and a full route's answer at once instead of a wait. */
function createPostRest({ token, apiUrl }: GatewaySettings, timeout: number): REST {
  return new REST({
    api: apiUrl,
    retries: 0,
    timeout,
    makeRequest: (url, init) => fetchWhole(url, init, timeout),
    globalRequestsPerSecond: POSTS_PER_SECOND,
    invalidRequestWarningInterval: 500,
    rejectOnRateLimit: ({ global, retryAfter }) => !global || !(retryAfter > 0),
  }).setToken(token);
}

/** A request whose answer has to be there whole in time: discord.js's own limit ends with the first byte, and half an answer would hang. */
async function fetchWhole(url: string, init: object, timeout: number): Promise<Response> {
  const { signal } = init as RequestInit;
  const inTime = AbortSignal.timeout(timeout);
  return fetch(url, { ...init, signal: signal ? AbortSignal.any([signal, inTime]) : inTime });
}

/** The bot's id, which stands in front of its token (https://discord.com/developers/docs/reference#authentication). */
function idIn(token: string): string {
  return Buffer.from(token.split('.')[0] ?? '', 'base64url').toString();
}
