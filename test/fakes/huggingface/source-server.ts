import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FaultHandle } from '../armed-faults.ts';
import { createWatch } from '../watch.ts';
import { createFaults, enact, type Fault } from './faults.ts';

/** A request as it came in, also one that met a fault. */
export interface SourceRequest {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  /** Which line it came on: a number for each. */
  readonly connection: number;
  /** When it came, and when its answer was out or its line gone. Milliseconds. */
  readonly startedAt: number;
  endedAt?: number;
  /** What was answered; none while there is no answer. */
  status?: number;
}

/** What a server says where nothing goes wrong. */
export interface Answer {
  readonly status?: number;
  readonly contentType: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** How many requests a window of time takes, as Hugging Face counts them. */
export interface Quota {
  readonly requests: number;
  readonly seconds: number;
}

/** A server of papers on this machine. */
export interface SourceServer {
  readonly url: string;
  readonly requests: readonly SourceRequest[];
  /** The most requests that were ever under way at once. */
  mostAtOnce(): number;
  /** Arms a fault for the requests to come; of several the oldest meets them first. */
  fault(fault: Fault): FaultHandle;
  /** Waits until something holds that requests bring about. */
  until<T>(look: () => T | undefined | null | false, what?: string): Promise<T>;
  close(): Promise<void>;
}

/** @param answerTo what is said to a request, with status 200 unless told */
export async function startSourceServer(
  answerTo: (request: SourceRequest) => Answer,
  { quota, port = 0 }: { readonly quota?: Quota | undefined; readonly port?: number | undefined } = {},
): Promise<SourceServer> {
  const watch = createWatch();
  const faults = createFaults(watch);
  const requests: SourceRequest[] = [];
  const connections = new WeakMap<object, number>();
  const count = quota && createCount(quota);
  let [connection, underWay, mostAtOnce] = [0, 0, 0];

  const server = createServer((incoming, response) => {
    const request = requestOf(incoming, connections.get(incoming.socket) ?? 0);
    requests.push(request);
    underWay += 1;
    mostAtOnce = Math.max(mostAtOnce, underWay);
    response.on('close', () => {
      underWay -= 1;
      request.endedAt = performance.now();
      request.status = response.statusCode;
      watch.notify();
    });
    const counted = count?.();
    const fault = counted?.isOver ? ({ kind: '429', seconds: counted.seconds } as const) : faults.take(request);
    const answer = answerTo(request);
    const right = { ...answer, headers: { ...counted?.headers, ...answer.headers } };
    if (fault) enact(fault, response, right);
    else reply(request, response, right);
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
    mostAtOnce: () => mostAtOnce,
    fault: faults.add,
    until: (look, what = 'what a test wanted') => watch.until(look, what),
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

/** A good answer has an entity tag, and is not said again to who has it: unless a cache is to be passed over, as Express does it. */
function reply({ headers: asked }: SourceRequest, response: ServerResponse, answer: Answer): void {
  const { status = 200, contentType, body, headers = {} } = answer;
  const etag = `W/"${createHash('sha256').update(body).digest('base64url')}"`;
  const isFresh = asked['if-none-match'] === etag && !asked['cache-control']?.includes('no-cache');
  if (status === 200 && isFresh) {
    response.writeHead(304, { etag, ...headers }).end();
    return;
  }
  const tag: Record<string, string> = status === 200 ? { etag } : {};
  response.writeHead(status, { 'content-type': contentType, ...tag, ...headers }).end(body);
}

function createCount({ requests, seconds }: Quota) {
  let [windowEnd, used] = [0, 0];
  return () => {
    const now = performance.now();
    if (now >= windowEnd) [windowEnd, used] = [now + seconds * 1000, 0];
    used += 1;
    const left = Math.ceil((windowEnd - now) / 1000);
    const headers = { ratelimit: `"api";r=${Math.max(requests - used, 0)};t=${left}` };
    return { isOver: used > requests, seconds: left, headers };
  };
}
