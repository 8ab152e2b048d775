import { Agent } from 'undici';
import { UserError } from '../runtime/errors.ts';
import { createSendRequest, createTimeoutError, type HttpRequest, type HttpResult } from './http-request.ts';
import { createHostRateLimiter, createRequestQueue, type RequestLimits } from './rate-limit.ts';
import { SourceError } from './source-error.ts';

/** Sends requests to one site, within its rate limit. */
export interface HttpClient {
  /** For messages: `huggingface.co`. */
  readonly host: string;
  urlFor(path: string, query?: Readonly<Record<string, string>>): URL;
  /**
   * Never leaves the site's origin, whatever a link or a redirect says.
   *
   * @throws SourceError; the signal's reason if it's aborted
   */
  get(url: URL, request: HttpRequest, requestOptions?: RequestOptions): Promise<HttpResult>;
}

export interface RequestOptions {
  /** Set if someone waits: the limit for each request, queueing included. Such requests go before all others. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

interface HttpClientOptions {
  readonly baseUrl: string;
  readonly userAgent: string;
  readonly requestLimits: RequestLimits;
  readonly now: () => Date;
  readonly responseTimeoutMs?: number;
  readonly maxBytes?: number;
}

const RESPONSE_TIMEOUT_MS = 30_000;
const MAX_BYTES = 4_000_000;
const MAX_REDIRECTS = 3;
/** How long a background request waits for a rate limit to pass before it fails. */
const MAX_BACKGROUND_WAIT_MS = 10_000;
/** To a site that doesn't require a single connection. */
const MAX_CONNECTIONS = 4;

/** @throws UserError if `baseUrl` isn't an HTTP URL without credentials */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const { userAgent, requestLimits, now, responseTimeoutMs = RESPONSE_TIMEOUT_MS, maxBytes = MAX_BYTES } = options;
  const base = parseBaseUrl(options.baseUrl);
  const { host } = base;
  const requestQueue = createRequestQueue(requestLimits, now);
  const rateLimiter = createHostRateLimiter(host, now);
  // It needs undici's own `fetch`, not Node's: an agent only works with the `fetch` of the same version (undici#4827).
  const dispatcher = new Agent({ connections: requestLimits.queued === 'all' ? 1 : MAX_CONNECTIONS });
  const transport = { host, userAgent, dispatcher, rateLimiter, now, timeoutMs: responseTimeoutMs, maxBytes };
  const sendRequest = createSendRequest(transport);

  return {
    host,
    urlFor: (path, query = {}) => {
      const url = new URL(base);
      url.pathname = base.pathname.replace(/\/$/, '') + path;
      url.search = new URLSearchParams(query).toString();
      return url;
    },
    async get(initialUrl, request, { timeoutMs, signal } = {}) {
      const maxWaitMs = timeoutMs ?? MAX_BACKGROUND_WAIT_MS;
      rateLimiter.throwIfPaused(maxWaitMs);
      const deadline = timeoutMs === undefined ? undefined : AbortSignal.timeout(timeoutMs);
      const abortSignal = AbortSignal.any([signal, deadline].filter((one) => one !== undefined));
      let wasSent = false;
      const send = async (url: URL): Promise<HttpResult | URL> => {
        await rateLimiter.waitWhilePaused(maxWaitMs, abortSignal);
        wasSent = true;
        return sendRequest(url, request, abortSignal);
      };
      try {
        let url = initialUrl;
        for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
          const target = requireSameOrigin(url, base);
          const turn = { isInteractive: timeoutMs !== undefined, signal: abortSignal };
          const result = await requestQueue.run(() => send(target), turn);
          if (!(result instanceof URL)) return result;
          url = result;
        }
        throw new SourceError('malformed', `${host} redirected more than ${MAX_REDIRECTS} times`);
      } catch (error) {
        signal?.throwIfAborted();
        if (error instanceof SourceError || !deadline?.aborted) throw error;
        throw wasSent ? createTimeoutError(host, maxWaitMs, error) : createQueueTimeoutError(host, requestLimits);
      }
    },
  };
}

function parseBaseUrl(baseUrl: string): URL {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '') return url;
  throw new UserError(
    "A source's URL must be an HTTP URL without a user name and password, such as https://huggingface.co.",
  );
}

function requireSameOrigin(url: URL, { origin, host }: URL): URL {
  if (url.origin === origin && url.username === '' && url.password === '') return url;
  throw new SourceError(
    'rejected',
    `${host} points to ${url.protocol}//${url.host}, but only ${origin} may be requested`,
  );
}

function createQueueTimeoutError(host: string, { minIntervalMs: retryAfterMs }: RequestLimits): SourceError {
  return new SourceError('rate-limited', `timed out waiting for other requests to ${host}`, { retryAfterMs });
}

/** @param contact an e-mail address or a page of Paperboy's host, for the site's operator */
export function formatUserAgent(version: string, contact?: string): string {
  // A header can't contain line ends, and a comment in one no brackets (RFC 9110, 5.6.5).
  const safeContact = contact?.replace(/[^\x20-\x7e]|[()\\]/g, '').trim();
  return `Paperboy/${version} (${['chat bot for research papers', safeContact].filter(Boolean).join('; ')})`;
}
