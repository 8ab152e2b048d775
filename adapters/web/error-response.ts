import type { IncomingMessage } from 'node:http';
import type { Context } from 'hono';
import { html } from 'hono/html';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { clientKeyFromRequest } from '../../src/runtime/client-address.ts';
import type { Log } from '../../src/runtime/log.ts';
import { truncate } from '../../src/text/format.ts';
import { type Html, layout } from './layout.ts';

/** What could not be done, for whoever asked for it. */
export interface ErrorResponse {
  readonly status: ContentfulStatusCode;
  /** Two or three words. */
  readonly title: string;
  /** What is wrong and what to do. */
  readonly text: string;
  /** What may lead on. */
  readonly extra?: Html;
}

/** Says what is wrong in the form that was asked for: JSON below `/api`, a plain sentence for feed readers, else a page. */
export function respondWithError(
  c: Context,
  { status, title, text, extra }: ErrorResponse,
): Response | Promise<Response> {
  c.header('cache-control', 'no-store');
  if (/^\/api(?:\/|$)/.test(c.req.path)) return c.json({ error: text }, status);
  if (/\.(?:xml|bib)$/.test(c.req.path)) return c.text(`${text}\n`, status);
  const main = html`<h1>${title}</h1><p>${text}</p>${extra}<p><a href="/">To the start</a></p>`;
  return c.html(layout({ title, main }), status);
}

/** The same for who is not let in. */
export function respondWithRejection(c: Context, { status, text, headers }: Rejection): Response | Promise<Response> {
  for (const [name, value] of Object.entries(headers)) c.header(name, value);
  return respondWithError(c, { status, title: status === 429 || status === 503 ? 'Not now' : 'Not like this', text });
}

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
