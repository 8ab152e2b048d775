import type { IncomingMessage } from 'node:http';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Log } from '../../src/log.ts';
import { truncate } from '../../src/text/shorten.ts';
import { clientKeyFromRequest } from './visitor.ts';

/** Why somebody is not let in, or not now. */
export interface Rejection {
  readonly status: 403 | 405 | 411 | 413 | 414 | 421 | 429 | 503;
  /** What is wrong and what to do, in a sentence or two. */
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Logs who was refused what. */
export type LogRejection = (rejection: Rejection, request: IncomingMessage) => Promise<void>;

interface RejectionLogOptions {
  readonly log: Log;
  readonly hasProxy: boolean;
}

/** Enough to see what is wrong: a flood of requests is to be no flood of lines, nor of long ones. */
const MAX_LOG_LINES_PER_MINUTE = 5;
const MAX_LOGGED_FIELD_LENGTH = 200;

export function createRejection(
  status: Rejection['status'],
  text: string,
  headers: Rejection['headers'] = {},
): Rejection {
  return { status, text, headers };
}

/** Logs of each visitor a few refusals a minute; of those that are nobody's own doing, a few in all. */
export function createRejectionLog({ log, hasProxy }: RejectionLogOptions): LogRejection {
  const logRateLimiter = new RateLimiterMemory({ points: MAX_LOG_LINES_PER_MINUTE, duration: 60 });
  return async ({ status, text }, request) => {
    try {
      await logRateLimiter.consume(status === 503 ? 'everybody' : clientKeyFromRequest(request, hasProxy));
    } catch (error) {
      if (error instanceof RateLimiterRes) return;
      throw error;
    }
    const { method, url, headers } = request;
    // The path only: what somebody searches for is their own.
    const fields = { path: url?.split('?')[0], host: headers.host, origin: headers.origin };
    const shortened = Object.entries(fields).map(([name, value]) => [
      name,
      value && truncate(value, MAX_LOGGED_FIELD_LENGTH),
    ]);
    log.warn({ status, method, ...Object.fromEntries(shortened) }, text);
  };
}
