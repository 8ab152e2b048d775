import { Agent } from 'undici';
import { UserError } from '../../errors.ts';
import { type Asking, SourceError } from '../live/source.ts';
import { createExchange, type Fetched, type FetchRequest } from './exchange.ts';
import { tooLate } from './failure.ts';
import { createGate } from './gate.ts';
import { createTurns, type Pace } from './turns.ts';

/** Asks one site, politely. All sources on a site share its fetcher, so that they take turns and wait together. */
export interface Fetcher {
  /** Whom it asks, for messages: `huggingface.co`. */
  readonly host: string;
  /** The address of something on the site. */
  at(path: string, query?: Readonly<Record<string, string>>): URL;
  /**
   * Asks for an address. Only one on the site is ever asked, whatever a link or a redirect says.
   *
   * @throws SourceError where there is no answer that can be used; the reason of the signal once that is aborted
   */
  get(url: URL, request: FetchRequest, asking?: Asking): Promise<Fetched>;
}

interface FetcherOptions {
  /** The site's address: what is asked for lies below it. */
  readonly baseUrl: string;
  readonly userAgent: string;
  readonly pace: Pace;
  readonly now: () => Date;
  readonly timeoutMs?: number;
  readonly mostBytes?: number;
}

const TIMEOUT_MS = 30_000;
const MOST_BYTES = 4_000_000;
const MOST_REDIRECTS = 3;
/** How long work that nobody waits for stands before a site that asked to wait; for longer it is told so. */
const PATIENCE_MS = 10_000;
/** The most lines to a site that does not ask for a single one. */
const CONNECTIONS = 4;

/** @throws UserError when the address is none that can be asked */
export function createFetcher(options: FetcherOptions): Fetcher {
  const { userAgent, pace, now, timeoutMs = TIMEOUT_MS, mostBytes = MOST_BYTES } = options;
  const base = siteOf(options.baseUrl);
  const { host } = base;
  const turns = createTurns(pace, now);
  const gate = createGate(host, now);
  // Its own `fetch` goes with it, not Node's: an agent works with the `fetch` of its own version (undici#4827).
  const dispatcher = new Agent({ connections: pace.queues === 'everyone' ? 1 : CONNECTIONS });
  const exchange = createExchange({ host, userAgent, dispatcher, gate, now, timeoutMs, mostBytes });

  return {
    host,
    at: (path, query = {}) => {
      const url = new URL(base);
      url.pathname = base.pathname.replace(/\/$/, '') + path;
      url.search = new URLSearchParams(query).toString();
      return url;
    },
    async get(first, request, { withinMs, signal } = {}) {
      const patienceMs = withinMs ?? PATIENCE_MS;
      gate.check(patienceMs);
      const deadline = withinMs === undefined ? undefined : AbortSignal.timeout(withinMs);
      const stop = AbortSignal.any([signal, deadline].filter((one) => one !== undefined));
      let isAsked = false;
      const ask = async (url: URL): Promise<Fetched | URL> => {
        await gate.pass(patienceMs, stop);
        isAsked = true;
        return exchange(url, request, stop);
      };
      try {
        let url = first;
        for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
          const target = onSite(url, base);
          const answer = await turns.take(() => ask(target), { isHurried: withinMs !== undefined, signal: stop });
          if (!(answer instanceof URL)) return answer;
          url = answer;
        }
        throw new SourceError('malformed', `${host} redirects more than ${MOST_REDIRECTS} times`);
      } catch (error) {
        signal?.throwIfAborted();
        if (error instanceof SourceError || !deadline?.aborted) throw error;
        throw isAsked ? tooLate(host, patienceMs, error) : busy(host, pace);
      }
    },
  };
}

function siteOf(baseUrl: string): URL {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '') return url;
  throw new UserError(`The address of a source is one such as https://huggingface.co, without user name and password.`);
}

function onSite(url: URL, { origin, host }: URL): URL {
  if (url.origin === origin && url.username === '' && url.password === '') return url;
  throw new SourceError('refused', `${host} names ${url.protocol}//${url.host}, which is not asked: only ${origin} is`);
}

function busy(host: string, { spacingMs }: Pace): SourceError {
  return new SourceError('limited', `${host} is asked one thing at a time, and other requests come first`, {
    retryAfterMs: spacingMs,
  });
}
