import type { IncomingMessage } from 'node:http';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { createNameCheck, createOriginCheck } from '../../src/http/names.ts';
import type { Log } from '../../src/log.ts';
import { visitorOf } from './visitor.ts';

/** Why somebody is not let in. */
interface Refusal {
  readonly status: 403 | 405 | 411 | 413 | 414 | 421 | 429;
  /** What is wrong and what to do, in a sentence or two. */
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Looks at everything that comes in, be it a request or the wish for a WebSocket. */
export type Gate = (request: IncomingMessage, kind: 'request' | 'upgrade') => Promise<Refusal | undefined>;

interface Settings {
  readonly host: string;
  readonly publicUrl?: string | undefined;
  /** How many requests one visitor may make in a minute. */
  readonly perMinute: number;
  readonly log: Log;
}

const METHODS = ['GET', 'HEAD', 'POST'];

/** As long as RFC 9110, section 4.1, wants it to be at least: a query of 500 letters in any script fits. */
const LONGEST_URL = 8000;

const LARGEST_BODY = 64 * 1024;

/** The one gate for all of the site. */
export function createGate({ host, publicUrl, perMinute, log }: Settings): Gate {
  const isOurName = createNameCheck({ host, publicUrl });
  const isOwnPage = createOriginCheck({ publicUrl });
  const share = new RateLimiterMemory({ points: perMinute, duration: 60 });

  const refusalOf = (request: IncomingMessage, changes: boolean): Refusal | undefined => {
    const { method = '', url = '', headers } = request;
    if (!METHODS.includes(method)) {
      return refusal(405, `This takes ${METHODS.join(', ')} and no ${method}.`, { allow: METHODS.join(', ') });
    }
    if (url.length > LONGEST_URL) {
      return refusal(414, `This address has ${url.length} characters and may have ${LONGEST_URL}: ask for less.`);
    }
    if (headers['transfer-encoding'] !== undefined) {
      return refusal(411, 'What is sent here has to say beforehand how long it is, with Content-Length.');
    }
    if (Number(headers['content-length'] ?? 0) > LARGEST_BODY) return refusal(413, 'Nothing so large is taken here.');
    // Two names are none: those who read them might not read the same one.
    const [name, ...others] = request.headersDistinct['host'] ?? [];
    if (!isOurName(name) || others.length > 0) {
      return refusal(
        421,
        'This server does not answer to that name. If it is yours, set PUBLIC_URL to the address at which people reach it, as in https://papers.example.org, and start Paperboy again.',
      );
    }
    if (changes && !isOwnPage(headers)) {
      return refusal(
        403,
        'This came from a page of another site. If that page is yours, set PUBLIC_URL to the address at which people reach it.',
      );
    }
    return undefined;
  };

  return async (request, kind) => {
    try {
      await share.consume(visitorOf(request, publicUrl !== undefined));
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      const seconds = String(Math.ceil(error.msBeforeNext / 1000));
      const text = `That is more than ${perMinute} requests in a minute: go on in ${seconds} seconds.`;
      const refused = refusal(429, text, { 'retry-after': seconds });
      // The first one alone is logged, or a flood of requests would be one of lines.
      if (error.consumedPoints === perMinute + 1) tell(log, refused, request);
      return refused;
    }
    const refused = refusalOf(request, kind === 'upgrade' || request.method === 'POST');
    if (refused !== undefined) tell(log, refused, request);
    return refused;
  };
}

function refusal(status: Refusal['status'], text: string, headers: Refusal['headers'] = {}): Refusal {
  return { status, text, headers };
}

/** The path only: what somebody searches for is their own. */
function tell(log: Log, { status, text }: Refusal, { method, url, headers }: IncomingMessage): void {
  log.warn({ status, method, path: url?.split('?')[0], host: headers.host, origin: headers.origin }, text);
}
