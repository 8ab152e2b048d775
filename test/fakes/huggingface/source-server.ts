import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FaultHandle } from '../armed-faults.ts';
import { createWatch } from '../watch.ts';
import { applyFault, createFaults, type Fault } from './faults.ts';

/** A received request, also one that met a fault. */
export interface SourceRequest {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  /** The number of its connection. */
  readonly connection: number;
  /** When it was received, and when its response was sent or its connection closed, in ms. */
  readonly startedAt: number;
  endedAt?: number;
  /** Of the response, once it's sent. */
  status?: number;
}

export interface FakeResponse {
  /** 200 by default. */
  readonly status?: number;
  readonly contentType: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A rate limit like Hugging Face's: the number of requests per window. */
export interface Quota {
  readonly requests: number;
  readonly seconds: number;
}

/** A local server of papers. */
export interface SourceServer {
  readonly url: string;
  readonly requests: readonly SourceRequest[];
  /** The highest number of concurrent requests so far. */
  maxConcurrency(): number;
  /** Adds a fault for the next requests. Faults apply in the order in which they were added. */
  fault(fault: Fault): FaultHandle;
  /** Waits until `condition` is true or has a value, checking after each request. */
  until<T>(condition: () => T | undefined | null | false, description?: string): Promise<T>;
  close(): Promise<void>;
}

export async function startSourceServer(
  respondTo: (request: SourceRequest) => FakeResponse,
  { quota, port = 0 }: { readonly quota?: Quota | undefined; readonly port?: number | undefined } = {},
): Promise<SourceServer> {
  const watch = createWatch();
  const faults = createFaults(watch);
  const requests: SourceRequest[] = [];
  const connections = new WeakMap<object, number>();
  const countRequest = quota && createQuotaCounter(quota);
  let [connection, inFlight, maxConcurrency] = [0, 0, 0];

  const server = createServer((incoming, response) => {
    const request = requestOf(incoming, connections.get(incoming.socket) ?? 0);
    requests.push(request);
    inFlight += 1;
    maxConcurrency = Math.max(maxConcurrency, inFlight);
    response.on('close', () => {
      inFlight -= 1;
      request.endedAt = performance.now();
      request.status = response.statusCode;
      watch.notify();
    });
    const counted = countRequest?.();
    const fault = counted?.isExceeded ? ({ kind: '429', seconds: counted.seconds } as const) : faults.take(request);
    const fake = respondTo(request);
    const expected = { ...fake, headers: { ...counted?.headers, ...fake.headers } };
    if (fault) applyFault(fault, response, expected);
    else send(request, response, expected);
    watch.notify();
  });
  server.on('connection', (socket) => {
    connection += 1;
    connections.set(socket, connection);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    maxConcurrency: () => maxConcurrency,
    fault: faults.add,
    until: (condition, description = 'a condition') => watch.until(condition, description),
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function requestOf(incoming: IncomingMessage, connection: number): SourceRequest {
  const { pathname, searchParams } = new URL(incoming.url ?? '/', 'http://localhost');
  const headers = Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, `${value}`]));
  return { path: pathname, query: searchParams, headers, connection, startedAt: performance.now() };
}

/** Sends a 304 if the client has the etag, unless it sends `no-cache`, like Express. */
function send({ headers: requestHeaders }: SourceRequest, response: ServerResponse, fake: FakeResponse): void {
  const { status = 200, contentType, body, headers = {} } = fake;
  const etag = `W/"${createHash('sha256').update(body).digest('base64url')}"`;
  const isFresh = requestHeaders['if-none-match'] === etag && !requestHeaders['cache-control']?.includes('no-cache');
  if (status === 200 && isFresh) {
    response.writeHead(304, { etag, ...headers }).end();
    return;
  }
  const etagHeader: Record<string, string> = status === 200 ? { etag } : {};
  response.writeHead(status, { 'content-type': contentType, ...etagHeader, ...headers }).end(body);
}

function createQuotaCounter({ requests, seconds }: Quota) {
  let [windowEnd, used] = [0, 0];
  return () => {
    const now = performance.now();
    if (now >= windowEnd) [windowEnd, used] = [now + seconds * 1000, 0];
    used += 1;
    const resetSeconds = Math.ceil((windowEnd - now) / 1000);
    const headers = { ratelimit: `"api";r=${Math.max(requests - used, 0)};t=${resetSeconds}` };
    return { isExceeded: used > requests, seconds: resetSeconds, headers };
  };
}
