import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fetchProcessStatus } from '../../../src/app/cli/process-status.ts';
import { describeProcess } from '../../../src/app/cli/status.ts';
import { HEALTHY_STORE, startTestServer } from './monitored-process.ts';

const at = (port: number) => ({ host: '127.0.0.1', port, isPortConfigured: true });

/** The server of another program. */
async function serve(listener: RequestListener): Promise<number> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
}

describe('fetchProcessStatus', () => {
  it('returns the state of a running process', async () => {
    const { server, metrics } = await startTestServer({
      platforms: new Map([
        ['discord', { connected: () => true }],
        ['slack', { connected: () => false }],
      ]),
    });
    metrics.invocations.inc({ platform: 'discord', command: 'search', outcome: 'answered' }, 227);
    metrics.invocations.inc({ platform: 'slack', command: 'search', outcome: 'refused' }, 2);
    metrics.invocations.inc({ platform: 'slack', command: 'top', outcome: 'failed' });
    const running = await fetchProcessStatus(at(server.port));
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
        /^1\.2\.3 since \w+ \d+, \d{4} at \d\d:\d\d UTC, discord connected, slack NOT connected, database ok$/,
      ),
      Schedulers: expect.stringMatching(
        /^highlights 1 s ago, discussions 2 s ago, papers 60 s ago; event loop lag \d+ ms$/,
      ),
      Requests: '230 since then, 2 refused, 1 failed',
    });
  });

  it('reports a hanging database', async () => {
    const backlog = () => new Promise<never>(() => undefined);
    const { server } = await startTestServer({ health: { ...HEALTHY_STORE, backlog } }, {}, {});
    expect(describeProcess(await fetchProcessStatus(at(server.port)))).toMatchObject({
      Running: expect.stringMatching(/, database NOT responding$/),
    });
  });

  it('reports that nothing is listening', async () => {
    const { server } = await startTestServer();
    await server.close();
    expect(describeProcess(await fetchProcessStatus(at(server.port)))).toEqual({
      Running: `no Paperboy at http://127.0.0.1:${server.port}: nothing is listening there`,
    });
  });

  it('reports that the address is unknown with port 0', async () => {
    expect(await fetchProcessStatus(at(0))).toEqual({
      kind: 'unreachable',
      reason: expect.stringContaining('OPERATOR_PORT=0'),
    });
  });

  it.each<[string, RequestListener, RegExp]>([
    ['HTML', (_, response) => void response.end('<html>'), /another program/],
    ['other metrics', (_, response) => void response.end('[{"name":"up","values":[]}]'), /another program/],
    ['other JSON', (_, response) => void response.end('{"name":["up"]}'), /another program/],
    [
      'a redirect',
      (_, response) => void response.writeHead(302, { location: 'http://127.0.0.1:1' }).end(),
      /request failed/,
    ],
    ['a closed connection', (request) => void request.socket.destroy(), /request failed/],
  ])('reports another program: %s', async (_, listener, why) => {
    const port = await serve(listener);
    expect(await fetchProcessStatus(at(port))).toEqual({ kind: 'unreachable', reason: expect.stringMatching(why) });
  });

  it.each<[string, RequestListener]>([
    ['no response', () => undefined],
    ['half a response', (_, response) => void response.writeHead(200).write('[{')],
  ])('times out: %s', async (_, listener) => {
    const port = await serve(listener);
    expect(await fetchProcessStatus(at(port), 50)).toEqual({
      kind: 'unreachable',
      reason: expect.stringMatching(/: no response within 0\.05 seconds$/),
    });
  });
});
