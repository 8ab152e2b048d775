import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** The connections of a server. The server itself loses sight of those that became a WebSocket, and closing would wait for them for ever. */
export interface ConnectionTracker {
  /** Ends those on which no answer is in hand, and each other one once its answer is given. */
  closeIdle(): void;
  closeAll(): void;
}

/**
 * Sees those that come from now on: to be called before the server listens.
 *
 * @param onLimitReached told when one more than may be was turned away, and again only once half of them were gone: as long as there is a flood,
 * each place that becomes free is taken at once
 */
export function trackConnections(server: Server, onLimitReached: () => void): ConnectionTracker {
  const open = new Set<Socket>();
  const busy = new Set<Socket>();
  let isClosing = false;
  let isAtLimit = false;

  server.on('connection', (socket) => {
    open.add(socket);
    socket.once('close', () => {
      open.delete(socket);
      isAtLimit &&= open.size > server.maxConnections / 2;
    });
  });
  server.on('drop', () => {
    if (!isAtLimit) onLimitReached();
    isAtLimit = true;
  });
  server.on('request', ({ socket }, response) => {
    busy.add(socket);
    response.once('close', () => {
      busy.delete(socket);
      // The end goes out after the last bytes of the answer.
      if (isClosing) socket.end();
    });
  });

  return {
    closeIdle() {
      isClosing = true;
      for (const socket of open) if (!busy.has(socket)) socket.destroy();
    },
    closeAll() {
      for (const socket of open) socket.destroy();
    },
  };
}
