import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import type { Readiness } from '../../../src/app/operator-server.ts';
import { UserError } from '../../../src/runtime/errors.ts';
import { ABOUT, CALM, HEALTHY_STORE, monitoredProcess, scrape, startTestServer } from './monitored-process.ts';

const never = () => new Promise<never>(() => undefined);

/** The outputs of failed checks by name. */
async function failedChecks(response: Response): Promise<Record<string, string>> {
  const { ready, checks } = (await response.json()) as Readiness;
  expect(response.status).toBe(ready ? 200 : 503);
  return Object.fromEntries(checks.flatMap(({ name, ok, output }) => (ok ? [] : [[name, output]])));
}

describe('/healthz', () => {
  it('responds, whatever the database and the platforms do', async () => {
    const { get } = await startTestServer({
      health: { ...HEALTHY_STORE, ping: never, backlog: never },
      platforms: new Map([['discord', { connected: () => false }]]),
      isStopping: () => true,
    });
    const response = await get('/healthz');
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toEqual({
      status: 'ok',
      version: ABOUT.version,
      node: process.versions.node,
      uptimeSeconds: expect.any(Number),
    });
  });
});

describe('/readyz', () => {
  it('lists the checks of a ready process', async () => {
    const response = await (await startTestServer()).get('/readyz');
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      ready: true,
      checks: [
        { name: 'store', ok: true, output: 'ok' },
        { name: 'index', ok: true, output: '231 papers' },
        { name: 'platform discord', ok: true, output: 'connected' },
        { name: 'platform slack', ok: true, output: 'connected' },
        { name: 'tick highlights', ok: true, output: '1 s ago' },
        { name: 'tick discussions', ok: true, output: '2 s ago' },
        { name: 'tick papers', ok: true, output: '60 s ago' },
      ],
    });
  });

  it.each([
    [
      'a platform is not connected',
      { platforms: new Map([['slack', { connected: () => false }]]) },
      { 'platform slack': 'not connected' },
    ],
    ['there is no paper', { papers: () => 0 }, { index: '0 papers' }],
    [
      'a scheduler has stalled',
      { schedulers: { ...monitoredProcess().schedulers, discussions: () => 90_600 } },
      { 'tick discussions': '91 s ago' },
    ],
    ['the process is stopping', { isStopping: () => true }, { process: 'shutting down' }],
  ])('reports the failed check when %s', async (_, fields, expected) => {
    expect(await failedChecks(await (await startTestServer(fields)).get('/readyz'))).toEqual(expected);
  });

  it('runs no check once the process is stopping', async () => {
    const { get } = await startTestServer({ isStopping: () => true, health: { ...HEALTHY_STORE, ping: never } });
    expect(await failedChecks(await get('/readyz'))).toEqual({ process: 'shutting down' });
  });

  it('responds while the database hangs, with one check in flight and one warning', async () => {
    let pings = 0;
    let release = (): void => {};
    const ping = () => {
      pings += 1;
      return new Promise<void>((resolve) => {
        release = resolve;
      });
    };
    const { get, records } = await startTestServer({ health: { ...HEALTHY_STORE, ping } });
    const answers = await Promise.all([1, 2, 3].map(async () => failedChecks(await get('/readyz'))));
    for (const answer of answers) expect(answer).toEqual({ store: 'timed out after 0.1 s' });
    expect(pings).toBe(1);
    expect(records.filter(({ level }) => level === 40)).toMatchObject([
      { msg: 'database health check failed', output: 'timed out after 0.1 s' },
    ]);
    release();
    const next = get('/readyz');
    await expect.poll(() => pings).toBe(2);
    release();
    expect(await failedChecks(await next)).toEqual({});
  });

  it('logs database errors, and keeps them out of the response', async () => {
    const ping = async () => {
      throw new Error('password authentication failed for postgres://ada:lovelace@db.example/papers');
    };
    const { get, records } = await startTestServer({ health: { ...HEALTHY_STORE, ping } });
    expect(await failedChecks(await get('/readyz'))).toEqual({ store: 'failed; the log has the error' });
    expect(JSON.stringify(records)).toContain('password authentication failed for postgres://ada:[secret]@db.example');
  });
});

describe('/metrics', () => {
  it('contains the state of the process, the backlog and the sources', async () => {
    const backlog = async () => ({
      deliveries: { due: 7, sending: 1, unknown: 2 },
      discussions: { opening: 3, refreshes: 4 },
      brokenSubscriptions: 5,
    });
    const failure = { since: '', count: 1, retryAt: '', reason: 'postgres://a:b@c', isRateLimited: false };
    const samples = await scrape(
      await startTestServer({
        health: { ...HEALTHY_STORE, backlog },
        platforms: new Map([
          ['discord', { connected: () => true }],
          ['slack', { connected: () => false }],
        ]),
        sources: async () => [
          { name: 'huggingface', lastSuccessAt: '2026-03-01T08:00:00.000Z' },
          { name: 'arxiv:cs.LG+cs.CL', failure },
        ],
      }),
    );
    expect(Object.fromEntries([...samples].filter(([name]) => name.startsWith('paperboy_')))).toEqual({
      'paperboy_build_info{version="1.2.3",node="24.0.0"}': 1,
      'paperboy_platform_connected{platform="discord"}': 1,
      'paperboy_platform_connected{platform="slack"}': 0,
      'paperboy_tick_age_seconds{tick="highlights"}': 1,
      'paperboy_tick_age_seconds{tick="discussions"}': 2,
      'paperboy_tick_age_seconds{tick="papers"}': 60,
      paperboy_index_papers: 231,
      paperboy_store_answers: 1,
      'paperboy_delivery_queue{state="due"}': 7,
      'paperboy_delivery_queue{state="sending"}': 1,
      'paperboy_delivery_queue{state="unknown"}': 2,
      'paperboy_discussions_in_work{work="opening"}': 3,
      'paperboy_discussions_in_work{work="look"}': 4,
      paperboy_subscriptions_broken: 5,
      'paperboy_source_answered_timestamp_seconds{source="huggingface"}': Date.parse('2026-03-01T08:00:00Z') / 1000,
      'paperboy_source_failing{source="huggingface"}': 0,
      'paperboy_source_failing{source="arxiv:cs.LG+cs.CL"}': 1,
    });
    expect(samples.get('nodejs_eventloop_lag_p99_seconds')).toBeTypeOf('number');
    expect(samples.get('process_start_time_seconds')).toBeTypeOf('number');
  });

  it('reports a database that can be read but not written', async () => {
    const ping = () => Promise.reject(new Error('database or disk is full'));
    const samples = await scrape(await startTestServer({ health: { ...HEALTHY_STORE, ping } }));
    expect(samples.get('paperboy_store_answers')).toBe(0);
    expect(samples.get('paperboy_subscriptions_broken')).toBe(0);
  });

  it('has no value for data of a hanging database, until it responds again', async () => {
    let isHanging = true;
    const backlog = () => (isHanging ? never() : Promise.resolve(CALM));
    const hanging = await startTestServer({ health: { ...HEALTHY_STORE, backlog }, sources: never });
    const samples = await scrape(hanging);
    expect(samples.get('paperboy_store_answers')).toBe(0);
    expect(samples.get('paperboy_index_papers')).toBe(231);
    expect(
      [...samples.keys()].filter((name) => /^paperboy_(delivery|discussions|subscriptions|source)_/.test(name)),
    ).toEqual([]);

    let count = 0;
    const failing = async () => {
      count += 1;
      if (isHanging) throw new Error('driver has already been destroyed');
      return CALM;
    };
    const testServer = await startTestServer({
      health: { ...HEALTHY_STORE, backlog: failing },
      isStopping: () => true,
    });
    expect((await scrape(testServer)).get('paperboy_store_answers')).toBe(0);
    isHanging = false;
    expect((await scrape(testServer)).get('paperboy_subscriptions_broken')).toBe(0);
    // Several metrics share a query.
    expect(count).toBe(2);
  });

  it('leaves out data of a failing database, and logs each change once', async () => {
    let [isFailing, queries] = [true, 0];
    const query =
      <T>(result: T) =>
      async (): Promise<T> => {
        queries += 1;
        if (isFailing) throw new Error('permission denied for postgres://ada:lovelace@db.example/papers');
        return result;
      };
    const testServer = await startTestServer({
      health: { ...HEALTHY_STORE, backlog: query(CALM) },
      sources: query([]),
    });
    const warnings = () => testServer.records.filter(({ level }) => level === 40);
    for (const _ of [1, 2, 3]) expect((await scrape(testServer)).get('paperboy_store_answers')).toBe(0);
    const [backlog, sources] = ['backlog', 'source'].map((name) => ({
      msg: `failed to read ${name} metrics`,
      output: 'failed; the log has the error',
      err: { message: 'permission denied for postgres://ada:[secret]@db.example/papers' },
    }));
    expect(queries).toBe(6);
    expect(warnings()).toMatchObject([backlog, sources]);
    isFailing = false;
    expect((await scrape(testServer)).get('paperboy_store_answers')).toBe(1);
    isFailing = true;
    await scrape(testServer);
    expect(warnings()).toMatchObject([backlog, sources, backlog, sources]);
  });

  it('returns text for Prometheus, and JSON if the client accepts it', async () => {
    const { get } = await startTestServer();
    const prometheus = 'application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.1';
    const asText = await get('/metrics', { headers: { accept: prometheus } });
    expect(asText.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const asJson = await get('/metrics', { headers: { accept: 'application/json' } });
    expect(await asJson.json()).toContainEqual(
      expect.objectContaining({ name: 'paperboy_index_papers', values: [{ value: 231, labels: {} }] }),
    );
  });

  it('returns a generic error if a scrape fails, and recovers', async () => {
    let isBroken = true;
    const papers = () => {
      if (isBroken) throw new Error('xoxb-1-2-abc');
      return 3;
    };
    const { get, records } = await startTestServer({ papers });
    for (const path of ['/metrics', '/readyz']) {
      const response = await get(path);
      expect(response.status).toBe(500);
      expect(await response.json()).toEqual({ error: 'Internal error. See the log.' });
    }
    expect(records.filter(({ level }) => level === 50)).toHaveLength(2);
    isBroken = false;
    expect((await get('/metrics')).status).toBe(200);
  });
});

describe('startOperatorServer', () => {
  /** Sends headers that `fetch` doesn't allow. */
  async function send(url: string, options: { method?: string; headers?: Record<string, string> }) {
    const sent = request(`${url}/readyz`, options).end();
    const [response] = await once(sent, 'response');
    return { status: response.statusCode, allow: response.headers.allow, body: await text(response) };
  }

  it.each(['127.0.0.1:1', '10.2.3.4', '[::1]:9464', 'localhost', 'localhost:9464', 'paperboy:9464', 'PAPERBOY'])(
    'accepts the host %s',
    async (host) => {
      const { server } = await startTestServer();
      expect(await send(server.url, { headers: { host } })).toMatchObject({ status: 200 });
    },
  );

  it.each([
    'evil.example',
    'evil.example:9464',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    '127.0.0.1:9464:evil',
    'evil.example#127.0.0.1',
    '[evil.example]',
    'a b',
  ])('rejects the host %s', async (host) => {
    const { server } = await startTestServer();
    const { status, body } = await send(server.url, { headers: { host } });
    expect([400, 421]).toContain(status);
    expect(body).not.toContain('store');
  });

  it('accepts the host that it listens on', async () => {
    const { server } = await startTestServer({}, { host: 'localhost' });
    expect(await send(server.url, { headers: { host: 'localhost:80' } })).toMatchObject({ status: 200 });
  });

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE'])('rejects %s requests', async (method) => {
    const { server } = await startTestServer();
    expect(await send(server.url, { method })).toMatchObject({ status: 405, allow: 'GET, HEAD' });
  });

  it('responds to HEAD without a body, and to unknown paths with the known ones', async () => {
    const { server, get } = await startTestServer();
    expect(await send(server.url, { method: 'HEAD' })).toMatchObject({ status: 200, body: '' });
    for (const path of ['/', '/metrics/', '/status', '/%00', '/..%2f..%2fetc/passwd']) {
      const response = await get(path);
      expect([path, response.status]).toEqual([path, 404]);
      expect(await response.json()).toEqual({ error: 'Not found. Use /healthz, /readyz or /metrics.' });
    }
  });

  it('survives malformed requests', async () => {
    const { server, get } = await startTestServer();
    for (const data of [
      '\x16\x03\x01',
      'GET / HTTP/1.1\r\n\r\n',
      'GET http://[ HTTP/1.1\r\nHost: a\r\n\r\n',
      'CONNECT',
    ]) {
      const socket = connect(server.port, '127.0.0.1');
      socket.on('error', () => undefined);
      socket.end(data);
      socket.resume();
      await once(socket, 'close');
    }
    expect((await get('/healthz')).status).toBe(200);
  });

  it('uses another port if the default one is taken, and logs it', async () => {
    const first = await startTestServer();
    const { port } = first.server;
    expect(first.records).toMatchObject([{ level: 30, url: first.server.url, msg: 'operator server is listening' }]);
    const second = await startTestServer({ papers: () => 5 }, { port, isPortConfigured: false });
    expect(second.records).toMatchObject([
      {
        level: 40,
        url: second.server.url,
        takenPort: port,
        msg: 'operator server is listening on another port: the port is taken',
      },
    ]);
    expect((await scrape(second)).get('paperboy_index_papers')).toBe(5);
  });

  it.each([true, false])('logs the URL on a free port, configured: %s', async (isConfigured) => {
    const { server } = await startTestServer();
    await server.close();
    const { records } = await startTestServer({}, { port: server.port, isPortConfigured: isConfigured });
    expect(records).toMatchObject([{ level: 30, url: server.url, msg: 'operator server is listening' }]);
  });

  it('rejects with what to set if a configured port is taken', async () => {
    const { port } = (await startTestServer()).server;
    const failed = startTestServer({}, { port });
    await expect(failed).rejects.toThrow(UserError);
    await expect(failed).rejects.toThrow(/the port is in use\. Set OPERATOR_PORT to a free port/);
  });

  it('closes while a scrape waits for the database', async () => {
    const { get, server } = await startTestServer({ health: { ...HEALTHY_STORE, backlog: never } });
    const scraping = get('/metrics').then(async (response) =>
      (await response.text()).includes('paperboy_store_answers 0'),
    );
    await once(server.server, 'request');
    await server.close();
    expect(await scraping).toBe(true);
  });
});
