import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { type ArmedFaults, createArmedFaults } from '../armed-faults.ts';
import type { Watch } from '../watch.ts';
import type { FakeResponse, SourceRequest } from './source-server.ts';

type FaultKind =
  /** With the `RateLimit` header of Hugging Face, for `seconds`. */
  | '429'
  /** With `Retry-After: seconds`. */
  | '429 retry-after'
  | '429 bare'
  /** With `Retry-After: seconds`, like arXiv. */
  | '503 retry-after'
  | '503'
  | '500'
  | '502'
  | '400'
  | '401'
  | '403'
  | '404'
  /** Resets the connection (RST). */
  | 'reset'
  /** Closes the connection without a response (FIN). */
  | 'close'
  | 'hang'
  /** Sends half of the response, and keeps the connection open. */
  | 'stall'
  /** Sends half of the response, with the full content length, and closes the connection. */
  | 'half response'
  /** Half of the body, with its own content length. */
  | 'truncated body'
  /** A byte every 10 ms, without end. */
  | 'drip'
  /** With status 200. */
  | 'HTML page'
  /** HTML with the expected content type. */
  | 'HTML in disguise'
  /** The entries of a list, or any other value, as JSON in strings. */
  | 'strings'
  /** The JSON value. */
  | 'null'
  | 'not UTF-8'
  /** A few kilobytes that decompress to 500 MB. */
  | 'gzip bomb'
  /** Claims to be gzip, but isn't. */
  | 'bad gzip'
  /** With a content length of 500 MB. */
  | 'huge body'
  /** Without a content length, and without end. */
  | 'endless body'
  /** To `to`. */
  | 'redirect'
  /** `body` with `contentType` and status 200. */
  | 'replaced';

export interface Fault {
  readonly kind: FaultKind;
  /** A prefix of the paths it applies to. */
  readonly path?: string;
  readonly when?: (request: SourceRequest) => boolean;
  /** How many requests it applies to. Default: 1. */
  readonly times?: number;
  readonly seconds?: number;
  readonly to?: string;
  readonly body?: string;
  readonly contentType?: string;
}

export type Faults = ArmedFaults<Fault, SourceRequest>;

/** 500 times a compressed megabyte of spaces: gzip members can be concatenated (RFC 1952, 2.2). */
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

/** @param expected the response without the fault */
export function applyFault(fault: Fault, response: ServerResponse, expected: FakeResponse): void {
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
    case 'half response':
      sendHalf(expected, response, fault.kind === 'half response');
      return;
    case 'drip':
      drip(response, expected);
      return;
    case 'huge body':
      response.writeHead(200, { 'content-type': expected.contentType, 'content-length': `${HUGE_BYTES}` });
      sendEndlessly(response);
      return;
    case 'endless body':
      response.writeHead(200, { 'content-type': expected.contentType });
      sendEndlessly(response);
      return;
    default: {
      const {
        status = 200,
        contentType = expected.contentType,
        headers = {},
        body,
      } = responseWith(fault, fault.kind, expected);
      response.writeHead(status, { 'content-type': contentType, ...headers }).end(body);
    }
  }
}

type CompleteKind = Exclude<
  FaultKind,
  'reset' | 'close' | 'hang' | 'stall' | 'half response' | 'drip' | 'huge body' | 'endless body'
>;

interface CompleteResponse {
  readonly status?: number;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

function responseWith(fault: Fault, kind: CompleteKind, expected: FakeResponse): CompleteResponse {
  const { seconds = 55, to = '/', body = '', contentType = expected.contentType } = fault;
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
      return { body: expected.body.slice(0, Math.ceil(expected.body.length / 2)) };
    case 'HTML page':
      return { contentType: 'text/html; charset=utf-8', body: HTML };
    case 'HTML in disguise':
      return { body: HTML };
    case 'strings':
      return { body: JSON.stringify(stringified(JSON.parse(expected.body))) };
    case 'null':
      return { body: 'null' };
    case 'not UTF-8':
      return { body: Buffer.from(`["caf\u00e9"]`, 'latin1') };
    case 'gzip bomb':
      return { headers: { 'content-encoding': 'gzip' }, body: Buffer.concat(BOMB) };
    case 'bad gzip':
      return { headers: { 'content-encoding': 'gzip' }, body: expected.body };
    case 'redirect':
      return { status: 302, headers: { location: to }, body: '' };
    case 'replaced':
      return { contentType, body };
  }
}

function sendHalf({ contentType, body }: FakeResponse, response: ServerResponse, closes: boolean): void {
  const bytes = Buffer.from(body);
  response.writeHead(200, { 'content-type': contentType, 'content-length': `${bytes.length}` });
  response.write(bytes.subarray(0, Math.ceil(bytes.length / 2)), () => {
    if (closes) response.socket?.end();
  });
}

function drip(response: ServerResponse, { contentType }: FakeResponse): void {
  response.writeHead(200, { 'content-type': contentType });
  const timer = setInterval(() => response.write(' '), DRIP_MS);
  response.on('close', () => clearInterval(timer));
}

function sendEndlessly(response: ServerResponse): void {
  const writeMore = (): void => {
    while (!response.destroyed && response.write(CHUNK));
    if (!response.destroyed) response.once('drain', writeMore);
  };
  writeMore();
}

function stringified(value: unknown): unknown {
  return Array.isArray(value) ? value.map((one) => JSON.stringify(one)) : JSON.stringify(value);
}
