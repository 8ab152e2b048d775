import type { HttpBindings } from '@hono/node-server';
import type { MiddlewareHandler } from 'hono';
import type { YieldQueue } from './loop-turns.ts';
import { respondWithRejection } from './problem.ts';
import { createRejection, type LogRejection } from './refusal.ts';
import type { CostClass, Quota } from './shares.ts';

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
