import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { inTime } from '../../../src/in-time.ts';
import { LIMITS } from '../limits.ts';
import type { Upgrade } from '../upgrade.ts';
import { refuseUpgrade } from '../upgrade.ts';
import { attend, type Connection } from './connection.ts';

interface Dependencies {
  readonly attendWith: Parameters<typeof attend>[1];
  /** How often each tab is asked whether it is still there. */
  readonly everyMs: number;
}

/** The WebSockets of all tabs. */
export interface Sockets {
  readonly accept: Upgrade;
  /** Lets tabs in from now on. */
  open(): void;
  /** Takes leave of all tabs, and lets none in any more. Who does not say goodbye within a second is cut off. */
  close(): Promise<void>;
}

const GOING_AWAY = 1001;
const GOODBYE_MS = 1000;

/** Lets nobody in before `open` was called. */
export function createSockets({ attendWith, everyMs }: Dependencies): Sockets {
  const server = new WebSocketServer({ noServer: true, maxPayload: LIMITS.payload, perMessageDeflate: false });
  const connections = new Set<Connection>();
  let beating: NodeJS.Timeout | undefined;

  return {
    accept(request, socket, head) {
      if (beating === undefined) {
        refuse(socket, 'The playground is not open.');
      } else if (server.clients.size >= LIMITS.sockets) {
        refuse(socket, 'All places are taken: close a tab.');
      } else {
        server.handleUpgrade(request, socket, head, (opened) => {
          const connection = attend(opened, attendWith);
          connections.add(connection);
          opened.on('close', () => connections.delete(connection));
        });
      }
    },
    open() {
      beating ??= setInterval(() => {
        for (const connection of connections) connection.beat();
      }, everyMs).unref();
    },
    async close() {
      clearInterval(beating);
      beating = undefined;
      const all = [...server.clients];
      const goodbyes = all.map((socket) => once(socket, 'close'));
      for (const socket of all) socket.close(GOING_AWAY, 'Paperboy stops');
      await inTime(Promise.all(goodbyes), GOODBYE_MS);
      for (const socket of all) socket.terminate();
    },
  };
}

function refuse(socket: Duplex, text: string): void {
  // Who leaves before hearing it may break the line, and an error that nobody hears would end the process.
  socket.on('error', () => socket.destroy());
  refuseUpgrade(socket, { status: 503, text, headers: {} });
}
