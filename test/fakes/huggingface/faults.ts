import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { type ArmedFaults, createArmedFaults } from '../armed-faults.ts';
import type { Watch } from '../watch.ts';
import type { Answer, SourceRequest } from './source-server.ts';

type FaultKind =
  /** With `RateLimit`, as Hugging Face has it, of as many `seconds`. */
  | '429'
  /** With `Retry-After`, in as many `seconds`. */
  | '429 retry-after'
  | '429 bare'
  /** With `Retry-After`, as arXiv has it. */
  | '503 retry-after'
  | '503'
  | '500'
  | '502'
  | '400'
  | '401'
  | '403'
  | '404'
  /** The line breaks with an error (RST). */
  | 'reset'
  /** The line ends without an answer (FIN). */
  | 'close'
  | 'hang'
  /** The right answer stops half-way, and the line stays open. */
  | 'stall'
  /** The right answer stops half-way, and the line ends, though all of it was promised. */
  | 'half answer'
  /** Half of the right body, as if that were all of it. */
  | 'truncated body'
  /** A byte now and then, for ever. */
  | 'drip'
  /** A page for people, with status 200. */
  | 'HTML page'
  /** The same with the type of the right answer. */
  | 'HTML in disguise'
  /** The entries of a list as strings, and anything else as one. */
  | 'strings'
  /** `null` where a list or an object should be. */
  | 'null'
  | 'not UTF-8'
  /** A few kilobytes that become hundreds of megabytes. */
  | 'gzip bomb'
  /** Says that it is gzip, and is none. */
  | 'bad gzip'
  /** Promises 500 MB. */
  | 'huge body'
  /** Promises nothing, and never ends. */
  | 'endless body'
  /** To wherever `to` says. */
  | 'redirect'
  /** `body` with `contentType`, as a whole answer of status 200. */
  | 'instead';

export interface Fault {
  readonly kind: FaultKind;
  /** What the path has to begin with. */
  readonly path?: string;
  readonly when?: (request: SourceRequest) => boolean;
  /** How many requests it meets: one, unless told. */
  readonly times?: number;
  readonly seconds?: number;
  readonly to?: string;
  readonly body?: string;
  readonly contentType?: string;
}

export type Faults = ArmedFaults<Fault, SourceRequest>;

/** A compressed megabyte of spaces, over and over: one after the other they are one gzip file (RFC 1952, 2.2). */
const BOMB = Array<Buffer>(500).fill(gzipSync(Buffer.alloc(1024 * 1024, ' ')));
const HUGE_BYTES = 500 * 1024 * 1024;
const CHUNK = Buffer.alloc(64 * 1024, '[');
const DRIP_MS = 10;
const HTML = '<!doctype html><html><body>Down for maintenance.</body></html>';

export function createFaults(watch: Watch): Faults {
  return createArmedFaults(
    watch,
    ({ path = '', when }, request) => request.path.startsWith(path) && (when?.(request) ?? true),
  );
}

/** Answers with the fault. `right` is what would have been answered without it. */
export function enact(fault: Fault, response: ServerResponse, right: Answer): void {
  switch (fault.kind) {
    case 'reset':
      response.socket?.resetAndDestroy();
      return;
    case 'close':
      response.socket?.end();
      return;
    case 'hang':
      return;
    case 'stall':
    case 'half answer':
      promiseAllOf(right, response, fault.kind === 'half answer');
      return;
    case 'drip':
      drip(response, right);
      return;
    case 'huge body':
      response.writeHead(200, { 'content-type': right.contentType, 'content-length': `${HUGE_BYTES}` });
      pour(response);
      return;
    case 'endless body':
      response.writeHead(200, { 'content-type': right.contentType });
      pour(response);
      return;
    default: {
      const { status = 200, contentType = right.contentType, headers = {}, body } = instead(fault, fault.kind, right);
      response.writeHead(status, { 'content-type': contentType, ...headers }).end(body);
    }
  }
}

type WholeKind = Exclude<
  FaultKind,
  'reset' | 'close' | 'hang' | 'stall' | 'half answer' | 'drip' | 'huge body' | 'endless body'
>;

interface WholeAnswer {
  readonly status?: number;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

function instead(fault: Fault, kind: WholeKind, right: Answer): WholeAnswer {
  const { seconds = 55, to = '/', body = '', contentType = right.contentType } = fault;
  switch (kind) {
    case '429': {
      const headers = { ratelimit: `"api";r=0;t=${seconds}`, 'ratelimit-policy': '"fixed window";"api";q=500;w=300' };
      return { status: 429, headers, body: '{"error":"Too many requests"}' };
    }
    case '429 retry-after':
    case '503 retry-after':
      return { status: Number(kind.slice(0, 3)), headers: { 'retry-after': `${seconds}` }, body: 'Rate exceeded.' };
    case '429 bare':
      return { status: 429, contentType: 'text/plain', body: 'Rate exceeded.' };
    case '400':
    case '401':
    case '403':
    case '404':
    case '500':
    case '502':
    case '503':
      return { status: Number(kind), contentType: 'text/html', body: HTML };
    case 'truncated body':
      return { body: right.body.slice(0, Math.ceil(right.body.length / 2)) };
    case 'HTML page':
      return { contentType: 'text/html; charset=utf-8', body: HTML };
    case 'HTML in disguise':
      return { body: HTML };
    case 'strings':
      return { body: JSON.stringify(asStrings(JSON.parse(right.body))) };
    case 'null':
      return { body: 'null' };
    case 'not UTF-8':
      return { body: Buffer.from(`["caf\u00e9"]`, 'latin1') };
    case 'gzip bomb':
      return { headers: { 'content-encoding': 'gzip' }, body: Buffer.concat(BOMB) };
    case 'bad gzip':
      return { headers: { 'content-encoding': 'gzip' }, body: right.body };
    case 'redirect':
      return { status: 302, headers: { location: to }, body: '' };
    case 'instead':
      return { contentType, body };
  }
}

function promiseAllOf({ contentType, body }: Answer, response: ServerResponse, ends: boolean): void {
  const bytes = Buffer.from(body);
  response.writeHead(200, { 'content-type': contentType, 'content-length': `${bytes.length}` });
  response.write(bytes.subarray(0, Math.ceil(bytes.length / 2)), () => {
    if (ends) response.socket?.end();
  });
}

function drip(response: ServerResponse, { contentType }: Answer): void {
  response.writeHead(200, { 'content-type': contentType });
  const timer = setInterval(() => response.write(' '), DRIP_MS);
  response.on('close', () => clearInterval(timer));
}

/** As fast as whoever reads takes it, until that one goes. */
function pour(response: ServerResponse): void {
  const more = (): void => {
    while (!response.destroyed && response.write(CHUNK));
    if (!response.destroyed) response.once('drain', more);
  };
  more();
}

function asStrings(value: unknown): unknown {
  return Array.isArray(value) ? value.map((one) => JSON.stringify(one)) : JSON.stringify(value);
}
