import { setTimeout as sleep } from 'node:timers/promises';
import { webApi } from '@slack/bolt';
import type { Command } from '../../src/chat/command.ts';
import type { Keepsakes } from '../../src/chat/keepsakes.ts';
import type { ChatPlatform } from '../../src/chat/platform.ts';
import type { UserError } from '../../src/errors.ts';
import type { Log } from '../../src/log.ts';
import { createBoltLogger } from './bolt-logger.ts';
import { type Connection, createConnection, type Way } from './connection.ts';
import { removed } from './identity.ts';
import { createListeners } from './listeners.ts';
import { createSender } from './send.ts';

interface Dependencies {
  readonly botToken: string;
  readonly way: Way;
  readonly apiUrl: string;
  readonly commands: readonly Command[];
  readonly keepsakes: Keepsakes;
  readonly log: Log;
  readonly now: () => Date;
  /** Called when only the host can mend what is wrong. */
  readonly onFatal: (error: UserError) => void;
  /** How long one request may take before its outcome counts as unknown. */
  readonly timeoutMs?: number;
  readonly patienceMs?: number;
  readonly watchMs?: number;
  readonly pingTimeoutMs?: number;
}

/** Slack as a platform, with where it listens. */
export interface Slack extends ChatPlatform {
  /** The port that Slack's requests come in at, once it listens; with Socket Mode there is none. */
  port(): number | undefined;
}

const TIMEOUT_MS = 10_000;
/** How long a stop waits for the answers in hand. */
const LAST_ANSWERS_MS = 10_000;

/** Slack as a platform, over Socket Mode or HTTP. */
export function createSlack({ botToken, apiUrl, timeoutMs = TIMEOUT_MS, ...dependencies }: Dependencies): Slack {
  const { way, log, now, onFatal, ...rest } = dependencies;
  const clientOptions: webApi.WebClientOptions = {
    slackApiUrl: apiUrl.endsWith('/') ? apiUrl : `${apiUrl}/`,
    logger: createBoltLogger(log),
    timeout: timeoutMs,
    allowAbsoluteUrls: false,
    fetch: (url, init) => fetch(url, { ...init, signal: inTime(timeoutMs, init?.signal) }),
  };
  // The client's own retries post twice where an answer is lost, and its own waiting at a rate limit holds up all channels.
  const web = new webApi.WebClient(botToken, {
    ...clientOptions,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  });
  const reads = new webApi.WebClient(botToken, { ...clientOptions, retryConfig: { retries: 2, minTimeout: 300 } });
  const following = new Set<Promise<unknown>>();
  const follow = (work: Promise<unknown>, what: string): void => {
    const done = work
      .catch((error: unknown) => log.error({ err: error, what }, 'something in Slack could not be answered'))
      .finally(() => following.delete(done));
    following.add(done);
  };
  const isOver = { value: false };
  const fatally = (error: UserError): void => {
    if (isOver.value) return;
    isOver.value = true;
    onFatal(error);
  };
  const sender = createSender({ web, reads, now, onUnauthorized: () => fatally(removed()) });
  let connection: Connection | undefined;

  return {
    name: 'slack',
    async start(dispatch) {
      const attach = createListeners({
        ...rest,
        dispatch,
        web,
        reads,
        log,
        now,
        follow,
        onRemoved: () => fatally(removed()),
      });
      connection = createConnection({
        ...rest,
        botToken,
        way,
        clientOptions,
        reads,
        attach,
        log,
        now,
        onFatal: fatally,
      });
      await connection.connect();
    },
    async stop() {
      isOver.value = true;
      await Promise.race([Promise.all(following), sleep(LAST_ANSWERS_MS, undefined, { ref: false })]);
      await connection?.stop();
    },
    post: sender.post,
    update: sender.update,
    openThread: sender.openThread,
    findPosted: sender.findPosted,
    port: () => connection?.port(),
  };
}

/** A time limit on top of another one. */
function inTime(timeoutMs: number, signal: AbortSignal | null | undefined): AbortSignal {
  const limit = AbortSignal.timeout(timeoutMs);
  return signal ? AbortSignal.any([signal, limit]) : limit;
}
