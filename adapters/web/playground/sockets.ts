import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { withTimeout } from '../../../src/in-time.ts';
import { LIMITS } from '../limits.ts';
import type { UpgradeHandler } from '../upgrade.ts';
import { rejectUpgrade } from '../upgrade.ts';
import { handleConnection, type TabConnection } from './connection.ts';

interface WebSocketsDeps {
  readonly connectionDeps: Parameters<typeof handleConnection>[1];
  /** How often each tab is asked whether it is still there. */
  readonly heartbeatIntervalMs: number;
}

/** The WebSockets of all tabs. */
export interface WebSockets {
  readonly accept: UpgradeHandler;
  /** Lets tabs in from now on. */
  open(): void;
  /** Takes leave of all tabs, and lets none in any more. Who does not say goodbye within a second is cut off. */
  close(): Promise<void>;
}

const GOING_AWAY = 1001;
const CLOSE_TIMEOUT_MS = 1000;

/** Lets nobody in before `open` was called. */
export function createWebSockets({ connectionDeps, heartbeatIntervalMs }: WebSocketsDeps): WebSockets {
  const server = new WebSocketServer({ noServer: true, maxPayload: LIMITS.payloadBytes, perMessageDeflate: false });
  const connections = new Set<TabConnection>();
  let heartbeatTimer: NodeJS.Timeout | undefined;

  return {
    accept(request, socket, head) {
      if (heartbeatTimer === undefined) {
        rejectSocket(socket, 'The playground is not open.');
      } else if (server.clients.size >= LIMITS.sockets) {
        rejectSocket(socket, 'All places are taken: close a tab.');
      } else {
        server.handleUpgrade(request, socket, head, (webSocket) => {
          const connection = handleConnection(webSocket, connectionDeps);
          connections.add(connection);
          webSocket.on('close', () => connections.delete(connection));
        });
      }
    },
    open() {
      heartbeatTimer ??= setInterval(() => {
        for (const connection of connections) connection.heartbeat();
      }, heartbeatIntervalMs).unref();
    },
    async close() {
      clearInterval(heartbeatTimer);
      heartbeatTimer = undefined;
      const clients = [...server.clients];
      const closeEvents = clients.map((socket) => once(socket, 'close'));
      for (const socket of clients) socket.close(GOING_AWAY, 'Paperboy stops');
      await withTimeout(Promise.all(closeEvents), CLOSE_TIMEOUT_MS);
      for (const socket of clients) socket.terminate();
    },
  };
}

function rejectSocket(socket: Duplex, text: string): void {
  // Who leaves before hearing it may break the line, and an error that nobody hears would end the process.
  socket.on('error', () => socket.destroy());
  rejectUpgrade(socket, { status: 503, text, headers: {} });
}
