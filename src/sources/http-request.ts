import { type Agent, fetch, type Response } from 'undici';
import { discardBody, parseNextLink, readResponseText } from './http-response.ts';
import { type HostRateLimiter, parseRateLimitResetMs, parseRetryDelayMs } from './rate-limit.ts';
import { SourceError } from './source-error.ts';

export interface HttpRequest {
  /** The accepted media types, preferred first. */
  readonly accept: readonly string[];
  /** Of the response that is already stored. */
  readonly etag?: string | undefined;
}

export type HttpResult =
  | {
      readonly kind: 'ok';
      readonly text: string;
      readonly etag?: string;
      /** From the `Link` header; may point to another host. */
      readonly next?: URL;
    }
  | { readonly kind: 'not-modified' }
  /** Status 404. */
  | { readonly kind: 'not-found' }
  /** Status 400, with the response's text. */
  | { readonly kind: 'bad-request'; readonly text: string };

interface HttpRequestDeps {
  readonly host: string;
  readonly userAgent: string;
  readonly dispatcher: Agent;
  readonly rateLimiter: HostRateLimiter;
  readonly now: () => Date;
  /** For the whole response. */
  readonly timeoutMs: number;
  /** Of the decompressed body. */
  readonly maxBytes: number;
}

/** Sends one request. @returns the parsed response, or the URL it redirects to */
export type SendRequest = (url: URL, request: HttpRequest, signal: AbortSignal) => Promise<HttpResult | URL>;

/** For a rate-limited response that doesn't say how long to wait. */
const DEFAULT_RETRY_AFTER_MS = 60_000;
const REDIRECT_STATUSES = new Set([301, 302, 303, 307, 308]);
/** RFC 9110, 8.8.3. An invalid tag isn't sent back. */
const ETAG_PATTERN = /^(?:W\/)?"[\x21\x23-\x7e]{1,200}"$/;

/** The function throws `SourceError`; the signal's reason if it's aborted. */
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
    const [newEtag, next] = [headers.get('etag') ?? '', parseNextLink(headers.get('link'), url)];
    return { kind: 'ok', text, ...(ETAG_PATTERN.test(newEtag) && { etag: newEtag }), ...(next && { next }) };
  }
  if (status === 400) return { kind: 'bad-request', text: await readResponseText(response, { maxBytes, host }) };
  await discardBody(response);
  if (status === 404) return { kind: 'not-found' };
  if (status === 304 && etag !== undefined) return { kind: 'not-modified' };
  if (REDIRECT_STATUSES.has(status)) return resolveRedirect(headers.get('location'), url, host);
  throw toStatusError(response, dependencies);
}

/** A 503 counts as a rate limit only if it says how long to wait. */
function toStatusError({ status, headers }: Response, { host, rateLimiter, now }: HttpRequestDeps): SourceError {
  const retryAfterMs = parseRetryDelayMs(headers, now());
  if (status === 429 || (status === 503 && retryAfterMs !== undefined))
    return rateLimiter.pause(retryAfterMs ?? DEFAULT_RETRY_AFTER_MS);
  const kind = status >= 500 || status === 408 ? 'unavailable' : status >= 400 ? 'rejected' : 'malformed';
  return new SourceError(kind, `${host} returned ${status}`);
}

function requestHeaders({ accept, etag }: HttpRequest, userAgent: string): Record<string, string> {
  return {
    'user-agent': userAgent,
    accept: accept.join(', '),
    // `fetch` would add `no-cache` to a conditional request, and servers such as Express then answer in full.
    ...(etag !== undefined && { 'if-none-match': etag, 'cache-control': 'max-age=0' }),
  };
}

function resolveRedirect(location: string | null, from: URL, host: string): URL {
  if (location !== null && URL.canParse(location, from.href)) return new URL(location, from);
  throw new SourceError('malformed', `${host} redirected without a valid location`);
}

/** The response arrived, but isn't valid HTTP or isn't compressed as it claims. */
const MALFORMED_RESPONSE_CODES =
  /^(?:HPE_|Z_|ERR_ZLIB_|ERR__ERROR_FORMAT|ERR_BROTLI|ERR_PADDING|UND_ERR_HEADERS_OVERFLOW)/;

function toNetworkError(error: unknown, host: string): SourceError {
  if (error instanceof SourceError) return error;
  const code = findErrorCode(error);
  const suffix = code && ` (${code})`;
  return MALFORMED_RESPONSE_CODES.test(code)
    ? new SourceError('malformed', `${host} returned an invalid response${suffix}`, { cause: error })
    : new SourceError('unavailable', `connection to ${host} failed${suffix}`, { cause: error });
}

export function createTimeoutError(host: string, timeoutMs: number, cause: unknown): SourceError {
  return new SourceError('unavailable', `${host} timed out after ${timeoutMs / 1000} s`, { cause });
}

/** The first code in the chain of causes: `fetch` wraps the original error in "fetch failed". */
function findErrorCode(error: unknown): string {
  for (let current = error; current instanceof Error; current = current.cause) {
    if ('code' in current && typeof current.code === 'string') return current.code;
  }
  return '';
}
