import type { IncomingMessage } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { HttpBindings } from '@hono/node-server';
import type { MiddlewareHandler } from 'hono';
import PQueue from 'p-queue';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { clientKeyFromRequest } from '../../src/runtime/client-address.ts';
import { createRejection, type LogRejection, type Rejection, respondWithRejection } from './error-response.ts';

/** Goes before what takes long: it takes more of a visitor's share, and waits for its turn. */
export type LimitCost = (costClass: Exclude<CostClass, 'request'>) => MiddlewareHandler;

interface CostLimitDeps {
  readonly quota: Quota;
  readonly yieldQueue: YieldQueue;
  readonly logRejection: LogRejection;
}

/** These are through in 13 seconds, also with ten thousand papers and long queries. */
const MAX_WAITING_REQUESTS = 64;

const BUSY_REJECTION = createRejection(503, 'Too many search here at the moment: try again in 15 seconds.', {
  'retry-after': '15',
});

/** What nginx notes for a client who is gone: nobody gets it, but it is counted. */
const CLIENT_CLOSED_REQUEST = 499;

/** The costs of all pages of a site. */
export function createCostLimit({ quota, yieldQueue, logRejection }: CostLimitDeps): LimitCost {
  return (costClass) => async (c, next) => {
    const { incoming } = c.env as HttpBindings;
    const rejection = await quota.consume(incoming, costClass);
    if (rejection !== undefined) return respondWithRejection(c, rejection);
    if (yieldQueue.waitingCount() >= MAX_WAITING_REQUESTS) {
      await logRejection(BUSY_REJECTION, incoming);
      return respondWithRejection(c, BUSY_REJECTION);
    }
    await yieldQueue.yield();
    if (incoming.socket.destroyed) return new Response(null, { status: CLIENT_CLOSED_REQUEST });
    return next();
  };
}

/** What is done for somebody: any request, and what some of them are beside that. */
type CostClass = keyof typeof REQUEST_COSTS;

/** Each visitor's share of the work that there can be. */
export interface Quota {
  /** Takes of a visitor's share, and gives why nothing is done for them where it is used up. */
  consume(request: IncomingMessage, costClass: CostClass): Promise<Rejection | undefined>;
}

interface QuotaOptions {
  /** How many requests one visitor may make in a minute. */
  readonly requestsPerMinute: number;
  readonly hasProxy: boolean;
  readonly logRejection: LogRejection;
}

/** With ten thousand papers a file takes 3 milliseconds, the page of a paper with those related to it 20, a search 20 to 200. */
const REQUEST_COSTS = { request: 1, related: 2, search: 9 } as const;
const TOTAL_SEARCH_COST = REQUEST_COSTS.request + REQUEST_COSTS.search;

const BURST_WINDOW_SECONDS = 10;
/** The part of a minute's share that costly requests may take in a moment: enough for who reads fast, and for a feed reader. */
const BURST_FRACTION = 0.3;

/** Shares of work, not of requests: who searches uses them up sooner, and not all at once. */
export function createQuota({ requestsPerMinute, hasProxy, logRejection }: QuotaOptions): Quota {
  const minuteLimiter = new RateLimiterMemory({ points: requestsPerMinute, duration: 60 });
  const burstLimiter = new RateLimiterMemory({
    points: Math.ceil(requestsPerMinute * BURST_FRACTION),
    duration: BURST_WINDOW_SECONDS,
  });

  return {
    async consume(request, costClass) {
      const clientKey = clientKeyFromRequest(request, hasProxy);
      const burstExceeded =
        costClass === 'request' ? undefined : await tryConsume(burstLimiter, clientKey, REQUEST_COSTS[costClass]);
      const exceeded = burstExceeded ?? (await tryConsume(minuteLimiter, clientKey, REQUEST_COSTS[costClass]));
      if (exceeded === undefined) return undefined;
      const reason = burstExceeded
        ? 'too much to search for at once'
        : `more than ${requestsPerMinute} requests in a minute, where a search counts as ${TOTAL_SEARCH_COST}`;
      const headers = { 'retry-after': exceeded.retryAfterSeconds };
      const rejection = createRejection(
        429,
        `That is ${reason}: go on in ${exceeded.retryAfterSeconds} seconds.`,
        headers,
      );
      // The first one alone is logged: the others say the same.
      if (exceeded.isFirst) await logRejection(rejection, request);
      return rejection;
    },
  };
}

/** For how long, where there is not enough left. */
async function tryConsume(
  limiter: RateLimiterMemory,
  clientKey: string,
  cost: number,
): Promise<{ readonly retryAfterSeconds: string; readonly isFirst: boolean } | undefined> {
  try {
    await limiter.consume(clientKey, cost);
    return undefined;
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
    const { msBeforeNext, consumedPoints } = error;
    return {
      retryAfterSeconds: String(Math.ceil(msBeforeNext / 1000)),
      isFirst: consumedPoints - cost <= limiter.points,
    };
  }
}

/** Turns of the event loop, one for each who waits. */
export interface YieldQueue {
  /** Waits for a turn of one's own. What is done then without a pause keeps nobody waiting but those who take turns too. */
  yield(): Promise<void>;
  /** How many wait. */
  waitingCount(): number;
}

/**
 * A search keeps the whole process busy while it lasts. Many at once are done one in a turn, so that heartbeats, ticks, and answers to
 * others come in between.
 */
export function createYieldQueue(): YieldQueue {
  const queue = new PQueue({ concurrency: 1 });
  return {
    yield: () => queue.add(() => nextTurn()),
    waitingCount: () => queue.size + queue.pending,
  };
}
