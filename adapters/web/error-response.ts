import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { clientKeyFromRequest } from '../../src/runtime/client-address.ts';
import type { Log } from '../../src/runtime/log.ts';
import { truncate } from '../../src/text/format.ts';
import { type Html, html } from './escape.ts';
import { layout } from './layout.ts';

interface ErrorResponse {
  readonly status: ContentfulStatusCode;
  /** Two or three words. */
  readonly title: string;
  /** What is wrong and what to do. */
  readonly text: string;
  /** More content for the page. */
  readonly extra?: Html;
}

/** An error as JSON below `/api`, as plain text for feeds and BibTeX files, and as a page everywhere else. */
export function respondWithError(c: Context, { status, title, text, extra }: ErrorResponse): Response {
  c.header('cache-control', 'no-store');
  if (/^\/api(?:\/|$)/.test(c.req.path)) return c.json({ error: text }, status);
  if (/\.(?:xml|bib)$/.test(c.req.path)) return c.text(`${text}\n`, status);
  const main = html`<h1>${title}</h1><p>${text}</p>${extra}<p><a href="/">Home</a></p>`;
  return c.html(layout({ title, main }).toString(), status);
}

/** Logs an unexpected error. Returns the id to show to the user, under which the error is found in the log. */
export function logWithErrorId(log: Log, error: unknown, fields: Readonly<Record<string, unknown>>): string {
  const id = randomUUID().slice(0, 8);
  log.error({ id, err: error, ...fields }, 'failed to handle request');
  return id;
}

/** Why a request is not served. */
export interface Rejection {
  readonly status: keyof typeof REJECTION_TITLES;
  /** What is wrong and what to do, in a sentence or two. */
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
}

const REJECTION_TITLES = {
  403: 'Forbidden',
  405: 'Method not allowed',
  411: 'Length required',
  413: 'Request too large',
  414: 'URL too long',
  421: 'Unknown host name',
  429: 'Too many requests',
  503: 'Server busy',
} as const;

export function createRejection(
  status: Rejection['status'],
  text: string,
  headers: Rejection['headers'] = {},
): Rejection {
  return { status, text, headers };
}

export function respondWithRejection(c: Context, { status, text, headers }: Rejection): Response {
  for (const [name, value] of Object.entries(headers)) c.header(name, value);
  return respondWithError(c, { status, title: REJECTION_TITLES[status], text });
}

export type LogRejection = (rejection: Rejection, request: IncomingMessage) => Promise<void>;

interface RejectionLogOptions {
  readonly log: Log;
  readonly hasProxy: boolean;
}

/** A flood of requests must not flood the log. */
const MAX_LOG_LINES_PER_MINUTE = 5;
const MAX_LOGGED_FIELD_LENGTH = 200;

/** Logs a few rejections per minute and client; 503s, which no single client causes, share one limit. */
export function createRejectionLog({ log, hasProxy }: RejectionLogOptions): LogRejection {
  const logRateLimiter = new RateLimiterMemory({ points: MAX_LOG_LINES_PER_MINUTE, duration: 60 });
  return async ({ status, text }, request) => {
    try {
      await logRateLimiter.consume(status === 503 ? 'all' : clientKeyFromRequest(request, hasProxy));
    } catch (error) {
      if (error instanceof RateLimiterRes) return;
      throw error;
    }
    const { method, url, headers } = request;
    // Without the query string: searches are private.
    const fields = { path: url?.split('?')[0], host: headers.host, origin: headers.origin };
    const truncated = Object.entries(fields).map(([name, value]) => [
      name,
      value && truncate(value, MAX_LOGGED_FIELD_LENGTH),
    ]);
    log.warn({ status, reason: text, method, ...Object.fromEntries(truncated) }, 'request rejected');
  };
}
