import { type Agent, fetch, type Response } from 'undici';
import { SourceError } from '../live/source.ts';
import { failureOf, tooLate } from './failure.ts';
import type { Gate } from './gate.ts';
import { nextPage } from './next-page.ts';
import { askedWait, windowEnd } from './rate-limit.ts';
import { discard, readBody } from './read-body.ts';

/** What is asked for. */
export interface FetchRequest {
  /** The media types that an answer may have, the wanted one first. */
  readonly accept: readonly string[];
  /** The entity tag of the answer that is known already. */
  readonly validator?: string | undefined;
}

export type Fetched =
  | {
      readonly kind: 'fetched';
      readonly text: string;
      readonly validator?: string;
      /** The next page, wherever the answer says that it is. */
      readonly next?: URL;
    }
  | { readonly kind: 'unchanged' }
  /** Status 404. */
  | { readonly kind: 'missing' }
  /** Status 400, and what was said with it. */
  | { readonly kind: 'declined'; readonly text: string };

interface Dependencies {
  readonly host: string;
  readonly userAgent: string;
  readonly dispatcher: Agent;
  readonly gate: Gate;
  readonly now: () => Date;
  /** How long a whole answer may take. */
  readonly timeoutMs: number;
  /** How large it may be, decompressed. */
  readonly mostBytes: number;
}

/** One request and its answer: understood, or the address to which the site moved it. */
export type Exchange = (url: URL, request: FetchRequest, signal: AbortSignal) => Promise<Fetched | URL>;

/** How long to wait where a site asks to, and does not say for how long. */
const USUAL_WAIT_MS = 60_000;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
/** What is no entity tag is not sent back (RFC 9110, 8.8.3). */
const ENTITY_TAG = /^(?:W\/)?"[\x21\x23-\x7e]{1,200}"$/;

/** @throws SourceError where there is no answer that can be used; the signal's reason once that is aborted */
export function createExchange(dependencies: Dependencies): Exchange {
  const { host, userAgent, dispatcher, timeoutMs } = dependencies;
  return async (url, request, signal) => {
    const timeout = AbortSignal.timeout(timeoutMs);
    try {
      const headers = requestHeaders(request, userAgent);
      const init = { headers, dispatcher, redirect: 'manual', signal: AbortSignal.any([signal, timeout]) } as const;
      return await understand(await fetch(url, init), url, request, dependencies);
    } catch (error) {
      signal.throwIfAborted();
      throw timeout.aborted ? tooLate(host, timeoutMs, error) : failureOf(error, host);
    }
  };
}

async function understand(
  response: Response,
  url: URL,
  { accept, validator }: FetchRequest,
  dependencies: Dependencies,
): Promise<Fetched | URL> {
  const { host, gate, mostBytes } = dependencies;
  const { status, headers } = response;
  const usedUp = windowEnd(headers.get('ratelimit'));
  if (usedUp !== undefined) gate.close(usedUp);
  if (status === 200) {
    const text = await readBody(response, { accept, mostBytes, host });
    return { kind: 'fetched', text, ...tagOf(headers.get('etag')), ...pageAfter(headers.get('link'), url) };
  }
  if (status === 400) return { kind: 'declined', text: await readBody(response, { mostBytes, host }) };
  await discard(response);
  if (status === 404) return { kind: 'missing' };
  if (status === 304 && validator !== undefined) return { kind: 'unchanged' };
  if (REDIRECTS.has(status)) return redirectTarget(headers.get('location'), url, host);
  throw refusal(response, dependencies);
}

/** Service is refused for a while (503) only where it says for how long; else it is just down. */
function refusal({ status, headers }: Response, { host, gate, now }: Dependencies): SourceError {
  const asked = askedWait(headers, now());
  if (status === 429 || (status === 503 && asked !== undefined)) return gate.close(asked ?? USUAL_WAIT_MS);
  const kind = status >= 500 || status === 408 ? 'down' : status >= 400 ? 'refused' : 'malformed';
  return new SourceError(kind, `${host} answered with status ${status}`);
}

function requestHeaders({ accept, validator }: FetchRequest, userAgent: string): Record<string, string> {
  return {
    'user-agent': userAgent,
    accept: accept.join(', '),
    // `fetch` would add `no-cache` to a conditional request, and servers such as Express then answer in full.
    ...(validator !== undefined && { 'if-none-match': validator, 'cache-control': 'max-age=0' }),
  };
}

function tagOf(etag: string | null): { readonly validator?: string } {
  return etag !== null && ENTITY_TAG.test(etag) ? { validator: etag } : {};
}

function pageAfter(link: string | null, url: URL): { readonly next?: URL } {
  const next = nextPage(link, url);
  return next === undefined ? {} : { next };
}

function redirectTarget(location: string | null, from: URL, host: string): URL {
  if (location !== null && URL.canParse(location, from.href)) return new URL(location, from);
  throw new SourceError('malformed', `${host} redirects without saying where to`);
}
