import type { Server } from 'node:http';
import { householdOf, isNear as isNearby } from './peer.ts';

interface Shares {
  /** How many connections one household may hold at once. */
  readonly most: number;
  /** Whether an address is that of a proxy, through which everybody comes. */
  readonly isNear?: (address: string) => boolean;
}

/** Leaves room for others: whoever comes from afar holds a share of the connections of a server, and one more is ended at once. */
export function shareConnections(server: Server, { most, isNear = isNearby }: Shares): void {
  const held = new Map<string, number>();
  server.on('connection', (socket) => {
    const address = socket.remoteAddress ?? '';
    if (isNear(address)) return;
    const who = householdOf(address);
    const count = (held.get(who) ?? 0) + 1;
    if (count > most) {
      socket.destroy();
      return;
    }
    held.set(who, count);
    socket.once('close', () => {
      const left = (held.get(who) ?? 1) - 1;
      if (left === 0) held.delete(who);
      else held.set(who, left);
    });
  });
}
