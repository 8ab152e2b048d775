import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { clientKeyFromRequest, limitConnectionsPerClient } from '../../../src/runtime/client-address.ts';

function clientKey(remoteAddress: string | undefined, forwardedFor: string | undefined, hasProxy: boolean): string {
  const headers = forwardedFor === undefined ? {} : { 'x-forwarded-for': forwardedFor };
  return clientKeyFromRequest({ socket: { remoteAddress } as IncomingMessage['socket'], headers }, hasProxy);
}

describe('clientKeyFromRequest', () => {
  it.each([
    ['an IPv4 address', '203.0.113.7', '203.0.113.7'],
    ['an IPv4 address mapped to IPv6', '::ffff:203.0.113.7', '203.0.113.7'],
    ['the /64 prefix of an IPv6 address', '2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['the /64 prefix of a compressed IPv6 address', '2001:db8:1:2::9', '2001:db8:1:2'],
    ['the /64 prefix of the loopback address', '::1', '0:0:0:0'],
    ['the /64 prefix of an IPv6 address with a zone', 'fe80::1%eth0', 'fe80:0:0:0'],
    ['an empty key if the connection is closed', undefined, ''],
  ])('returns %s', (_, address, expected) => {
    expect(clientKey(address, undefined, false)).toBe(expected);
  });

  it('returns the address that a private proxy has added, not those that the client claims', () => {
    expect(clientKey('127.0.0.1', '1.2.3.4, 203.0.113.7', true)).toBe('203.0.113.7');
    expect(clientKey('172.18.0.5', '203.0.113.7', true)).toBe('203.0.113.7');
    expect(clientKey('::1', '2001:db8:1:2::9', true)).toBe('2001:db8:1:2');
  });

  it('returns the address of the peer without a proxy, or if the peer has a public address', () => {
    expect(clientKey('127.0.0.1', '203.0.113.7', false)).toBe('127.0.0.1');
    expect(clientKey('198.51.100.9', '203.0.113.7', true)).toBe('198.51.100.9');
  });

  it.each(['', 'unknown', '203.0.113.7:5000', 'x'.repeat(5000)])(
    'returns the address of the peer if the proxy sends "%.20s"',
    (forwardedFor) => {
      expect(clientKey('127.0.0.1', forwardedFor, true)).toBe('127.0.0.1');
    },
  );
});

/** Opens connections to a server with this limit. Resolves with the response, and the socket, which stays open. */
async function openServer(maxPerClient: number, isExempt?: (address: string) => boolean) {
  const server = createServer((_, response) => void response.end('ok'));
  limitConnectionsPerClient(server, { maxPerClient, ...(isExempt && { isExempt }) });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const sockets: Socket[] = [];
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return () =>
    new Promise<{ socket: Socket; result: string }>((resolve) => {
      const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
      sockets.push(socket);
      socket.once('data', (data) => resolve({ socket, result: String(data).split('\r\n')[0] ?? '' }));
      socket.once('error', () => undefined);
      socket.once('close', () => resolve({ socket, result: 'closed' }));
      socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    });
}

describe('limitConnectionsPerClient', () => {
  it('closes connections beyond the limit, until an earlier one has closed', async () => {
    const openConnection = await openServer(2, () => false);
    const [first, second, third] = [await openConnection(), await openConnection(), await openConnection()];
    expect([first.result, second.result, third.result]).toEqual(['HTTP/1.1 200 OK', 'HTTP/1.1 200 OK', 'closed']);
    first.socket.destroy();
    await expect.poll(async () => (await openConnection()).result).toBe('HTTP/1.1 200 OK');
  });

  it('does not limit private addresses, where a proxy may be', async () => {
    const openConnection = await openServer(1);
    expect([(await openConnection()).result, (await openConnection()).result]).toEqual([
      'HTTP/1.1 200 OK',
      'HTTP/1.1 200 OK',
    ]);
  });
});
