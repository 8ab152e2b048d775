import type { IncomingMessage } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { HttpBindings } from '@hono/node-server';
import type { MiddlewareHandler } from 'hono';
import PQueue from 'p-queue';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { clientKeyFromRequest } from '../../src/runtime/client-address.ts';
import { createRejection, type LogRejection, type Rejection, respondWithRejection } from './error-response.ts';

/** Middleware for expensive requests: consumes more of the client's quota and queues them. */
export type LimitCost = (costClass: Exclude<CostClass, 'request'>) => MiddlewareHandler;

interface CostLimitDeps {
  readonly quota: Quota;
  readonly yieldQueue: YieldQueue;
  readonly logRejection: LogRejection;
}

/** With ten thousand papers and long queries, these take 13 seconds. */
const MAX_WAITING_REQUESTS = 64;
const BUSY_RETRY_SECONDS = 15;

/** nginx's status for a client that has disconnected. It is only counted, never received. */
const CLIENT_CLOSED_REQUEST = 499;

export function createCostLimit({ quota, yieldQueue, logRejection }: CostLimitDeps): LimitCost {
  return (costClass) => async (c, next) => {
    const { incoming } = c.env as HttpBindings;
    const rejection = await quota.consume(incoming, costClass);
    if (rejection !== undefined) return respondWithRejection(c, rejection);
    if (yieldQueue.waitingCount() >= MAX_WAITING_REQUESTS) {
      const busy = createRejection(503, `The server is busy. Try again in ${BUSY_RETRY_SECONDS} seconds.`, {
        'retry-after': String(BUSY_RETRY_SECONDS),
      });
      await logRejection(busy, incoming);
      return respondWithRejection(c, busy);
    }
    await yieldQueue.yield();
    if (incoming.socket.destroyed) return new Response(null, { status: CLIENT_CLOSED_REQUEST });
    return next();
  };
}

/** Every request costs `request`; some cost one of the others on top. */
type CostClass = keyof typeof REQUEST_COSTS;

export interface Quota {
  /** Consumes the cost from the client's quota. Returns a rejection if not enough is left. */
  consume(request: IncomingMessage, costClass: CostClass): Promise<Rejection | undefined>;
}

interface QuotaOptions {
  /** Per client. */
  readonly requestsPerMinute: number;
  readonly hasProxy: boolean;
  readonly logRejection: LogRejection;
}

/** With ten thousand papers a static file takes 3 ms, a paper with its related papers 20 ms, and a search 20 to 200 ms. */
const REQUEST_COSTS = { request: 1, related: 2, search: 9 } as const;
const TOTAL_SEARCH_COST = REQUEST_COSTS.request + REQUEST_COSTS.search;

const BURST_WINDOW_SECONDS = 10;
/** The part of a minute's quota that expensive requests may use in one burst window. A fast reader or a feed reader stays below it. */
const BURST_FRACTION = 0.3;

/** Quotas per client, in cost rather than in requests. */
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
      const { retryAfterSeconds, isFirst } = exceeded;
      const reason = burstExceeded
        ? 'Too many searches at once.'
        : `Too many requests. The limit is ${requestsPerMinute} per minute, and a search counts as ${TOTAL_SEARCH_COST}.`;
      const rejection = createRejection(429, `${reason} Try again in ${retryAfterSeconds} seconds.`, {
        'retry-after': retryAfterSeconds,
      });
      // Only the first one is logged; the others would say the same.
      if (isFirst) await logRejection(rejection, request);
      return rejection;
    },
  };
}

interface ExceededLimit {
  readonly retryAfterSeconds: string;
  readonly isFirst: boolean;
}

/** Returns `undefined` if the limit isn't exceeded. */
async function tryConsume(
  limiter: RateLimiterMemory,
  clientKey: string,
  cost: number,
): Promise<ExceededLimit | undefined> {
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

/** Runs synchronous work one piece per turn of the event loop. */
export interface YieldQueue {
  /** Resolves in a later turn of the event loop, one caller per turn. */
  yield(): Promise<void>;
  waitingCount(): number;
}

/** A search blocks the process while it runs. Between queued searches, heartbeats, scheduled work and cheap requests get a turn. */
export function createYieldQueue(): YieldQueue {
  const queue = new PQueue({ concurrency: 1 });
  return {
    yield: () => queue.add(() => nextTurn()),
    waitingCount: () => queue.size + queue.pending,
  };
}
