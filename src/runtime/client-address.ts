import type { IncomingMessage, Server } from 'node:http';
import { BlockList, isIP, isIPv6 } from 'node:net';

/**
 * The key under which a client's requests are rate limited: an IPv4 address or an IPv6 /64 prefix.
 *
 * If the request comes through a proxy on a private address, it is the last entry of `X-Forwarded-For`, which the proxy added. The client
 * may have made up the entries before it.
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

/** Loopback and private networks (RFC 1918, RFC 4193), as between containers. */
const PRIVATE_ADDRESSES = new BlockList();
PRIVATE_ADDRESSES.addSubnet('127.0.0.0', 8);
PRIVATE_ADDRESSES.addSubnet('10.0.0.0', 8);
PRIVATE_ADDRESSES.addSubnet('172.16.0.0', 12);
PRIVATE_ADDRESSES.addSubnet('192.168.0.0', 16);
PRIVATE_ADDRESSES.addAddress('::1', 'ipv6');
PRIVATE_ADDRESSES.addSubnet('fc00::', 7, 'ipv6');

/** A /64 prefix, which identifies a network. The rest of the address may change with every request. */
const IPV6_PREFIX_GROUPS = 4;

function isPrivateAddress(address: string): boolean {
  const unmapped = unmapIpv4(address);
  return PRIVATE_ADDRESSES.check(unmapped, isIPv6(unmapped) ? 'ipv6' : 'ipv4');
}

function clientKeyFromAddress(address: string): string {
  const unmapped = unmapIpv4(address);
  return isIPv6(unmapped) ? ipv6Prefix(unmapped) : unmapped;
}

/** A server that listens on both IPv4 and IPv6 sees IPv4 addresses as `::ffff:203.0.113.7`. */
function unmapIpv4(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}

function ipv6Prefix(address: string): string {
  // The URL parser normalizes the address to its shortest form.
  const compressed = new URL(`http://[${address.replace(/%.*$/, '')}]`).hostname.slice(1, -1);
  const [head = '', tail = ''] = compressed.split('::');
  const [before, after] = [head, tail].map((part) => part.split(':').filter(Boolean)) as [string[], string[]];
  const zeros: string[] = Array(8 - before.length - after.length).fill('0');
  return [...before, ...zeros, ...after].slice(0, IPV6_PREFIX_GROUPS).join(':');
}

interface ConnectionLimitOptions {
  readonly maxPerClient: number;
  /** By default private addresses, where a proxy may be. */
  readonly isExempt?: (address: string) => boolean;
}

/** Closes connections of a client that already has the maximum open. */
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
