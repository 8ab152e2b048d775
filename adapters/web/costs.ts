import type { HttpBindings } from '@hono/node-server';
import type { MiddlewareHandler } from 'hono';
import type { LoopTurns } from './loop-turns.ts';
import { answerRefusal } from './problem.ts';
import { refusal, type TellRefusal } from './refusal.ts';
import type { Shares, Work } from './shares.ts';

/** Goes before what takes long: it takes more of a visitor's share, and waits for its turn. */
export type Costs = (work: Exclude<Work, 'request'>) => MiddlewareHandler;

interface Dependencies {
  readonly shares: Shares;
  readonly turns: LoopTurns;
  readonly tell: TellRefusal;
}

/** These are through in 13 seconds, also with ten thousand papers and long queries. */
const MOST_WAITING = 64;

const BUSY = refusal(503, 'Too many search here at the moment: try again in 15 seconds.', { 'retry-after': '15' });

/** What nginx notes for a client who is gone: nobody gets it, but it is counted. */
const GONE = 499;

/** The costs of all pages of a site. */
export function createCosts({ shares, turns, tell }: Dependencies): Costs {
  return (work) => async (c, next) => {
    const { incoming } = c.env as HttpBindings;
    const refused = await shares.take(incoming, work);
    if (refused !== undefined) return answerRefusal(c, refused);
    if (turns.waiting() >= MOST_WAITING) {
      await tell(BUSY, incoming);
      return answerRefusal(c, BUSY);
    }
    await turns.take();
    if (incoming.socket.destroyed) return new Response(null, { status: GONE });
    return next();
  };
}
