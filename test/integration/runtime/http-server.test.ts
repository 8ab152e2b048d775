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

const HERE = { host: '127.0.0.1', port: 0, isPortConfigured: false };
const NAMED = { label: 'The page', settingNames: { port: 'PORT', host: 'HOST' }, log: createMemoryLog().log };
const ok: RequestListener = (_, response) => void response.end('ok');

async function listening(address = HERE, handler = ok, kind: Parameters<typeof startHttpServer>[2] = NAMED) {
  const opened = await startHttpServer(handler, address, kind);
  onTestFinished(() => opened.close());
  return opened;
}

describe('listening', () => {
  it('answers at the address that it tells', async () => {
    const { url, port } = await listening();
    expect(url).toBe(`http://127.0.0.1:${port}`);
    expect(await (await fetch(url)).text()).toBe('ok');
  });

  it('takes another port where nobody chose the one that is taken', async () => {
    const { port: taken } = await listening();
    const { port } = await listening({ ...HERE, port: taken });
    expect(port).not.toBe(taken);
  });

  it('says which setting helps where the port that somebody chose is taken', async () => {
    const { port } = await listening();
    await expect(startHttpServer(ok, { ...HERE, port, isPortConfigured: true }, NAMED)).rejects.toThrow(
      new UserError(
        `The page can't be opened at 127.0.0.1:${port}: another program has that port. Set PORT to one that is free.`,
      ),
    );
  });

  it('says so where this machine has no such address, chosen or not', async () => {
    const away = { ...HERE, host: '203.0.113.7' };
    await expect(startHttpServer(ok, away, NAMED)).rejects.toThrow(UserError);
    await expect(startHttpServer(ok, { ...away, isPortConfigured: true }, NAMED)).rejects.toThrow(
      /^The page can't be opened at 203.0.113.7:0: this machine has no such address. Set HOST to /,
    );
  });

  it.each([
    ['ends what is more than the share of one from afar', NAMED, true],
    [
      'takes all that one from afar has to say where nobody else is to come',
      { ...NAMED, limitsPerClient: false },
      false,
    ],
  ])('%s', async (_, kind, isEnded) => {
    const { server } = await listening(HERE, ok, kind);
    const lines = Array.from({ length: 200 }, () => fromAfar());
    // A server takes any stream for a connection (https://nodejs.org/api/http.html#event-connection).
    for (const line of lines) server.emit('connection', line);
    expect(lines.some(({ destroyed }) => destroyed)).toBe(isEnded);
    for (const line of lines) line.destroy();
  });

  it('says once that all its connections are taken, and again only after half of them were free', async () => {
    const { log, records } = createMemoryLog();
    const { port, server } = await listening(HERE, ok, { ...NAMED, log });
    server.maxConnections = 2;
    for (const times of [1, 2]) {
      const sockets = [await answered(port), await answered(port)];
      for (const _ of [1, 2, 3]) await turnedAway(port);
      expect(records).toHaveLength(times);
      for (const socket of sockets) socket.destroy();
      await expect.poll(() => promisify(server.getConnections).call(server)).toBe(0);
    }
    expect(records).toMatchObject(
      [1, 2].map(() => ({ level: 40, connections: 2, msg: expect.stringContaining('The page has 2 connections') })),
    );
  });

  it.each([
    ['127.0.0.1', 'http://127.0.0.1:3000'],
    ['::1', 'http://[::1]:3000'],
    ['box.lan', 'http://box.lan:3000'],
    ['0.0.0.0', 'http://localhost:3000'],
    ['::', 'http://localhost:3000'],
  ])('at %s it is reached at %s', (host, url) => {
    expect(formatLocalUrl({ host, port: 3000 })).toBe(url);
  });
});

describe('closing', () => {
  it('lets the answer in hand finish', async () => {
    const [asked, mayAnswer] = [createGate(), createGate()];
    const { url, close } = await listening(HERE, async (_, response) => {
      asked.open();
      await mayAnswer.opened;
      response.end('ok');
    });
    const answer = fetch(url);
    await asked.opened;
    const closed = close();
    mayAnswer.open();
    expect(await (await answer).text()).toBe('ok');
    await closed;
    await expect(fetch(url)).rejects.toThrow();
  });

  it('ends a connection that says nothing', async () => {
    const { port, close } = await listening();
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    const ended = once(socket, 'close');
    socket.on('error', () => undefined);
    await close();
    await ended;
  });

  it('ends a connection that became a WebSocket, and may be asked twice', async () => {
    const { port, server, close } = await listening();
    server.on('upgrade', (_, socket) =>
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'),
    );
    const socket = connect(port, '127.0.0.1');
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    await once(socket, 'data');
    const ended = once(socket, 'close');
    socket.on('error', () => undefined);
    await Promise.all([close(), close()]);
    await ended;
  });
});

/** A connection that stays open behind its answer. */
async function answered(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await once(socket, 'data');
  return socket;
}

async function turnedAway(port: number): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'close');
}

/** A connection of somebody far away, who says nothing. */
function fromAfar(): Duplex {
  const line = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() });
  return Object.assign(line, { remoteAddress: '203.0.113.7' });
}
