import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { limitConnectionsPerClient } from '../../../src/runtime/client-address.ts';

/** A server, and what comes of a connection to it: an answer, and the socket, which stays open; or its end. */
async function serverFor(maxPerClient: number, isExempt?: (address: string) => boolean) {
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
    new Promise<{ socket: Socket; got: string }>((resolve) => {
      const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
      sockets.push(socket);
      socket.once('data', (data) => resolve({ socket, got: String(data).split('\r\n')[0] ?? '' }));
      socket.once('error', () => undefined);
      socket.once('close', () => resolve({ socket, got: 'ended' }));
      socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    });
}

it('ends the connections of one from afar that are more than their share, until one of theirs is over', async () => {
  const ask = await serverFor(2, () => false);
  const [first, second, third] = [await ask(), await ask(), await ask()];
  expect([first.got, second.got, third.got]).toEqual(['HTTP/1.1 200 OK', 'HTTP/1.1 200 OK', 'ended']);
  first.socket.destroy();
  await expect.poll(async () => (await ask()).got).toBe('HTTP/1.1 200 OK');
});

it('counts nobody who is near: through a proxy everybody comes from there', async () => {
  const ask = await serverFor(1);
  expect([(await ask()).got, (await ask()).got]).toEqual(['HTTP/1.1 200 OK', 'HTTP/1.1 200 OK']);
});
