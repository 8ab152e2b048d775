import type { ServerResponse } from 'node:http';
import { type ArmedFaults, answerHalf, createArmedFaults } from '../armed-faults.ts';
import type { Watch } from '../watch.ts';
import type { ApiRequest } from './web-api.ts';

type FaultKind =
  /** `ok: false` with the `error` given. */
  | 'error'
  /** What a response URL says to a body that Slack does not take. */
  | '400'
  | '429'
  | '429 no retry-after'
  | '500'
  | '502'
  /** The line breaks with an error (RST). */
  | 'reset'
  /** The line ends without an answer (FIN). */
  | 'close'
  | 'hang'
  /** The right answer stops half-way, and the line stays open. */
  | 'stall'
  | 'truncated JSON'
  /** A page for people, with status 200. */
  | 'HTML page';

export interface Fault {
  readonly kind: FaultKind;
  /** Such as `chat.postMessage`; `response_url` for the use of one. */
  readonly method?: string;
  readonly channel?: string;
  readonly when?: (request: ApiRequest) => boolean;
  /** How many requests it meets: one, unless told. */
  readonly times?: number;
  /** Whether Slack does what was asked before things go wrong. `stall` and `truncated JSON` always do. */
  readonly afterCommit?: boolean;
  readonly error?: string;
  /** What is said beside the error, such as `needed`. */
  readonly more?: object;
  /** In whole seconds, as Slack counts. */
  readonly retryAfter?: number;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Faults = ArmedFaults<Fault, ApiRequest>;

export function createFaults(watch: Watch): Faults {
  return createArmedFaults(watch, meets);
}

export function commitsFirst({ kind, afterCommit = false }: Fault): boolean {
  return afterCommit || kind === 'stall' || kind === 'truncated JSON';
}

/** Answers with the fault. `right` is what would have been answered without it. */
export function enact(fault: Fault, response: ServerResponse, right: Answer): void {
  const { kind } = fault;
  if (kind === 'reset') response.socket?.resetAndDestroy();
  else if (kind === 'close') response.socket?.end();
  else if (kind === 'stall' || kind === 'truncated JSON') answerHalf(response, right, kind === 'stall');
  else if (kind !== 'hang') reply(response, instead(fault, kind));
}

function instead(
  { retryAfter = 1, error = 'internal_error', more = {} }: Fault,
  kind: Exclude<FaultKind, 'reset' | 'close' | 'hang' | 'stall' | 'truncated JSON'>,
): Answer {
  switch (kind) {
    case 'error':
      return { status: 200, body: { ok: false, error, ...more } };
    case '400':
      return { status: 400, body: error };
    case '429':
      return limited(retryAfter);
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

/** Text is sent as HTML, as the servers before Slack's API do, everything else as JSON. */
export function reply(response: ServerResponse, { status, body, headers = {} }: Answer): void {
  const isText = typeof body === 'string';
  const type = isText ? 'text/html' : 'application/json; charset=utf-8';
  response.writeHead(status, { 'content-type': type, ...headers }).end(isText ? body : JSON.stringify(body));
}

export function limited(retryAfter: number): Answer {
  return {
    status: 429,
    body: { ok: false, error: 'ratelimited' },
    headers: { 'retry-after': `${retryAfter}` },
  };
}

function meets({ method, channel, when }: Fault, request: ApiRequest): boolean {
  return (
    (method ?? request.method) === request.method &&
    (channel === undefined || request.body['channel'] === channel) &&
    (when?.(request) ?? true)
  );
}
