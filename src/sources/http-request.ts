import { type Agent, fetch, type Response } from 'undici';
import { discardBody, parseNextLink, readResponseText } from './http-response.ts';
import { type HostRateLimiter, parseRateLimitResetMs, parseRetryDelayMs } from './rate-limit.ts';
import { SourceError } from './source.ts';

/** What is asked for. */
export interface HttpRequest {
  /** The media types that an answer may have, the wanted one first. */
  readonly accept: readonly string[];
  /** The entity tag of the answer that is known already. */
  readonly etag?: string | undefined;
}

export type HttpResult =
  | {
      readonly kind: 'ok';
      readonly text: string;
      readonly etag?: string;
      /** The next page, wherever the answer says that it is. */
      readonly next?: URL;
    }
  | { readonly kind: 'not-modified' }
  /** Status 404. */
  | { readonly kind: 'not-found' }
  /** Status 400, and what was said with it. */
  | { readonly kind: 'bad-request'; readonly text: string };

interface HttpRequestDeps {
  readonly host: string;
  readonly userAgent: string;
  readonly dispatcher: Agent;
  readonly rateLimiter: HostRateLimiter;
  readonly now: () => Date;
  /** How long a whole answer may take. */
  readonly timeoutMs: number;
  /** How large it may be, decompressed. */
  readonly maxBytes: number;
}

/** One request and its answer: understood, or the address to which the site moved it. */
export type SendRequest = (url: URL, request: HttpRequest, signal: AbortSignal) => Promise<HttpResult | URL>;

/** How long to wait where a site asks to, and does not say for how long. */
const DEFAULT_RETRY_AFTER_MS = 60_000;
const REDIRECT_STATUSES = new Set([301, 302, 303, 307, 308]);
/** What is no entity tag is not sent back (RFC 9110, 8.8.3). */
const ETAG_PATTERN = /^(?:W\/)?"[\x21\x23-\x7e]{1,200}"$/;

/** @throws SourceError where there is no answer that can be used; the signal's reason once that is aborted */
export function createSendRequest(dependencies: HttpRequestDeps): SendRequest {
  const { host, userAgent, dispatcher, timeoutMs } = dependencies;
  return async (url, request, signal) => {
    const timeout = AbortSignal.timeout(timeoutMs);
    try {
      const headers = requestHeaders(request, userAgent);
      const init = { headers, dispatcher, redirect: 'manual', signal: AbortSignal.any([signal, timeout]) } as const;
      return await readResponse(await fetch(url, init), url, request, dependencies);
    } catch (error) {
      signal.throwIfAborted();
      throw timeout.aborted ? createTimeoutError(host, timeoutMs, error) : toNetworkError(error, host);
    }
  };
}

async function readResponse(
  response: Response,
  url: URL,
  { accept, etag }: HttpRequest,
  dependencies: HttpRequestDeps,
): Promise<HttpResult | URL> {
  const { host, rateLimiter, maxBytes } = dependencies;
  const { status, headers } = response;
  const resetMs = parseRateLimitResetMs(headers.get('ratelimit'));
  if (resetMs !== undefined) rateLimiter.pause(resetMs);
  if (status === 200) {
    const text = await readResponseText(response, { accept, maxBytes, host });
    return { kind: 'ok', text, ...parseEtag(headers.get('etag')), ...nextPageField(headers.get('link'), url) };
  }
  if (status === 400) return { kind: 'bad-request', text: await readResponseText(response, { maxBytes, host }) };
  await discardBody(response);
  if (status === 404) return { kind: 'not-found' };
  if (status === 304 && etag !== undefined) return { kind: 'not-modified' };
  if (REDIRECT_STATUSES.has(status)) return resolveRedirect(headers.get('location'), url, host);
  throw statusError(response, dependencies);
}

/** Service is refused for a while (503) only where it says for how long; else it is just down. */
function statusError({ status, headers }: Response, { host, rateLimiter, now }: HttpRequestDeps): SourceError {
  const retryAfterMs = parseRetryDelayMs(headers, now());
  if (status === 429 || (status === 503 && retryAfterMs !== undefined))
    return rateLimiter.pause(retryAfterMs ?? DEFAULT_RETRY_AFTER_MS);
  const kind = status >= 500 || status === 408 ? 'unavailable' : status >= 400 ? 'rejected' : 'malformed';
  return new SourceError(kind, `${host} answered with status ${status}`);
}

function requestHeaders({ accept, etag }: HttpRequest, userAgent: string): Record<string, string> {
  return {
    'user-agent': userAgent,
    accept: accept.join(', '),
    // `fetch` would add `no-cache` to a conditional request, and servers such as Express then answer in full.
    ...(etag !== undefined && { 'if-none-match': etag, 'cache-control': 'max-age=0' }),
  };
}

function parseEtag(header: string | null): { readonly etag?: string } {
  return header !== null && ETAG_PATTERN.test(header) ? { etag: header } : {};
}

function nextPageField(link: string | null, url: URL): { readonly next?: URL } {
  const next = parseNextLink(link, url);
  return next === undefined ? {} : { next };
}

function resolveRedirect(location: string | null, from: URL, host: string): URL {
  if (location !== null && URL.canParse(location, from.href)) return new URL(location, from);
  throw new SourceError('malformed', `${host} redirects without saying where to`);
}

/** What broke in an answer that did come: it is no HTTP, or not compressed as it says. */
const MALFORMED_RESPONSE_CODES =
  /^(?:HPE_|Z_|ERR_ZLIB_|ERR__ERROR_FORMAT|ERR_BROTLI|ERR_PADDING|UND_ERR_HEADERS_OVERFLOW)/;

/** Why an exchange failed, as the failure of a source. */
function toNetworkError(error: unknown, host: string): SourceError {
  if (error instanceof SourceError) return error;
  const code = findErrorCode(error);
  const kind = MALFORMED_RESPONSE_CODES.test(code) ? 'malformed' : 'unavailable';
  const description =
    kind === 'malformed' ? 'answered with what can not be read' : 'can not be reached, or broke off its answer';
  return new SourceError(kind, `${host} ${description}${code && ` (${code})`}`, { cause: error });
}

/** Of an answer that did not end in time. */
export function createTimeoutError(host: string, timeoutMs: number, cause: unknown): SourceError {
  return new SourceError('unavailable', `${host} gave no whole answer within ${timeoutMs / 1000} s`, { cause });
}

/** The first code in an error or in what caused it: `fetch` wraps what happened in "fetch failed". */
function findErrorCode(error: unknown): string {
  for (let current = error; current instanceof Error; current = current.cause) {
    if ('code' in current && typeof current.code === 'string') return current.code;
  }
  return '';
}
