import type { IncomingMessage } from 'node:http';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Log } from '../../src/log.ts';
import { shorten } from '../../src/text/shorten.ts';
import { visitorOf } from './visitor.ts';

/** Why somebody is not let in, or not now. */
export interface Refusal {
  readonly status: 403 | 405 | 411 | 413 | 414 | 421 | 429 | 503;
  /** What is wrong and what to do, in a sentence or two. */
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Logs who was refused what. */
export type TellRefusal = (refused: Refusal, request: IncomingMessage) => Promise<void>;

interface Settings {
  readonly log: Log;
  readonly hasProxy: boolean;
}

/** Enough to see what is wrong: a flood of requests is to be no flood of lines, nor of long ones. */
const LINES_PER_MINUTE = 5;
const LONGEST = 200;

export function refusal(status: Refusal['status'], text: string, headers: Refusal['headers'] = {}): Refusal {
  return { status, text, headers };
}

/** Logs of each visitor a few refusals a minute; of those that are nobody's own doing, a few in all. */
export function createRefusalLog({ log, hasProxy }: Settings): TellRefusal {
  const lines = new RateLimiterMemory({ points: LINES_PER_MINUTE, duration: 60 });
  return async ({ status, text }, request) => {
    try {
      await lines.consume(status === 503 ? 'everybody' : visitorOf(request, hasProxy));
    } catch (error) {
      if (error instanceof RateLimiterRes) return;
      throw error;
    }
    const { method, url, headers } = request;
    // The path only: what somebody searches for is their own.
    const said = { path: url?.split('?')[0], host: headers.host, origin: headers.origin };
    const short = Object.entries(said).map(([name, value]) => [name, value && shorten(value, LONGEST)]);
    log.warn({ status, method, ...Object.fromEntries(short) }, text);
  };
}
