import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Log } from '../../src/log.ts';
import type { RequestGuard } from './gate.ts';

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
