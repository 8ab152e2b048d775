import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fetchProcessStatus } from '../../../src/app/process-status.ts';
import { describeProcess } from '../../../src/app/status.ts';
import { HEALTHY_STORE, operate } from './monitored-process.ts';

const at = (port: number) => ({ host: '127.0.0.1', port, isPortConfigured: true });

/** A server of somebody else. */
async function serve(listener: RequestListener): Promise<number> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
}

describe('the process that runs', () => {
  it('tells how it is', async () => {
    const { listening, metrics } = await operate({
      platforms: new Map([
        ['discord', { connected: () => true }],
        ['slack', { connected: () => false }],
      ]),
    });
    metrics.invocations.inc({ platform: 'discord', command: 'search', outcome: 'answered' }, 227);
    metrics.invocations.inc({ platform: 'slack', command: 'search', outcome: 'refused' }, 2);
    metrics.invocations.inc({ platform: 'slack', command: 'top', outcome: 'failed' });
    const running = await fetchProcessStatus(at(listening.port));
    expect(running).toMatchObject({
      kind: 'running',
      version: '1.2.3',
      platforms: [
        { name: 'discord', isConnected: true },
        { name: 'slack', isConnected: false },
      ],
      isDatabaseHealthy: true,
      schedulers: [
        { name: 'highlights', ageSeconds: 1 },
        { name: 'discussions', ageSeconds: 2 },
        { name: 'papers', ageSeconds: 60 },
      ],
      invocations: { total: 230, refused: 2, failed: 1 },
    });
    expect(describeProcess(running)).toEqual({
      Running: expect.stringMatching(
        /^1\.2\.3 since \w+ \d+, \d{4} at \d\d:\d\d UTC, discord connected, slack NOT connected, its database answers$/,
      ),
      Ticks: expect.stringMatching(
        /^highlights 1 s ago, discussions 2 s ago, papers 60 s ago; the event loop turns within \d+ ms$/,
      ),
      Asked: '230 times since then, 2 refused, 1 failed',
    });
  });

  it('tells how it is while its database hangs', async () => {
    const backlog = () => new Promise<never>(() => undefined);
    const { listening } = await operate({ health: { ...HEALTHY_STORE, backlog } }, {}, {});
    expect(describeProcess(await fetchProcessStatus(at(listening.port)))).toMatchObject({
      Running: expect.stringMatching(/, its database does NOT answer$/),
    });
  });

  it('is not there where nothing listens', async () => {
    const { listening } = await operate();
    await listening.close();
    expect(describeProcess(await fetchProcessStatus(at(listening.port)))).toEqual({
      Running: `no Paperboy answers at http://127.0.0.1:${listening.port}: nothing listens there`,
    });
  });

  it('can not be known where its port is another one each time', async () => {
    expect(await fetchProcessStatus(at(0))).toEqual({
      kind: 'unreachable',
      reason: expect.stringContaining('OPERATOR_PORT=0'),
    });
  });

  it.each<[string, RequestListener, RegExp]>([
    ['speaks HTML', (_, response) => void response.end('<html>'), /another program/],
    ['has metrics of its own', (_, response) => void response.end('[{"name":"up","values":[]}]'), /another program/],
    ['has other JSON', (_, response) => void response.end('{"name":["up"]}'), /another program/],
    ['leads away', (_, response) => void response.writeHead(302, { location: 'http://127.0.0.1:1' }).end(), /can not/],
    ['hangs up', (request) => void request.socket.destroy(), /can not be asked/],
  ])('is not what %s', async (_, listener, why) => {
    const port = await serve(listener);
    expect(await fetchProcessStatus(at(port))).toEqual({ kind: 'unreachable', reason: expect.stringMatching(why) });
  });

  it.each<[string, RequestListener]>([
    ['says nothing', () => undefined],
    ['stops half-way', (_, response) => void response.writeHead(200).write('[{')],
  ])('is not waited for when it %s', async (_, listener) => {
    const port = await serve(listener);
    expect(await fetchProcessStatus(at(port), 50)).toEqual({
      kind: 'unreachable',
      reason: expect.stringMatching(/: no answer came within 0\.05 seconds$/),
    });
  });
});
