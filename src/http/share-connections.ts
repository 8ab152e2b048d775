import type { Server } from 'node:http';
import { clientKeyFromAddress, isPrivateAddress } from './peer.ts';

interface ConnectionLimitOptions {
  /** How many connections one household may hold at once. */
  readonly maxPerClient: number;
  /** Whether an address is that of a proxy, through which everybody comes. */
  readonly isExempt?: (address: string) => boolean;
}

/** Leaves room for others: whoever comes from afar holds a share of the connections of a server, and one more is ended at once. */
export function limitConnectionsPerClient(
  server: Server,
  { maxPerClient, isExempt = isPrivateAddress }: ConnectionLimitOptions,
): void {
  const countByClient = new Map<string, number>();
  server.on('connection', (socket) => {
    const address = socket.remoteAddress ?? '';
    if (isExempt(address)) return;
    const clientKey = clientKeyFromAddress(address);
    const count = (countByClient.get(clientKey) ?? 0) + 1;
    if (count > maxPerClient) {
      socket.destroy();
      return;
    }
    countByClient.set(clientKey, count);
    socket.once('close', () => {
      const remaining = (countByClient.get(clientKey) ?? 1) - 1;
      if (remaining === 0) countByClient.delete(clientKey);
      else countByClient.set(clientKey, remaining);
    });
  });
}
