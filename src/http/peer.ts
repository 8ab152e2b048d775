import { BlockList, isIPv6 } from 'node:net';

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

/** Whether an address is of this machine, or of a network of one's own. */
export function isNear(address: string): boolean {
  const plain = plainAddress(address);
  return NEAR.check(plain, isIPv6(plain) ? 'ipv6' : 'ipv4');
}

/** Whose share of what there is counts: an address or, of IPv6, its network. */
export function householdOf(address: string): string {
  const plain = plainAddress(address);
  return isIPv6(plain) ? networkOf(plain) : plain;
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
