import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { createHostCheck, createOriginCheck } from '../../src/runtime/host-check.ts';
import type { Log } from '../../src/runtime/log.ts';
import { createRejection, type LogRejection, type Rejection } from './error-response.ts';
import type { Quota } from './rate-limits.ts';

/** Looks at everything that comes in, be it a request or the wish for a WebSocket. */
export type RequestGuard = (request: IncomingMessage, kind: 'request' | 'upgrade') => Promise<Rejection | undefined>;

interface RequestGuardDeps {
  readonly host: string;
  readonly publicUrl?: string | undefined;
  readonly quota: Quota;
  readonly logRejection: LogRejection;
}

const ALLOWED_METHODS = ['GET', 'HEAD', 'POST'];

/** As long as RFC 9110, section 4.1, wants it to be at least: a query of 500 letters in any script fits. */
const MAX_URL_LENGTH = 8000;

const MAX_BODY_BYTES = 64 * 1024;

/** The one gate for all of the site. */
export function createRequestGuard({ host, publicUrl, quota, logRejection }: RequestGuardDeps): RequestGuard {
  const isAllowedHost = createHostCheck({ host, publicUrl });
  const isSameOrigin = createOriginCheck({ publicUrl });

  const findRejection = (request: IncomingMessage, isStateChanging: boolean): Rejection | undefined => {
    const { method = '', url = '', headers } = request;
    if (!ALLOWED_METHODS.includes(method)) {
      return createRejection(405, `This takes ${ALLOWED_METHODS.join(', ')} and no ${method}.`, {
        allow: ALLOWED_METHODS.join(', '),
      });
    }
    if (url.length > MAX_URL_LENGTH) {
      return createRejection(
        414,
        `This address has ${url.length} characters and may have ${MAX_URL_LENGTH}: ask for less.`,
      );
    }
    if (headers['transfer-encoding'] !== undefined) {
      return createRejection(411, 'What is sent here has to say beforehand how long it is, with Content-Length.');
    }
    if (Number(headers['content-length'] ?? 0) > MAX_BODY_BYTES)
      return createRejection(413, 'Nothing so large is taken here.');
    // Two names are none: those who read them might not read the same one.
    const [hostHeader, ...duplicates] = request.headersDistinct['host'] ?? [];
    if (!isAllowedHost(hostHeader) || duplicates.length > 0) {
      return createRejection(
        421,
        'This server does not answer to that name. If it is yours, set PUBLIC_URL to the address at which people reach it, as in https://papers.example.org, and start Paperboy again.',
      );
    }
    if (isStateChanging && !isSameOrigin(headers)) {
      return createRejection(
        403,
        'This came from a page of another site. If that page is yours, set PUBLIC_URL to the address at which people reach it.',
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

/** Takes a connection that is to become a WebSocket. */
export type UpgradeHandler = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

interface UpgradeDeps {
  readonly guard: RequestGuard;
  /** Who takes it, by path. */
  readonly upgradeHandlers: ReadonlyMap<string, UpgradeHandler>;
  readonly log: Log;
}

interface UpgradeRejection {
  readonly status: number;
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Gives a connection to whoever takes it, once the gate has let it in. It never rejects. */
export async function handleUpgrade(
  { guard, upgradeHandlers, log }: UpgradeDeps,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): Promise<void> {
  // From here on the socket is ours alone, and an error that nobody hears would end the process.
  const destroySocket = (): void => void socket.destroy();
  socket.on('error', destroySocket);
  try {
    const handler = upgradeHandlers.get((request.url ?? '').split('?')[0] ?? '');
    const rejection = await guard(request, 'upgrade');
    if (rejection !== undefined) {
      rejectUpgrade(socket, rejection);
    } else if (handler === undefined) {
      rejectUpgrade(socket, { status: 404, text: 'Nothing at this address takes a WebSocket.', headers: {} });
    } else {
      socket.off('error', destroySocket);
      handler(request, socket, head);
    }
  } catch (error) {
    log.error({ err: error }, 'a WebSocket could not be opened');
    socket.destroy();
  }
}

/** Answers the wish for a WebSocket with why there is none: on this socket there is nothing but bytes to write. */
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
