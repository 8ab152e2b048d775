import type { IncomingMessage } from 'node:http';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { type Refusal, refusal, type TellRefusal } from './refusal.ts';
import { visitorOf } from './visitor.ts';

/** What is done for somebody: any request, and what some of them are beside that. */
export type Work = keyof typeof COST;

/** Each visitor's share of the work that there can be. */
export interface Shares {
  /** Takes of a visitor's share, and gives why nothing is done for them where it is used up. */
  take(request: IncomingMessage, work: Work): Promise<Refusal | undefined>;
}

interface Settings {
  /** How many requests one visitor may make in a minute. */
  readonly perMinute: number;
  readonly hasProxy: boolean;
  readonly tell: TellRefusal;
}

/** With ten thousand papers a file takes 3 milliseconds, the page of a paper with those related to it 20, a search 20 to 200. */
const COST = { request: 1, related: 2, search: 9 } as const;
const WHOLE_SEARCH = COST.request + COST.search;

const MOMENT_SECONDS = 10;
/** The part of a minute's share that costly requests may take in a moment: enough for who reads fast, and for a feed reader. */
const IN_A_MOMENT = 0.3;

/** Shares of work, not of requests: who searches uses them up sooner, and not all at once. */
export function createShares({ perMinute, hasProxy, tell }: Settings): Shares {
  const minute = new RateLimiterMemory({ points: perMinute, duration: 60 });
  const moment = new RateLimiterMemory({ points: Math.ceil(perMinute * IN_A_MOMENT), duration: MOMENT_SECONDS });

  return {
    async take(request, work) {
      const who = visitorOf(request, hasProxy);
      const tooSoon = work === 'request' ? undefined : await usedUp(moment, who, COST[work]);
      const spent = tooSoon ?? (await usedUp(minute, who, COST[work]));
      if (spent === undefined) return undefined;
      const what = tooSoon
        ? 'too much to search for at once'
        : `more than ${perMinute} requests in a minute, where a search counts as ${WHOLE_SEARCH}`;
      const headers = { 'retry-after': spent.seconds };
      const refused = refusal(429, `That is ${what}: go on in ${spent.seconds} seconds.`, headers);
      // The first one alone is logged: the others say the same.
      if (spent.isFirst) await tell(refused, request);
      return refused;
    },
  };
}

/** For how long, where there is not enough left. */
async function usedUp(
  share: RateLimiterMemory,
  who: string,
  cost: number,
): Promise<{ readonly seconds: string; readonly isFirst: boolean } | undefined> {
  try {
    await share.consume(who, cost);
    return undefined;
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
    const { msBeforeNext, consumedPoints } = error;
    return { seconds: String(Math.ceil(msBeforeNext / 1000)), isFirst: consumedPoints - cost <= share.points };
  }
}
