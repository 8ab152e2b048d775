import { Agent } from 'undici';
import { UserError } from '../runtime/errors.ts';
import { createSendRequest, createTimeoutError, type HttpRequest, type HttpResult } from './http-request.ts';
import { createHostRateLimiter, createRequestQueue, type RequestLimits } from './rate-limit.ts';
import { type RequestOptions, SourceError } from './source.ts';

/** Asks one site, politely. All sources on a site share its fetcher, so that they take turns and wait together. */
export interface HttpClient {
  /** Whom it asks, for messages: `huggingface.co`. */
  readonly host: string;
  /** The address of something on the site. */
  urlFor(path: string, query?: Readonly<Record<string, string>>): URL;
  /**
   * Asks for an address. Only one on the site is ever asked, whatever a link or a redirect says.
   *
   * @throws SourceError where there is no answer that can be used; the reason of the signal once that is aborted
   */
  get(url: URL, request: HttpRequest, requestOptions?: RequestOptions): Promise<HttpResult>;
}

interface HttpClientOptions {
  /** The site's address: what is asked for lies below it. */
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
/** How long work that nobody waits for stands before a site that asked to wait; for longer it is told so. */
const MAX_BACKGROUND_WAIT_MS = 10_000;
/** The most lines to a site that does not ask for a single one. */
const MAX_CONNECTIONS = 4;

/** @throws UserError when the address is none that can be asked */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const { userAgent, requestLimits, now, responseTimeoutMs = RESPONSE_TIMEOUT_MS, maxBytes = MAX_BYTES } = options;
  const base = parseBaseUrl(options.baseUrl);
  const { host } = base;
  const requestQueue = createRequestQueue(requestLimits, now);
  const rateLimiter = createHostRateLimiter(host, now);
  // Its own `fetch` goes with it, not Node's: an agent works with the `fetch` of its own version (undici#4827).
  const dispatcher = new Agent({ connections: requestLimits.queued === 'all' ? 1 : MAX_CONNECTIONS });
  const sendRequest = createSendRequest({
    host,
    userAgent,
    dispatcher,
    rateLimiter,
    now,
    timeoutMs: responseTimeoutMs,
    maxBytes,
  });

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
          const result = await requestQueue.run(() => send(target), {
            isInteractive: timeoutMs !== undefined,
            signal: abortSignal,
          });
          if (!(result instanceof URL)) return result;
          url = result;
        }
        throw new SourceError('malformed', `${host} redirects more than ${MAX_REDIRECTS} times`);
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
  throw new UserError(`The address of a source is one such as https://huggingface.co, without user name and password.`);
}

function requireSameOrigin(url: URL, { origin, host }: URL): URL {
  if (url.origin === origin && url.username === '' && url.password === '') return url;
  throw new SourceError(
    'rejected',
    `${host} names ${url.protocol}//${url.host}, which is not asked: only ${origin} is`,
  );
}

function createQueueTimeoutError(host: string, { minIntervalMs }: RequestLimits): SourceError {
  return new SourceError('rate-limited', `${host} is asked one thing at a time, and other requests come first`, {
    retryAfterMs: minIntervalMs,
  });
}

/**
 * How Paperboy names itself to a source, so that whoever runs it knows whom to ask.
 *
 * @param contact an address of whoever hosts it: an e-mail address or a page
 */
export function formatUserAgent(version: string, contact?: string): string {
  // A header takes no line ends, and a comment in one no brackets (RFC 9110, 5.6.5).
  const safeContact = contact?.replace(/[^\x20-\x7e]|[()\\]/g, '').trim();
  return `Paperboy/${version} (${['chat bot for research papers', safeContact].filter(Boolean).join('; ')})`;
}
