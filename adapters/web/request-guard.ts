import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { createHostCheck, createOriginCheck } from '../../src/runtime/host-check.ts';
import type { Log } from '../../src/runtime/log.ts';
import { createRejection, type LogRejection, type Rejection } from './error-response.ts';
import type { Quota } from './rate-limits.ts';

/** Checks every HTTP request and WebSocket upgrade. Returns why it is rejected, or `undefined`. */
export type RequestGuard = (request: IncomingMessage, kind: 'request' | 'upgrade') => Promise<Rejection | undefined>;

interface RequestGuardDeps {
  readonly host: string;
  readonly publicUrl?: string | undefined;
  readonly quota: Quota;
  readonly logRejection: LogRejection;
}

const ALLOWED_METHODS = ['GET', 'HEAD', 'POST'];

/** The minimum that RFC 9110, section 4.1, recommends. A query of 500 characters in any script fits. */
const MAX_URL_LENGTH = 8000;

const MAX_BODY_KB = 64;

export function createRequestGuard({ host, publicUrl, quota, logRejection }: RequestGuardDeps): RequestGuard {
  const isAllowedHost = createHostCheck({ host, publicUrl });
  const isSameOrigin = createOriginCheck({ publicUrl });

  const findRejection = (request: IncomingMessage, isStateChanging: boolean): Rejection | undefined => {
    const { method = '', url = '', headers } = request;
    if (!ALLOWED_METHODS.includes(method)) {
      const allow = ALLOWED_METHODS.join(', ');
      return createRejection(405, `${method} isn't allowed here. Use one of ${allow}.`, { allow });
    }
    if (url.length > MAX_URL_LENGTH)
      return createRejection(414, `This URL has ${url.length} characters. The limit is ${MAX_URL_LENGTH}.`);
    if (headers['transfer-encoding'] !== undefined)
      return createRejection(411, 'Chunked request bodies are not supported. Send a Content-Length header.');
    if (Number(headers['content-length'] ?? 0) > MAX_BODY_KB * 1024)
      return createRejection(413, `The request body is too large. The limit is ${MAX_BODY_KB} kB.`);
    // With two Host headers, a proxy and this server might each read a different one.
    const [hostHeader, ...duplicates] = request.headersDistinct['host'] ?? [];
    if (!isAllowedHost(hostHeader) || duplicates.length > 0) {
      return createRejection(
        421,
        "This server doesn't answer to that host name. If it's yours, set PUBLIC_URL to the public address, for example https://papers.example.org, and restart Paperboy.",
      );
    }
    if (isStateChanging && !isSameOrigin(headers)) {
      return createRejection(
        403,
        "Requests from pages of other sites are blocked. If the page is yours, set PUBLIC_URL to the site's public address.",
      );
    }
    return undefined;
  };

  return async (request, kind) => {
    const quotaRejection = await quota.consume(request, 'request');
    if (quotaRejection !== undefined) return quotaRejection;
    const rejection = findRejection(request, kind === 'upgrade' || request.method === 'POST');
    if (rejection !== undefined) await logRejection(rejection, request);
    return rejection;
  };
}

export type UpgradeHandler = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

interface UpgradeDeps {
  readonly guard: RequestGuard;
  /** By path. */
  readonly upgradeHandlers: ReadonlyMap<string, UpgradeHandler>;
  readonly log: Log;
}

/** Passes a WebSocket upgrade that the guard allows to its handler. Never rejects. */
export async function handleUpgrade(
  { guard, upgradeHandlers, log }: UpgradeDeps,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): Promise<void> {
  // Node.js has removed its own listeners from the socket, and an unhandled 'error' event would end the process.
  const destroySocket = (): void => void socket.destroy();
  socket.on('error', destroySocket);
  try {
    const handler = upgradeHandlers.get((request.url ?? '').split('?')[0] ?? '');
    const rejection = await guard(request, 'upgrade');
    if (rejection !== undefined) {
      rejectUpgrade(socket, rejection);
    } else if (handler === undefined) {
      rejectUpgrade(socket, { status: 404, text: "There's no WebSocket at this address." });
    } else {
      socket.off('error', destroySocket);
      handler(request, socket, head);
    }
  } catch (error) {
    log.error({ err: error }, 'failed to upgrade to WebSocket');
    socket.destroy();
  }
}

interface UpgradeRejection {
  readonly status: number;
  readonly text: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Writes an HTTP response to the socket of a WebSocket upgrade and closes it. */
export function rejectUpgrade(socket: Duplex, { status, text, headers }: UpgradeRejection): void {
  const body = `${text}\n`;
  const allHeaders = {
    connection: 'close',
    'content-type': 'text/plain; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
    ...headers,
  };
  const headerLines = Object.entries(allHeaders).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${headerLines.join('')}\r\n${body}`, () =>
    socket.destroy(),
  );
}
