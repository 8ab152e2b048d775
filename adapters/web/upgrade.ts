import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Log } from '../../src/log.ts';
import type { Gate } from './gate.ts';

/** Takes a connection that is to become a WebSocket. */
export type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

interface Dependencies {
  readonly gate: Gate;
  /** Who takes it, by path. */
  readonly upgrades: ReadonlyMap<string, Upgrade>;
  readonly log: Log;
}

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Gives a connection to whoever takes it, once the gate has let it in. It never rejects. */
export async function takeUpgrade(
  { gate, upgrades, log }: Dependencies,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): Promise<void> {
  // From here on the socket is ours alone, and an error that nobody hears would end the process.
  const ignore = (): void => void socket.destroy();
  socket.on('error', ignore);
  try {
    const accept = upgrades.get((request.url ?? '').split('?')[0] ?? '');
    const refused = await gate(request, 'upgrade');
    if (refused !== undefined) {
      refuseUpgrade(socket, refused);
    } else if (accept === undefined) {
      refuseUpgrade(socket, { status: 404, text: 'Nothing at this address takes a WebSocket.', headers: {} });
    } else {
      socket.off('error', ignore);
      accept(request, socket, head);
    }
  } catch (error) {
    log.error({ err: error }, 'a WebSocket could not be opened');
    socket.destroy();
  }
}

/** Answers the wish for a WebSocket with why there is none: on this socket there is nothing but bytes to write. */
export function refuseUpgrade(socket: Duplex, { status, text, headers }: Answer): void {
  const body = `${text}\n`;
  const all = {
    connection: 'close',
    'content-type': 'text/plain; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
    ...headers,
  };
  const head = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${head.join('')}\r\n${body}`, () => socket.destroy());
}
