import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { clientKeyFromRequest } from '../../../../src/runtime/client-address.ts';

function visitor(remoteAddress: string | undefined, forwarded: string | undefined, hasProxy: boolean): string {
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
  return clientKeyFromRequest({ socket: { remoteAddress } as IncomingMessage['socket'], headers }, hasProxy);
}

describe('whose share of the requests it is', () => {
  it.each([
    ['an address', '203.0.113.7', '203.0.113.7'],
    ['an address in the clothes of IPv6', '::ffff:203.0.113.7', '203.0.113.7'],
    ['the network of an address of IPv6', '2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['the same for a short one', '2001:db8:1:2::9', '2001:db8:1:2'],
    ['the same with zeros left out in front', '::1', '0:0:0:0'],
    ['the same with the name of an interface', 'fe80::1%eth0', 'fe80:0:0:0'],
    ['nobody, where the connection is gone already', undefined, ''],
  ])('is that of %s', (_, address, expected) => {
    expect(visitor(address, undefined, false)).toBe(expected);
  });

  it('is the one whom a near proxy has added, not the one whom the visitor claims to be', () => {
    expect(visitor('127.0.0.1', '1.2.3.4, 203.0.113.7', true)).toBe('203.0.113.7');
    expect(visitor('172.18.0.5', '203.0.113.7', true)).toBe('203.0.113.7');
    expect(visitor('::1', '2001:db8:1:2::9', true)).toBe('2001:db8:1:2');
  });

  it('is the peer itself where there should be no proxy, or it is far away', () => {
    expect(visitor('127.0.0.1', '203.0.113.7', false)).toBe('127.0.0.1');
    expect(visitor('198.51.100.9', '203.0.113.7', true)).toBe('198.51.100.9');
  });

  it.each(['', 'unknown', '203.0.113.7:5000', 'x'.repeat(5000)])(
    'is the peer where the proxy says "%.20s"',
    (forwarded) => {
      expect(visitor('127.0.0.1', forwarded, true)).toBe('127.0.0.1');
    },
  );
});
