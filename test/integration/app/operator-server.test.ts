import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import type { Readiness } from '../../../src/app/operator-server.ts';
import { UserError } from '../../../src/runtime/errors.ts';
import { ABOUT, CALM, HEALTHY_STORE, operate, scrape, watched } from './monitored-process.ts';

const never = () => new Promise<never>(() => undefined);

/** What is wrong, by the names of the checks. */
async function wrong(response: Response): Promise<Record<string, string>> {
  const { ready, checks } = (await response.json()) as Readiness;
  expect(response.status).toBe(ready ? 200 : 503);
  return Object.fromEntries(checks.flatMap(({ name, ok, says }) => (ok ? [] : [[name, says]])));
}

describe('/healthz', () => {
  it('says that the process is alive, whatever its store and its platforms do', async () => {
    const { get } = await operate({
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
  it('says that a process does its work, and what it looked at', async () => {
    const response = await (await operate()).get('/readyz');
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      ready: true,
      checks: [
        { name: 'store', ok: true, says: 'an answer' },
        { name: 'index', ok: true, says: '231 papers' },
        { name: 'platform discord', ok: true, says: 'connected' },
        { name: 'platform slack', ok: true, says: 'connected' },
        { name: 'tick highlights', ok: true, says: '1 s ago' },
        { name: 'tick discussions', ok: true, says: '2 s ago' },
        { name: 'tick papers', ok: true, says: '60 s ago' },
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
      'no minute was heard of',
      { schedulers: { ...watched().schedulers, discussions: () => 90_600 } },
      { 'tick discussions': '91 s ago' },
    ],
    ['the process is about to end', { isStopping: () => true }, { process: 'it is about to end' }],
  ])('names what is wrong when %s', async (_, fields, expected) => {
    expect(await wrong(await (await operate(fields)).get('/readyz'))).toEqual(expected);
  });

  it('asks nobody any more once the process is about to end', async () => {
    const { get } = await operate({ isStopping: () => true, health: { ...HEALTHY_STORE, ping: never } });
    expect(await wrong(await get('/readyz'))).toEqual({ process: 'it is about to end' });
  });

  it('answers in time while the store hangs, asks it once however often it is asked itself, and says so once', async () => {
    let asked = 0;
    let release = (): void => {};
    const ping = () => {
      asked += 1;
      return new Promise<void>((resolve) => {
        release = resolve;
      });
    };
    const { get, records } = await operate({ health: { ...HEALTHY_STORE, ping } });
    const answers = await Promise.all([1, 2, 3].map(async () => wrong(await get('/readyz'))));
    for (const answer of answers) expect(answer).toEqual({ store: 'no answer within 0.1 s' });
    expect(asked).toBe(1);
    expect(records.filter(({ level }) => level === 40)).toMatchObject([
      { msg: 'not ready: the store gave no answer within 0.1 s' },
    ]);
    release();
    const next = get('/readyz');
    await expect.poll(() => asked).toBe(2);
    release();
    expect(await wrong(await next)).toEqual({});
  });

  it('tells nothing of what an error of the store says, but to the log', async () => {
    const ping = async () => {
      throw new Error('password authentication failed for postgres://ada:lovelace@db.example/papers');
    };
    const { get, records } = await operate({ health: { ...HEALTHY_STORE, ping } });
    expect(await wrong(await get('/readyz'))).toEqual({ store: 'an error, which is in the log' });
    expect(JSON.stringify(records)).toContain('password authentication failed for postgres://ada:[secret]@db.example');
  });
});

describe('/metrics', () => {
  it('tells how things stand', async () => {
    const backlog = async () => ({
      deliveries: { due: 7, sending: 1, unknown: 2 },
      discussions: { opening: 3, refreshes: 4 },
      brokenSubscriptions: 5,
    });
    const failure = { since: '', count: 1, retryAt: '', reason: 'postgres://a:b@c', isRateLimited: false };
    const samples = await scrape(
      await operate({
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

  it('says that the store gives no answer where it can be read and not written', async () => {
    const ping = () => Promise.reject(new Error('database or disk is full'));
    const samples = await scrape(await operate({ health: { ...HEALTHY_STORE, ping } }));
    expect(samples.get('paperboy_store_answers')).toBe(0);
    expect(samples.get('paperboy_subscriptions_broken')).toBe(0);
  });

  it('has no value for what a store that hangs does not tell, and has it again afterwards', async () => {
    let isHanging = true;
    const backlog = () => (isHanging ? never() : Promise.resolve(CALM));
    const hanging = await operate({ health: { ...HEALTHY_STORE, backlog }, sources: never });
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
    const operated = await operate({ health: { ...HEALTHY_STORE, backlog: failing }, isStopping: () => true });
    expect((await scrape(operated)).get('paperboy_store_answers')).toBe(0);
    isHanging = false;
    expect((await scrape(operated)).get('paperboy_subscriptions_broken')).toBe(0);
    // Several metrics stand on one question.
    expect(count).toBe(2);
  });

  it('goes without what the store fails to tell, and the log says why once for each change', async () => {
    let [isFailing, asked] = [true, 0];
    const told =
      <T>(answer: T) =>
      async (): Promise<T> => {
        asked += 1;
        if (isFailing) throw new Error('permission denied for postgres://ada:lovelace@db.example/papers');
        return answer;
      };
    const operated = await operate({ health: { ...HEALTHY_STORE, backlog: told(CALM) }, sources: told([]) });
    const warned = () => operated.records.filter(({ level }) => level === 40);
    for (const _ of [1, 2, 3]) expect((await scrape(operated)).get('paperboy_store_answers')).toBe(0);
    const [waits, sources] = ['what waits', 'the sources of papers'].map((what) => ({
      msg: `no metrics of ${what}: the store gave an error, which is in the log`,
      err: { message: 'permission denied for postgres://ada:[secret]@db.example/papers' },
    }));
    expect(asked).toBe(6);
    expect(warned()).toMatchObject([waits, sources]);
    isFailing = false;
    expect((await scrape(operated)).get('paperboy_store_answers')).toBe(1);
    isFailing = true;
    await scrape(operated);
    expect(warned()).toMatchObject([waits, sources, waits, sources]);
  });

  it('is text for Prometheus, and JSON for whoever accepts it', async () => {
    const { get } = await operate();
    const prometheus = 'application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.1';
    const asText = await get('/metrics', { headers: { accept: prometheus } });
    expect(asText.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const asJson = await get('/metrics', { headers: { accept: 'application/json' } });
    expect(await asJson.json()).toContainEqual(
      expect.objectContaining({ name: 'paperboy_index_papers', values: [{ value: 231, labels: {} }] }),
    );
  });

  it('says that a scrape went wrong, not why, and goes on', async () => {
    let isBroken = true;
    const papers = () => {
      if (isBroken) throw new Error('xoxb-1-2-abc');
      return 3;
    };
    const { get, records } = await operate({ papers });
    for (const path of ['/metrics', '/readyz']) {
      const response = await get(path);
      expect(response.status).toBe(500);
      expect(await response.json()).toEqual({ error: 'That went wrong. The log says why.' });
    }
    expect(records.filter(({ level }) => level === 50)).toHaveLength(2);
    isBroken = false;
    expect((await get('/metrics')).status).toBe(200);
  });
});

describe('the address for operators', () => {
  /** A request with whatever headers, which `fetch` would not send. */
  async function ask(url: string, options: { method?: string; headers?: Record<string, string> }) {
    const asked = request(`${url}/readyz`, options).end();
    const [response] = await once(asked, 'response');
    return { status: response.statusCode, allow: response.headers.allow, body: await text(response) };
  }

  it.each(['127.0.0.1:1', '10.2.3.4', '[::1]:9464', 'localhost', 'localhost:9464', 'paperboy:9464', 'PAPERBOY'])(
    'answers to the name %s',
    async (host) => {
      const { listening } = await operate();
      expect(await ask(listening.url, { headers: { host } })).toMatchObject({ status: 200 });
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
  ])('does not answer to the name %s', async (host) => {
    const { listening } = await operate();
    const { status, body } = await ask(listening.url, { headers: { host } });
    expect([400, 421]).toContain(status);
    expect(body).not.toContain('store');
  });

  it('answers to the name of the host that it listens at', async () => {
    const { listening } = await operate({}, { host: 'localhost' });
    expect(await ask(listening.url, { headers: { host: 'localhost:80' } })).toMatchObject({ status: 200 });
  });

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE'])('takes no %s', async (method) => {
    const { listening } = await operate();
    expect(await ask(listening.url, { method })).toMatchObject({ status: 405, allow: 'GET, HEAD' });
  });

  it('answers HEAD without a body, and says what there is to whoever asks for anything else', async () => {
    const { listening, get } = await operate();
    expect(await ask(listening.url, { method: 'HEAD' })).toMatchObject({ status: 200, body: '' });
    for (const path of ['/', '/metrics/', '/status', '/%00', '/..%2f..%2fetc/passwd']) {
      const response = await get(path);
      expect([path, response.status]).toEqual([path, 404]);
      expect(await response.json()).toEqual({ error: 'There are /healthz, /readyz and /metrics.' });
    }
  });

  it('survives what is no request', async () => {
    const { listening, get } = await operate();
    for (const words of [
      '\x16\x03\x01',
      'GET / HTTP/1.1\r\n\r\n',
      'GET http://[ HTTP/1.1\r\nHost: a\r\n\r\n',
      'CONNECT',
    ]) {
      const socket = connect(listening.port, '127.0.0.1');
      socket.on('error', () => undefined);
      socket.end(words);
      socket.resume();
      await once(socket, 'close');
    }
    expect((await get('/healthz')).status).toBe(200);
  });

  it('takes another port where its own is taken, and says which', async () => {
    const first = await operate();
    const { port } = first.listening;
    expect(first.records).toMatchObject([{ msg: expect.stringContaining(`metrics are at ${first.listening.url}`) }]);
    const second = await operate({ papers: () => 5 }, { port, isPortConfigured: false });
    expect(second.records).toMatchObject([
      {
        level: 40,
        url: second.listening.url,
        msg: `another program has port ${port}: /healthz, /readyz and /metrics are at ${second.listening.url}`,
      },
    ]);
    expect((await scrape(second)).get('paperboy_index_papers')).toBe(5);
  });

  it.each([true, false])('says where it is at a port that is free, chosen or not: %s', async (isChosen) => {
    const { listening } = await operate();
    await listening.close();
    const { records } = await operate({}, { port: listening.port, isPortConfigured: isChosen });
    const msg = `/healthz, /readyz and /metrics are at ${listening.url}`;
    expect(records).toMatchObject([{ level: 30, url: listening.url, msg }]);
  });

  it('says what to set where the port that somebody chose is taken', async () => {
    const { port } = (await operate()).listening;
    const failed = operate({}, { port });
    await expect(failed).rejects.toThrow(UserError);
    await expect(failed).rejects.toThrow(/another program has that port\. Set OPERATOR_PORT to one that is free/);
  });

  it('ends while a scrape still waits for the store', async () => {
    const { get, listening } = await operate({ health: { ...HEALTHY_STORE, backlog: never } });
    const scraped = get('/metrics').then(async (response) =>
      (await response.text()).includes('paperboy_store_answers 0'),
    );
    await once(listening.server, 'request');
    await listening.close();
    expect(await scraped).toBe(true);
  });
});
