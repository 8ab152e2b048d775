import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** The connections of a server. The server itself loses sight of those that became a WebSocket, and closing would wait for them for ever. */
export interface Connections {
  /** Ends those on which no answer is in hand, and each other one once its answer is given. */
  endIdle(): void;
  endAll(): void;
}

/**
 * Sees those that come from now on: to be called before the server listens.
 *
 * @param onFull told when one more than may be was turned away, and again only once half of them were gone: as long as there is a flood,
 * each place that becomes free is taken at once
 */
export function watchConnections(server: Server, onFull: () => void): Connections {
  const open = new Set<Socket>();
  const busy = new Set<Socket>();
  let isEnding = false;
  let isFull = false;

  server.on('connection', (socket) => {
    open.add(socket);
    socket.once('close', () => {
      open.delete(socket);
      isFull &&= open.size > server.maxConnections / 2;
    });
  });
  server.on('drop', () => {
    if (!isFull) onFull();
    isFull = true;
  });
  server.on('request', ({ socket }, response) => {
    busy.add(socket);
    response.once('close', () => {
      busy.delete(socket);
      // The end goes out after the last bytes of the answer.
      if (isEnding) socket.end();
    });
  });

  return {
    endIdle() {
      isEnding = true;
      for (const socket of open) if (!busy.has(socket)) socket.destroy();
    },
    endAll() {
      for (const socket of open) socket.destroy();
    },
  };
}
