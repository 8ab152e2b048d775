import type { IncomingMessage, Server } from 'node:http';
import { BlockList, isIP, isIPv6 } from 'node:net';

/**
 * Who asks, as far as their share of the requests goes.
 *
 * Behind a proxy all requests come from its address. Where there is one, and it is near, the last entry of `X-Forwarded-For` counts, which
 * is the one that the proxy itself has added; those before it are whatever the visitor wrote.
 */
export function clientKeyFromRequest(
  { socket, headers }: Pick<IncomingMessage, 'socket' | 'headers'>,
  hasProxy: boolean,
): string {
  const remoteAddress = socket.remoteAddress ?? '';
  const forwarded = String(headers['x-forwarded-for'] ?? '')
    .split(',')
    .at(-1)
    ?.trim();
  const isTrusted = hasProxy && forwarded !== undefined && isIP(forwarded) !== 0 && isPrivateAddress(remoteAddress);
  return clientKeyFromAddress(isTrusted ? forwarded : remoteAddress);
}

/** Where a proxy of one's own is: on this machine, or on the network of one's own (RFC 1918, RFC 4193), as between containers. */
const PRIVATE_ADDRESSES = new BlockList();
PRIVATE_ADDRESSES.addSubnet('127.0.0.0', 8);
PRIVATE_ADDRESSES.addSubnet('10.0.0.0', 8);
PRIVATE_ADDRESSES.addSubnet('172.16.0.0', 12);
PRIVATE_ADDRESSES.addSubnet('192.168.0.0', 16);
PRIVATE_ADDRESSES.addAddress('::1', 'ipv6');
PRIVATE_ADDRESSES.addSubnet('fc00::', 7, 'ipv6');

/** The groups of an IPv6 address that stand for one household: the rest of it may change with every request. */
const IPV6_PREFIX_GROUPS = 4;

/** Whether an address is of this machine, or of a network of one's own. */
function isPrivateAddress(address: string): boolean {
  const unmapped = unmapIpv4(address);
  return PRIVATE_ADDRESSES.check(unmapped, isIPv6(unmapped) ? 'ipv6' : 'ipv4');
}

/** Whose share of what there is counts: an address or, of IPv6, its network. */
function clientKeyFromAddress(address: string): string {
  const unmapped = unmapIpv4(address);
  return isIPv6(unmapped) ? ipv6Prefix(unmapped) : unmapped;
}

/** An IPv4 address comes in the clothes of IPv6 where a server listens at both. */
function unmapIpv4(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}

function ipv6Prefix(address: string): string {
  // The URL parser writes every form of an address in the shortest one.
  const compressed = new URL(`http://[${address.replace(/%.*$/, '')}]`).hostname.slice(1, -1);
  const [head = '', tail = ''] = compressed.split('::');
  const [before, after] = [head, tail].map((part) => part.split(':').filter(Boolean)) as [string[], string[]];
  const zeros: string[] = Array(8 - before.length - after.length).fill('0');
  return [...before, ...zeros, ...after].slice(0, IPV6_PREFIX_GROUPS).join(':');
}

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
