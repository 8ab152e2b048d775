import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { connect, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { UserError } from '../../../src/runtime/errors.ts';
import { formatLocalUrl, startHttpServer } from '../../../src/runtime/http-server.ts';
import { createGate } from '../../fakes/gate.ts';
import { createMemoryLog } from '../../fakes/log.ts';

const ADDRESS = { host: '127.0.0.1', port: 0, isPortConfigured: false };
const OPTIONS = { label: 'The server', settingNames: { port: 'PORT', host: 'HOST' }, log: createMemoryLog().log };
const ok: RequestListener = (_, response) => void response.end('ok');

async function openServer(address = ADDRESS, handler = ok, options: Parameters<typeof startHttpServer>[2] = OPTIONS) {
  const opened = await startHttpServer(handler, address, options);
  onTestFinished(() => opened.close());
  return opened;
}

describe('startHttpServer', () => {
  it('returns the URL of the server', async () => {
    const { url, port } = await openServer();
    expect(url).toBe(`http://127.0.0.1:${port}`);
    expect(await (await fetch(url)).text()).toBe('ok');
  });

  it('takes a free port if the port is in use and not configured', async () => {
    const { port: usedPort } = await openServer();
    const { port } = await openServer({ ...ADDRESS, port: usedPort });
    expect(port).not.toBe(usedPort);
  });

  it('names the setting to change if a configured port is in use', async () => {
    const { port } = await openServer();
    await expect(startHttpServer(ok, { ...ADDRESS, port, isPortConfigured: true }, OPTIONS)).rejects.toThrow(
      new UserError(`The server can't listen on 127.0.0.1:${port}: the port is in use. Set PORT to a free port.`),
    );
  });

  it('names the setting to change if the machine does not have the address', async () => {
    const otherAddress = { ...ADDRESS, host: '203.0.113.7' };
    await expect(startHttpServer(ok, otherAddress, OPTIONS)).rejects.toThrow(UserError);
    await expect(startHttpServer(ok, { ...otherAddress, isPortConfigured: true }, OPTIONS)).rejects.toThrow(
      /^The server can't listen on 203.0.113.7:0: this machine doesn't have that address. Set HOST to /,
    );
  });

  it.each([
    ['limits the connections of a client from a public address', OPTIONS, true],
    ['does not limit the connections of a client if there is only one', { ...OPTIONS, limitsPerClient: false }, false],
  ])('%s', async (_, options, isLimited) => {
    const { server } = await openServer(ADDRESS, ok, options);
    const connections = Array.from({ length: 200 }, createPublicConnection);
    // A server accepts any stream as a connection (https://nodejs.org/api/http.html#event-connection).
    for (const connection of connections) server.emit('connection', connection);
    expect(connections.some(({ destroyed }) => destroyed)).toBe(isLimited);
    for (const connection of connections) connection.destroy();
  });

  it('logs once that the connection limit is reached, and again after half of the connections have closed', async () => {
    const { log, records } = createMemoryLog();
    const { port, server } = await openServer(ADDRESS, ok, { ...OPTIONS, log });
    server.maxConnections = 2;
    for (const times of [1, 2]) {
      const sockets = [await openConnection(port), await openConnection(port)];
      for (const _ of [1, 2, 3]) await openDroppedConnection(port);
      expect(records).toHaveLength(times);
      for (const socket of sockets) socket.destroy();
      await expect.poll(() => promisify(server.getConnections).call(server)).toBe(0);
    }
    expect(records).toMatchObject(
      [1, 2].map(() => ({
        ...{ level: 40, server: 'The server', maxConnections: 2 },
        msg: 'connection limit reached, dropping connections',
      })),
    );
  });
});

describe('formatLocalUrl', () => {
  it.each([
    ['127.0.0.1', 'http://127.0.0.1:3000'],
    ['::1', 'http://[::1]:3000'],
    ['box.lan', 'http://box.lan:3000'],
    ['0.0.0.0', 'http://localhost:3000'],
    ['::', 'http://localhost:3000'],
  ])('returns the URL for the host %s: %s', (host, url) => {
    expect(formatLocalUrl({ host, port: 3000 })).toBe(url);
  });
});

describe('HttpServer.close', () => {
  it('lets a request in flight finish', async () => {
    const [received, mayRespond] = [createGate(), createGate()];
    const { url, close } = await openServer(ADDRESS, async (_, response) => {
      received.open();
      await mayRespond.opened;
      response.end('ok');
    });
    const response = fetch(url);
    await received.opened;
    const closed = close();
    mayRespond.open();
    expect(await (await response).text()).toBe('ok');
    await closed;
    await expect(fetch(url)).rejects.toThrow();
  });

  it('closes an idle connection', async () => {
    const { port, close } = await openServer();
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    const closed = once(socket, 'close');
    socket.on('error', () => undefined);
    await close();
    await closed;
  });

  it('closes a WebSocket, and can be called twice', async () => {
    const { port, server, close } = await openServer();
    server.on('upgrade', (_, socket) =>
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'),
    );
    const socket = connect(port, '127.0.0.1');
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    await once(socket, 'data');
    const closed = once(socket, 'close');
    socket.on('error', () => undefined);
    await Promise.all([close(), close()]);
    await closed;
  });
});

/** A connection that stays open after its response. */
async function openConnection(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await once(socket, 'data');
  return socket;
}

async function openDroppedConnection(port: number): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'close');
}

/** An idle connection from a public address. */
function createPublicConnection(): Duplex {
  const connection = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() });
  return Object.assign(connection, { remoteAddress: '203.0.113.7' });
}
