import { webApi } from '@slack/bolt';
import type { DrawChart } from '../../src/charts/chart.ts';
import type { Command } from '../../src/chat/command.ts';
import type { Keepsakes } from '../../src/chat/keepsakes.ts';
import type { ChatPlatform } from '../../src/chat/platform.ts';
import type { UserError } from '../../src/errors.ts';
import { createInHand } from '../../src/in-hand.ts';
import type { Log } from '../../src/log.ts';
import { createAttempt } from './attempt.ts';
import { createBoltLogger } from './bolt-logger.ts';
import { type Connection, createConnection, type Way } from './connection.ts';
import { createDirectChannels } from './direct-channels.ts';
import { removed } from './identity.ts';
import { createIllustrate } from './illustrate.ts';
import { knowingPeople } from './knowing.ts';
import { createListeners } from './listeners.ts';
import { isDeadToken } from './outcome.ts';
import { createPeople } from './people.ts';
import { createRights, type Managers } from './rights.ts';
import { createSender } from './send.ts';
import { createThreads } from './threads.ts';
import { createUpload } from './upload.ts';

interface Dependencies {
  readonly botToken: string;
  readonly way: Way;
  readonly apiUrl: string;
  readonly commands: readonly Command[];
  readonly keepsakes: Keepsakes;
  readonly drawChart: DrawChart;
  /** Who may change what a channel gets. */
  readonly managers: Managers;
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
  readonly connectMs?: number;
  readonly pingTimeoutMs?: number;
  readonly pauseMs?: number;
}

/** Slack as a platform, with where it listens. */
export interface Slack extends ChatPlatform {
  /** The port that Slack's requests come in at, once it listens; with Socket Mode there is none. */
  port(): number | undefined;
}

const TIMEOUT_MS = 10_000;
/** Slack waits three seconds for an acknowledgement, and a trigger works as long: a form may take this time twice, and fetches before. */
const LOADING_AFTER_MS = 900;

/** Slack as a platform, over Socket Mode or HTTP. */
export function createSlack({ botToken, apiUrl, timeoutMs = TIMEOUT_MS, ...dependencies }: Dependencies): Slack {
  const { way, managers, drawChart, log, now, onFatal, loadingAfterMs = LOADING_AFTER_MS, ...rest } = dependencies;
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
  const reads = new webApi.WebClient(botToken, { ...clientOptions, retryConfig: { retries: 1, minTimeout: 300 } });

  let isOver = false;
  const fatally = (error: UserError): void => {
    if (isOver) return;
    isOver = true;
    onFatal(error);
  };
  let isRemoved = false;
  const onRemoved = (): void => {
    isRemoved = true;
    fatally(removed());
  };

  const inHand = createInHand();
  const finish = async (work: Promise<unknown>, what: string): Promise<void> => {
    try {
      await work;
    } catch (error) {
      log.error({ err: error, what }, 'something in Slack could not be answered');
      if (isDeadToken(error)) onRemoved();
    }
  };

  const attempt = createAttempt({ now, isRemoved: () => isRemoved, onRemoved });
  const directChannels = createDirectChannels(reads);
  const illustrate = createIllustrate({ drawChart, upload: createUpload({ web, reads, timeoutMs }), log, now });
  const sender = createSender({ web, reads, attempt, directChannels, illustrate });
  const threads = createThreads({ reads, attempt, directChannels });
  let connection: Connection | undefined;

  return {
    name: 'slack',
    async start(anonymous) {
      const people = createPeople(reads, { log, now });
      const mayManage = createRights({ ...rest, reads, managers, log });
      const dispatch = knowingPeople(anonymous, { people, mayManage });
      const attach = createListeners({
        ...rest,
        dispatch,
        web,
        reads,
        illustrate,
        log,
        now,
        loadingAfterMs,
        finish,
        onRemoved,
      });
      connection = createConnection({
        ...rest,
        ...{ botToken, way, clientOptions, attach, inHand, log, now },
        onFatal: fatally,
      });
      await connection.connect();
    },
    async stop() {
      isOver = true;
      await inHand.stop();
      await connection?.stop();
    },
    connected: () => !isOver && (connection?.connected() ?? false),
    post: sender.post,
    update: sender.update,
    openThread: threads.openThread,
    readThread: threads.readThread,
    findPosted: sender.findPosted,
    port: () => connection?.port(),
  };
}
