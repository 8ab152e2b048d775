import type { IncomingMessage } from 'node:http';
import { BlockList, isIP, isIPv6 } from 'node:net';

/** Where a proxy of one's own is: on this machine, or on the network of one's own (RFC 1918, RFC 4193), as between containers. */
const NEAR = new BlockList();
NEAR.addSubnet('127.0.0.0', 8);
NEAR.addSubnet('10.0.0.0', 8);
NEAR.addSubnet('172.16.0.0', 12);
NEAR.addSubnet('192.168.0.0', 16);
NEAR.addAddress('::1', 'ipv6');
NEAR.addSubnet('fc00::', 7, 'ipv6');

/** The groups of an IPv6 address that stand for one household: the rest of it may change with every request. */
const NETWORK_GROUPS = 4;

/**
 * Who asks, as far as their share of the requests goes: an address or, of IPv6, its network.
 *
 * Behind a proxy all requests come from its address. Where there is one, and it is near, the last entry of `X-Forwarded-For` counts, which
 * is the one that the proxy itself has added; those before it are whatever the visitor wrote.
 */
export function visitorOf({ socket, headers }: Pick<IncomingMessage, 'socket' | 'headers'>, hasProxy: boolean): string {
  const peer = plainAddress(socket.remoteAddress ?? '');
  const forwarded = String(headers['x-forwarded-for'] ?? '')
    .split(',')
    .at(-1)
    ?.trim();
  const isSaid = hasProxy && forwarded !== undefined && isIP(forwarded) !== 0 && isNear(peer);
  const address = isSaid ? plainAddress(forwarded) : peer;
  return isIPv6(address) ? networkOf(address) : address;
}

function isNear(address: string): boolean {
  return NEAR.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}

/** An IPv4 address comes in the clothes of IPv6 where a server listens at both. */
function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}

function networkOf(address: string): string {
  // The URL parser writes every form of an address in the shortest one.
  const short = new URL(`http://[${address.replace(/%.*$/, '')}]`).hostname.slice(1, -1);
  const [head = '', tail = ''] = short.split('::');
  const [before, after] = [head, tail].map((part) => part.split(':').filter(Boolean)) as [string[], string[]];
  const zeros: string[] = Array(8 - before.length - after.length).fill('0');
  return [...before, ...zeros, ...after].slice(0, NETWORK_GROUPS).join(':');
}
