import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HttpClient } from '../../../src/sources/http-client.ts';
import type { HttpResult } from '../../../src/sources/http-request.ts';
import type { RequestOptions } from '../../../src/sources/source.ts';
import type { Fault } from '../../fakes/huggingface/faults.ts';
import { type SourceServer, startSourceServer } from '../../fakes/huggingface/source-server.ts';
import { quickFetcher, sourceFailure } from '../../unit/sources/http-test-client.ts';

const BODY = '{"said":"caf\u00e9"}';
const accept = ['application/json'];
const get = (fetcher: HttpClient, asking?: RequestOptions): Promise<HttpResult> =>
  fetcher.get(fetcher.urlFor('/thing'), { accept }, asking);

describe('a fetcher', () => {
  let site: SourceServer;
  const headers: Record<string, string> = {};
  beforeEach(async () => {
    for (const name of Object.keys(headers)) delete headers[name];
    site = await startSourceServer(() => ({ contentType: 'application/json', body: BODY, headers }));
  });
  afterEach(() => site.close());

  it('says who asks, and for what', async () => {
    const fetcher = quickFetcher(`${site.url}/below/`);
    const url = fetcher.urlFor('/thing', { q: 'a b&c', day: '2026-08-20' });
    expect(await fetcher.get(url, { accept: ['application/json', 'text/json'] })).toMatchObject({ text: BODY });
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

  it('asks for news alone once it knows an answer', async () => {
    const fetcher = quickFetcher(site.url);
    const first = await get(fetcher);
    const validator = first.kind === 'ok' ? first.etag : undefined;
    expect(validator).toMatch(/^W\/"/);
    const url = fetcher.urlFor('/thing');
    expect(await fetcher.get(url, { accept, etag: validator })).toEqual({ kind: 'not-modified' });
    expect(await fetcher.get(url, { accept, etag: '"older"' })).toMatchObject({ kind: 'ok' });
  });

  it('keeps no entity tag that is none', async () => {
    headers['etag'] = 'no quotes';
    expect(await get(quickFetcher(site.url))).toEqual({ kind: 'ok', text: BODY });
  });

  it.each([
    ['500', 'unavailable'],
    ['502', 'unavailable'],
    ['503', 'unavailable'],
    ['reset', 'unavailable'],
    ['close', 'unavailable'],
    ['half answer', 'unavailable'],
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
  ] as const)('fails at "%s" as %s, and goes on with the next request', async (kind, failure) => {
    site.fault({ kind, seconds: 0 });
    let now = new Date('2026-08-21T12:00:00.000Z');
    const fetcher = quickFetcher(site.url, { now: () => now });
    const failed = await sourceFailure(get(fetcher));
    expect(failed).toMatchObject({ kind: failure, message: expect.stringContaining(fetcher.host) });
    now = new Date('2026-08-21T12:01:00.000Z');
    expect(await get(fetcher)).toMatchObject({ text: BODY });
  });

  it('says so where nobody listens', async () => {
    const fetcher = quickFetcher(site.url);
    await site.close();
    expect(await sourceFailure(get(fetcher))).toEqual({
      kind: 'unavailable',
      message: `${fetcher.host} can not be reached, or broke off its answer (ECONNREFUSED)`,
    });
    site = await startSourceServer(() => ({ contentType: 'text/plain', body: '' }));
  });

  it('gives what is not there, and what was wrong with the request, as values', async () => {
    const fetcher = quickFetcher(site.url);
    site.fault({ kind: '404' });
    expect(await get(fetcher)).toEqual({ kind: 'not-found' });
    site.fault({ kind: '400' });
    expect(await get(fetcher)).toMatchObject({ kind: 'bad-request', text: expect.stringContaining('maintenance') });
  });

  it.each(['hang', 'stall', 'drip'] as const)(
    'gives up on an answer that does not end (%s), and closes its line',
    async (kind) => {
      site.fault({ kind });
      const fetcher = quickFetcher(site.url, { responseTimeoutMs: 400 });
      expect(await sourceFailure(get(fetcher))).toEqual({
        kind: 'unavailable',
        message: `${fetcher.host} gave no whole answer within 0.4 s`,
      });
      await site.until(() => site.requests[0]?.endedAt, 'the line to be closed');
    },
  );

  it.each(['gzip bomb', 'endless body', 'huge body'] as const)(
    'stops reading what is too large (%s) and closes its line',
    async (kind) => {
      site.fault({ kind });
      const fetcher = quickFetcher(site.url, { maxBytes: 100_000 });
      expect((await sourceFailure(get(fetcher))).message).toBe(`${fetcher.host} answered with more than 100000 bytes`);
      await site.until(() => site.requests[0]?.endedAt, 'the line to be closed');
    },
  );

  it('takes no other encoding for UTF-8', async () => {
    site.fault({ kind: 'instead', body: '{}', contentType: 'application/json; charset=ISO-8859-1' });
    expect((await sourceFailure(get(quickFetcher(site.url)))).message).toContain(
      'text in iso-8859-1 in place of UTF-8',
    );
  });

  it('ends when whoever asked wants no more', async () => {
    site.fault({ kind: 'hang' });
    const stop = new AbortController();
    const answer = get(quickFetcher(site.url), { signal: stop.signal });
    await site.until(() => site.requests.length === 1);
    stop.abort(new Error('we close'));
    await expect(answer).rejects.toThrow('we close');
    await site.until(() => site.requests[0]?.endedAt, 'the line to be closed');
    await expect(get(quickFetcher(site.url), { signal: stop.signal })).rejects.toThrow('we close');
    expect(site.requests).toHaveLength(1);
  });

  it('gives whoever waits no more than their time', async () => {
    site.fault({ kind: 'hang' });
    const fetcher = quickFetcher(site.url);
    expect(await sourceFailure(get(fetcher, { timeoutMs: 50 }))).toEqual({
      kind: 'unavailable',
      message: `${fetcher.host} gave no whole answer within 0.05 s`,
    });
  });

  it('is limited, not down, where no turn came in time', async () => {
    const fault = site.fault({ kind: 'hang' });
    const stop = new AbortController();
    const fetcher = quickFetcher(site.url, { requestLimits: { minIntervalMs: 5, queued: 'all' } });
    const first = get(fetcher, { signal: stop.signal });
    await fault.met;
    expect(await sourceFailure(get(fetcher, { timeoutMs: 50 }))).toMatchObject({
      kind: 'rate-limited',
      retryAfterMs: 5,
    });
    stop.abort(new Error('enough'));
    await expect(first).rejects.toThrow('enough');
    expect(site.requests).toHaveLength(1);
  });

  it('asks nothing while a site asks to wait', async () => {
    let now = new Date('2026-08-21T12:00:00.000Z');
    const fetcher = quickFetcher(site.url, { now: () => now });
    site.fault({ kind: '429', seconds: 55 });
    const limited = { kind: 'rate-limited', message: `${fetcher.host} asks to wait 55 s`, retryAfterMs: 55_000 };
    expect(await sourceFailure(get(fetcher))).toEqual(limited);
    expect(await sourceFailure(get(fetcher))).toEqual(limited);
    expect(await sourceFailure(get(fetcher, { timeoutMs: 5000 }))).toEqual(limited);
    expect(site.requests).toHaveLength(1);
    now = new Date('2026-08-21T12:00:55.000Z');
    expect(await get(fetcher)).toMatchObject({ text: BODY });
  });

  it('waits as well when a good answer says that it was the last for now', async () => {
    headers['ratelimit'] = '"api";r=0;t=120';
    const fetcher = quickFetcher(site.url);
    expect(await get(fetcher)).toMatchObject({ text: BODY });
    expect(await sourceFailure(get(fetcher))).toMatchObject({ kind: 'rate-limited', retryAfterMs: 120_000 });
    expect(site.requests).toHaveLength(1);
  });

  it('stands a short while before a site that asked for it', async () => {
    headers['ratelimit'] = '"api";r=0;t=1';
    // A clock that is nearly there already.
    const times = ['2026-08-21T12:00:00.000Z', '2026-08-21T12:00:00.980Z'];
    let time = 0;
    const fetcher = quickFetcher(site.url, { now: () => new Date(times[time] ?? '') });
    await get(fetcher);
    time = 1;
    expect(await get(fetcher)).toMatchObject({ text: BODY });
  });

  it('obeys the limit of a window', async () => {
    await site.close();
    site = await startSourceServer(() => ({ contentType: 'application/json', body: BODY }), {
      quota: { requests: 3, seconds: 300 },
    });
    const fetcher = quickFetcher(site.url);
    for (const _ of [1, 2, 3]) await get(fetcher);
    expect(await sourceFailure(get(fetcher))).toMatchObject({ kind: 'rate-limited' });
    expect(site.requests.map(({ status }) => status)).toEqual([200, 200, 200]);
  });

  describe('that is redirected', () => {
    const isFirst: Fault['when'] = ({ path }) => path === '/thing';

    it('follows on the same site', async () => {
      site.fault({ kind: 'redirect', to: '/other?x=1', when: isFirst });
      expect(await get(quickFetcher(site.url))).toMatchObject({ text: BODY });
      expect(site.requests.map(({ path }) => path)).toEqual(['/thing', '/other']);
    });

    it('contacts no other host, and names it', async () => {
      const other = await startSourceServer(() => ({ contentType: 'application/json', body: '{}' }));
      const fetcher = quickFetcher(site.url);
      for (const to of [`${other.url}/thing`, `//${new URL(other.url).host}/thing`]) {
        site.fault({ kind: 'redirect', to });
        const { kind, message } = await sourceFailure(get(fetcher));
        expect({ kind, message }).toEqual({
          kind: 'rejected',
          message: `${fetcher.host} names ${other.url}, which is not asked: only ${site.url} is`,
        });
      }
      await expect(fetcher.get(new URL(other.url), { accept })).rejects.toThrow('which is not asked');
      expect(other.requests).toEqual([]);
      await other.close();
    });

    it.each([
      ['to another scheme', 'ftp://127.0.0.1/thing', 'names ftp://127.0.0.1, which is not asked'],
      ['with a user name', 'http://user:secret@127.0.0.1:1/', 'which is not asked'],
      ['to a file', 'file:///etc/passwd', 'which is not asked'],
      ['nowhere', 'http://[', 'redirects without saying where to'],
    ])('refuses to go %s', async (_, to, message) => {
      site.fault({ kind: 'redirect', to });
      expect((await sourceFailure(get(quickFetcher(site.url)))).message).toContain(message);
      expect(site.requests).toHaveLength(1);
    });

    it('gives up on going round in circles', async () => {
      site.fault({ kind: 'redirect', to: '/thing', times: 20 });
      expect((await sourceFailure(get(quickFetcher(site.url)))).message).toContain('redirects more than 3 times');
      expect(site.requests).toHaveLength(4);
    });
  });

  it('asks one thing at a time, on one line and with a rest between, where everyone takes turns', async () => {
    const minIntervalMs = 20;
    const fetcher = quickFetcher(site.url, { requestLimits: { minIntervalMs, queued: 'all' }, now: () => new Date() });
    await Promise.all([1, 2, 3, 4].map((one) => get(fetcher, one % 2 ? {} : { timeoutMs: 10_000 })));
    const starts = site.requests.map(({ startedAt }) => startedAt);
    const rests = starts.slice(1).map((start, index) => start - (starts[index] ?? 0));
    expect(site.mostAtOnce()).toBe(1);
    expect(new Set(site.requests.map(({ connection }) => connection)).size).toBe(1);
    // A timer may come a millisecond early; load only makes rests longer.
    expect(Math.min(...rests)).toBeGreaterThan(minIntervalMs / 2);
  });

  it('answers whoever waits beside work that can wait, where only that takes turns', async () => {
    const fault = site.fault({ kind: 'hang' });
    const stop = new AbortController();
    const fetcher = quickFetcher(site.url);
    const [slow, queued] = [get(fetcher, { signal: stop.signal }), get(fetcher)];
    await fault.met;
    expect(await get(fetcher, { timeoutMs: 10_000 })).toMatchObject({ text: BODY });
    expect(site.requests).toHaveLength(2);
    stop.abort(new Error('enough'));
    await expect(slow).rejects.toThrow('enough');
    expect(await queued).toMatchObject({ text: BODY });
  });

  it.each(['nonsense', 'ftp://example.org', 'https://user:secret@example.org'])('is not made for %s', (baseUrl) => {
    expect(() => quickFetcher(baseUrl)).toThrow('The address of a source is one such as https://huggingface.co');
  });
});
