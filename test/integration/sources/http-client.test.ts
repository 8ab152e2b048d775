import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HttpClient, RequestOptions } from '../../../src/sources/http-client.ts';
import type { HttpResult } from '../../../src/sources/http-request.ts';
import type { Fault } from '../../fakes/huggingface/faults.ts';
import { type SourceServer, startSourceServer } from '../../fakes/huggingface/source-server.ts';
import { createTestHttpClient, sourceErrorOf } from '../../unit/sources/http-test-client.ts';

const BODY = '{"said":"caf\u00e9"}';
const accept = ['application/json'];
const get = (client: HttpClient, options?: RequestOptions): Promise<HttpResult> =>
  client.get(client.urlFor('/thing'), { accept }, options);

describe('an HTTP client', () => {
  let site: SourceServer;
  const headers: Record<string, string> = {};
  beforeEach(async () => {
    for (const name of Object.keys(headers)) delete headers[name];
    site = await startSourceServer(() => ({ contentType: 'application/json', body: BODY, headers }));
  });
  afterEach(() => site.close());

  it('sends its user agent, the accepted types and the query', async () => {
    const client = createTestHttpClient(`${site.url}/below/`);
    const url = client.urlFor('/thing', { q: 'a b&c', day: '2026-08-20' });
    expect(await client.get(url, { accept: ['application/json', 'text/json'] })).toMatchObject({ text: BODY });
    const request = site.requests[0];
    expect(request?.path).toBe('/below/thing');
    expect([...(request?.query ?? [])]).toEqual([
      ['q', 'a b&c'],
      ['day', '2026-08-20'],
    ]);
    expect(request?.headers).toMatchObject({
      'user-agent': 'Paperboy/1.2.3 (chat bot for research papers)',
      accept: 'application/json, text/json',
    });
  });

  it('sends the etag of a stored response', async () => {
    const client = createTestHttpClient(site.url);
    const first = await get(client);
    const etag = first.kind === 'ok' ? first.etag : undefined;
    expect(etag).toMatch(/^W\/"/);
    const url = client.urlFor('/thing');
    expect(await client.get(url, { accept, etag })).toEqual({ kind: 'not-modified' });
    expect(await client.get(url, { accept, etag: '"older"' })).toMatchObject({ kind: 'ok' });
  });

  it('ignores an invalid etag', async () => {
    headers['etag'] = 'no quotes';
    expect(await get(createTestHttpClient(site.url))).toEqual({ kind: 'ok', text: BODY });
  });

  it.each([
    ['500', 'unavailable'],
    ['502', 'unavailable'],
    ['503', 'unavailable'],
    ['reset', 'unavailable'],
    ['close', 'unavailable'],
    ['half response', 'unavailable'],
    ['401', 'rejected'],
    ['403', 'rejected'],
    ['HTML page', 'malformed'],
    ['not UTF-8', 'malformed'],
    ['bad gzip', 'malformed'],
    ['gzip bomb', 'malformed'],
    ['huge body', 'malformed'],
    ['endless body', 'malformed'],
    ['429', 'rate-limited'],
    ['429 retry-after', 'rate-limited'],
    ['429 bare', 'rate-limited'],
    ['503 retry-after', 'rate-limited'],
  ] as const)('fails with "%s" as %s, and succeeds with the next request', async (kind, failure) => {
    site.fault({ kind, seconds: 0 });
    let now = new Date('2026-08-21T12:00:00.000Z');
    const client = createTestHttpClient(site.url, { now: () => now });
    const failed = await sourceErrorOf(get(client));
    expect(failed).toMatchObject({ kind: failure, message: expect.stringContaining(client.host) });
    now = new Date('2026-08-21T12:01:00.000Z');
    expect(await get(client)).toMatchObject({ text: BODY });
  });

  it('reports a refused connection', async () => {
    const client = createTestHttpClient(site.url);
    await site.close();
    expect(await sourceErrorOf(get(client))).toEqual({
      kind: 'unavailable',
      message: `connection to ${client.host} failed (ECONNREFUSED)`,
    });
    site = await startSourceServer(() => ({ contentType: 'text/plain', body: '' }));
  });

  it('returns 404 and 400 as values', async () => {
    const client = createTestHttpClient(site.url);
    site.fault({ kind: '404' });
    expect(await get(client)).toEqual({ kind: 'not-found' });
    site.fault({ kind: '400' });
    expect(await get(client)).toMatchObject({ kind: 'bad-request', text: expect.stringContaining('maintenance') });
  });

  it.each(['hang', 'stall', 'drip'] as const)(
    'times out if a response does not end (%s), and closes the connection',
    async (kind) => {
      site.fault({ kind });
      const client = createTestHttpClient(site.url, { responseTimeoutMs: 400 });
      expect(await sourceErrorOf(get(client))).toEqual({
        kind: 'unavailable',
        message: `${client.host} timed out after 0.4 s`,
      });
      await site.until(() => site.requests[0]?.endedAt, 'the connection to be closed');
    },
  );

  it.each(['gzip bomb', 'endless body', 'huge body'] as const)(
    'stops reading a response that is too large (%s), and closes the connection',
    async (kind) => {
      site.fault({ kind });
      const client = createTestHttpClient(site.url, { maxBytes: 100_000 });
      expect((await sourceErrorOf(get(client))).message).toBe(`${client.host} returned more than 100000 bytes`);
      await site.until(() => site.requests[0]?.endedAt, 'the connection to be closed');
    },
  );

  it('rejects other encodings than UTF-8', async () => {
    site.fault({ kind: 'replaced', body: '{}', contentType: 'application/json; charset=ISO-8859-1' });
    expect((await sourceErrorOf(get(createTestHttpClient(site.url)))).message).toContain(
      'text in iso-8859-1 instead of UTF-8',
    );
  });

  it('rejects with the reason of an aborted signal', async () => {
    site.fault({ kind: 'hang' });
    const controller = new AbortController();
    const response = get(createTestHttpClient(site.url), { signal: controller.signal });
    await site.until(() => site.requests.length === 1);
    controller.abort(new Error('shutting down'));
    await expect(response).rejects.toThrow('shutting down');
    await site.until(() => site.requests[0]?.endedAt, 'the connection to be closed');
    await expect(get(createTestHttpClient(site.url), { signal: controller.signal })).rejects.toThrow('shutting down');
    expect(site.requests).toHaveLength(1);
  });

  it('times out after the limit of an interactive request', async () => {
    site.fault({ kind: 'hang' });
    const client = createTestHttpClient(site.url);
    expect(await sourceErrorOf(get(client, { timeoutMs: 50 }))).toEqual({
      kind: 'unavailable',
      message: `${client.host} timed out after 0.05 s`,
    });
  });

  it('reports a timeout in the queue as a rate limit', async () => {
    const fault = site.fault({ kind: 'hang' });
    const controller = new AbortController();
    const client = createTestHttpClient(site.url, { requestLimits: { minIntervalMs: 5, queued: 'all' } });
    const first = get(client, { signal: controller.signal });
    await fault.met;
    expect(await sourceErrorOf(get(client, { timeoutMs: 50 }))).toMatchObject({
      kind: 'rate-limited',
      retryAfterMs: 5,
    });
    controller.abort(new Error('aborted'));
    await expect(first).rejects.toThrow('aborted');
    expect(site.requests).toHaveLength(1);
  });

  it('sends nothing while rate limited', async () => {
    let now = new Date('2026-08-21T12:00:00.000Z');
    const client = createTestHttpClient(site.url, { now: () => now });
    site.fault({ kind: '429', seconds: 55 });
    const message = `${client.host} rate limited the request, retry in 55 s`;
    const limited = { kind: 'rate-limited', message, retryAfterMs: 55_000 };
    expect(await sourceErrorOf(get(client))).toEqual(limited);
    expect(await sourceErrorOf(get(client))).toEqual(limited);
    expect(await sourceErrorOf(get(client, { timeoutMs: 5000 }))).toEqual(limited);
    expect(site.requests).toHaveLength(1);
    now = new Date('2026-08-21T12:00:55.000Z');
    expect(await get(client)).toMatchObject({ text: BODY });
  });

  it('stops when a successful response exhausts the quota', async () => {
    headers['ratelimit'] = '"api";r=0;t=120';
    const client = createTestHttpClient(site.url);
    expect(await get(client)).toMatchObject({ text: BODY });
    expect(await sourceErrorOf(get(client))).toMatchObject({ kind: 'rate-limited', retryAfterMs: 120_000 });
    expect(site.requests).toHaveLength(1);
  });

  it('waits if the rate limit is about to end', async () => {
    headers['ratelimit'] = '"api";r=0;t=1';
    const times = ['2026-08-21T12:00:00.000Z', '2026-08-21T12:00:00.980Z'];
    let time = 0;
    const client = createTestHttpClient(site.url, { now: () => new Date(times[time] ?? '') });
    await get(client);
    time = 1;
    expect(await get(client)).toMatchObject({ text: BODY });
  });

  it('respects the quota of a window', async () => {
    await site.close();
    site = await startSourceServer(() => ({ contentType: 'application/json', body: BODY }), {
      quota: { requests: 3, seconds: 300 },
    });
    const client = createTestHttpClient(site.url);
    for (const _ of [1, 2, 3]) await get(client);
    expect(await sourceErrorOf(get(client))).toMatchObject({ kind: 'rate-limited' });
    expect(site.requests.map(({ status }) => status)).toEqual([200, 200, 200]);
  });

  describe('with redirects', () => {
    const isFirst: Fault['when'] = ({ path }) => path === '/thing';

    it('follows them on the same origin', async () => {
      site.fault({ kind: 'redirect', to: '/other?x=1', when: isFirst });
      expect(await get(createTestHttpClient(site.url))).toMatchObject({ text: BODY });
      expect(site.requests.map(({ path }) => path)).toEqual(['/thing', '/other']);
    });

    it('never requests another host', async () => {
      const other = await startSourceServer(() => ({ contentType: 'application/json', body: '{}' }));
      const client = createTestHttpClient(site.url);
      for (const to of [`${other.url}/thing`, `//${new URL(other.url).host}/thing`]) {
        site.fault({ kind: 'redirect', to });
        const { kind, message } = await sourceErrorOf(get(client));
        expect({ kind, message }).toEqual({
          kind: 'rejected',
          message: `${client.host} points to ${other.url}, but only ${site.url} may be requested`,
        });
      }
      await expect(client.get(new URL(other.url), { accept })).rejects.toThrow('may be requested');
      expect(other.requests).toEqual([]);
      await other.close();
    });

    it.each([
      ['to another scheme', 'ftp://127.0.0.1/thing', 'points to ftp://127.0.0.1, but'],
      ['with a user name', 'http://user:secret@127.0.0.1:1/', 'may be requested'],
      ['to a file', 'file:///etc/passwd', 'may be requested'],
      ['to an invalid URL', 'http://[', 'redirected without a valid location'],
    ])('rejects one %s', async (_, to, message) => {
      site.fault({ kind: 'redirect', to });
      expect((await sourceErrorOf(get(createTestHttpClient(site.url)))).message).toContain(message);
      expect(site.requests).toHaveLength(1);
    });

    it('gives up after three', async () => {
      site.fault({ kind: 'redirect', to: '/thing', times: 20 });
      expect((await sourceErrorOf(get(createTestHttpClient(site.url)))).message).toContain(
        'redirected more than 3 times',
      );
      expect(site.requests).toHaveLength(4);
    });
  });

  it('sends one request at a time on one connection, with the minimum interval, if all requests are queued', async () => {
    const minIntervalMs = 20;
    const client = createTestHttpClient(site.url, {
      requestLimits: { minIntervalMs, queued: 'all' },
      now: () => new Date(),
    });
    await Promise.all([1, 2, 3, 4].map((one) => get(client, one % 2 ? {} : { timeoutMs: 10_000 })));
    const starts = site.requests.map(({ startedAt }) => startedAt);
    const intervals = starts.slice(1).map((start, index) => start - (starts[index] ?? 0));
    expect(site.maxConcurrency()).toBe(1);
    expect(new Set(site.requests.map(({ connection }) => connection)).size).toBe(1);
    // A timer may fire a millisecond early; load only makes intervals longer.
    expect(Math.min(...intervals)).toBeGreaterThan(minIntervalMs / 2);
  });

  it('sends interactive requests at once if only background requests are queued', async () => {
    const fault = site.fault({ kind: 'hang' });
    const controller = new AbortController();
    const client = createTestHttpClient(site.url);
    const [slow, queued] = [get(client, { signal: controller.signal }), get(client)];
    await fault.met;
    expect(await get(client, { timeoutMs: 10_000 })).toMatchObject({ text: BODY });
    expect(site.requests).toHaveLength(2);
    controller.abort(new Error('aborted'));
    await expect(slow).rejects.toThrow('aborted');
    expect(await queued).toMatchObject({ text: BODY });
  });

  it.each(['nonsense', 'ftp://example.org', 'https://user:secret@example.org'])(
    'rejects the base URL %s',
    (baseUrl) => {
      expect(() => createTestHttpClient(baseUrl)).toThrow("A source's URL must be an HTTP URL");
    },
  );
});
