import type { ServerResponse } from 'node:http';
import { type ArmedFaults, answerHalf, createArmedFaults } from '../armed-faults.ts';
import type { Watch } from '../watch.ts';

type FaultKind =
  | '429 route'
  | '429 global'
  | '429 shared'
  /** As from Cloudflare, in front of the API: no JSON and no retry-after. */
  | '429 no retry-after'
  | '500'
  | '502'
  /** The connection is reset (RST). */
  | 'reset'
  /** The connection ends without a response (FIN). */
  | 'close'
  | 'hang'
  /** The normal response, in small parts over `overMs`. */
  | 'slow drip'
  /** The normal response stops halfway, and the connection stays open. */
  | 'stall'
  | 'truncated JSON'
  /** An API error with this status, `code` and `message`. */
  | 400
  | 401
  | 403
  | 404;

export interface Fault {
  readonly kind: FaultKind;
  readonly method?: string;
  /** Matches the path as in `requests`, such as `/channels/1/messages`. */
  readonly path?: RegExp;
  /** How many requests it applies to, 1 by default. */
  readonly times?: number;
  /** Whether the request takes effect before the fault. Always for `slow drip`, `stall` and `truncated JSON`. */
  readonly afterCommit?: boolean;
  readonly code?: number;
  readonly message?: string;
  /** In seconds. */
  readonly retryAfter?: number;
  readonly overMs?: number;
}

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Faults = ArmedFaults<Fault, { readonly method: string; readonly path: string }>;

export function createFaults(watch: Watch): Faults {
  return createArmedFaults(
    watch,
    (fault: Fault, { method, path }) => (fault.method ?? method) === method && (fault.path?.test(path) ?? true),
  );
}

export function commitsBeforeFault({ kind, afterCommit = false }: Fault): boolean {
  return afterCommit || kind === 'slow drip' || kind === 'stall' || kind === 'truncated JSON';
}

/** Responds with the fault. `right` is the normal response. */
export function answerWithFault(fault: Fault, response: ServerResponse, right: Answer): void {
  const { kind, overMs = 200 } = fault;
  if (kind === 'reset') response.socket?.resetAndDestroy();
  else if (kind === 'close') response.socket?.end();
  else if (kind === 'slow drip') drip(response, right, overMs);
  else if (kind === 'stall' || kind === 'truncated JSON') answerHalf(response, right, kind === 'stall');
  else if (kind !== 'hang') reply(response, refusal(fault, kind));
}

function refusal(
  { code = 0, message, retryAfter = 0.05 }: Fault,
  kind: Exclude<FaultKind, 'reset' | 'close' | 'hang' | 'slow drip' | 'stall' | 'truncated JSON'>,
): Answer {
  switch (kind) {
    case '429 route':
      return limited(retryAfter, 'user', bucketSpent(retryAfter));
    case '429 shared':
      return limited(retryAfter, 'shared');
    case '429 global':
      return limited(retryAfter, 'global', { 'x-ratelimit-global': 'true' });
    case '429 no retry-after':
      return { status: 429, body: '<html>error code: 1015</html>' };
    case '500':
      return { status: 500, body: { message: '500: Internal Server Error', code: 0 } };
    case '502':
      return { status: 502, body: '<html>502 Bad Gateway</html>' };
    default:
      return { status: kind, body: { message: message ?? `${kind}: refused`, code } };
  }
}

/** Sends strings as HTML, as Cloudflare does, and everything else as JSON. */
export function reply(response: ServerResponse, { status, body, headers = {} }: Answer): void {
  const isText = typeof body === 'string';
  // A 204 with a content type makes @discordjs/rest parse an empty body.
  const type = body === undefined ? {} : { 'content-type': isText ? 'text/html' : 'application/json' };
  response.writeHead(status, { ...type, ...headers }).end(isText || body === undefined ? body : JSON.stringify(body));
}

export function limited(
  retryAfter: number,
  scope: 'user' | 'shared' | 'global',
  headers: Answer['headers'] = {},
): Answer {
  return {
    status: 429,
    body: { message: 'You are being rate limited.', retry_after: retryAfter, global: scope === 'global' },
    headers: { 'retry-after': `${retryAfter}`, 'x-ratelimit-scope': scope, ...headers },
  };
}

function bucketSpent(retryAfter: number): Readonly<Record<string, string>> {
  const reset = `${Date.now() / 1000 + retryAfter}`;
  return {
    'x-ratelimit-limit': '5',
    'x-ratelimit-remaining': '0',
    'x-ratelimit-reset-after': `${retryAfter}`,
    'x-ratelimit-reset': reset,
  };
}

function drip(response: ServerResponse, { status, body, headers = {} }: Answer, overMs: number): void {
  const text = Buffer.from(JSON.stringify(body ?? {}));
  const parts = 10;
  const size = Math.ceil(text.length / parts);
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  const next = (part: number): void => {
    if (response.destroyed) return;
    if (part >= parts) {
      response.end();
      return;
    }
    response.write(text.subarray(part * size, (part + 1) * size));
    setTimeout(next, overMs / parts, part + 1);
  };
  next(0);
}
