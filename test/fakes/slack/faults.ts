import type { ServerResponse } from 'node:http';
import { type ArmedFaults, answerHalf, createArmedFaults } from '../armed-faults.ts';
import type { Watch } from '../watch.ts';
import type { ApiRequest } from './web-api.ts';

type FaultKind =
  /** `ok: false` with the `error` given. */
  | 'error'
  /** A response URL's rejection of a body. */
  | '400'
  | '429'
  | '429 no retry-after'
  | '500'
  | '502'
  /** The connection is reset (RST). */
  | 'reset'
  /** The connection is closed without a response (FIN). */
  | 'close'
  | 'hang'
  /** The response stops half-way, and the connection stays open. */
  | 'stall'
  | 'truncated JSON'
  /** With status 200. */
  | 'HTML page';

export interface Fault {
  readonly kind: FaultKind;
  /** Such as `chat.postMessage`, or `response_url`. */
  readonly method?: string;
  readonly channel?: string;
  readonly when?: (request: ApiRequest) => boolean;
  /** The number of requests it affects. 1 by default. */
  readonly times?: number;
  /** Whether the request is processed before the fault. Always for `stall` and `truncated JSON`. */
  readonly afterCommit?: boolean;
  readonly error?: string;
  /** Other properties of the response, such as `needed`. */
  readonly details?: object;
  /** In whole seconds. */
  readonly retryAfter?: number;
}

export interface ApiResponse {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Faults = ArmedFaults<Fault, ApiRequest>;

export function createFaults(watch: Watch): Faults {
  return createArmedFaults(watch, matches);
}

export function commitsFirst({ kind, afterCommit = false }: Fault): boolean {
  return afterCommit || kind === 'stall' || kind === 'truncated JSON';
}

/** @param right the response without the fault */
export function applyFault(fault: Fault, response: ServerResponse, right: ApiResponse): void {
  const { kind } = fault;
  if (kind === 'reset') response.socket?.resetAndDestroy();
  else if (kind === 'close') response.socket?.end();
  else if (kind === 'stall' || kind === 'truncated JSON') answerHalf(response, right, kind === 'stall');
  else if (kind !== 'hang') sendResponse(response, faultResponse(fault, kind));
}

function faultResponse(
  { retryAfter = 1, error = 'internal_error', details = {} }: Fault,
  kind: Exclude<FaultKind, 'reset' | 'close' | 'hang' | 'stall' | 'truncated JSON'>,
): ApiResponse {
  switch (kind) {
    case 'error':
      return { status: 200, body: { ok: false, error, ...details } };
    case '400':
      return { status: 400, body: error };
    case '429':
      return rateLimitedResponse(retryAfter);
    case '429 no retry-after':
      return { status: 429, body: { ok: false, error: 'ratelimited' } };
    case '500':
      return { status: 500, body: { ok: false, error: 'internal_error' } };
    case '502':
      return { status: 502, body: '<html><body>502 Bad Gateway</body></html>' };
    case 'HTML page':
      return { status: 200, body: '<html><body>Slack is down for maintenance.</body></html>' };
  }
}

/** Sends text as HTML, as Slack's proxies do, and everything else as JSON. */
export function sendResponse(response: ServerResponse, { status, body, headers = {} }: ApiResponse): void {
  const isText = typeof body === 'string';
  const type = isText ? 'text/html' : 'application/json; charset=utf-8';
  response.writeHead(status, { 'content-type': type, ...headers }).end(isText ? body : JSON.stringify(body));
}

export function rateLimitedResponse(retryAfter: number): ApiResponse {
  return {
    status: 429,
    body: { ok: false, error: 'ratelimited' },
    headers: { 'retry-after': `${retryAfter}` },
  };
}

function matches({ method, channel, when }: Fault, request: ApiRequest): boolean {
  return (
    (method ?? request.method) === request.method &&
    (channel === undefined || request.body['channel'] === channel) &&
    (when?.(request) ?? true)
  );
}
