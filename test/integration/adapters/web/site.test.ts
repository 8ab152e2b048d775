import { describe, expect, it } from 'vitest';
import { createSite } from '../../../../adapters/web/site.ts';
import { UserError } from '../../../../src/runtime/errors.ts';
import { createMemoryLog } from '../../../fakes/log.ts';
import { openSite } from './open-site.ts';

const statusOf = (answer: string): number => Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]);
const asking = (host: string, ...more: string[]) => ['GET / HTTP/1.1', `Host: ${host}`, 'Connection: close', ...more];
const upgrade = (path: string, ...more: string[]) => [
  `GET ${path} HTTP/1.1`,
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  ...more,
];

describe('the site', () => {
  it('leads to its front page', async () => {
    const { get } = await openSite();
    const answer = await get('/');
    expect([answer.status, answer.headers.get('location')]).toEqual([302, '/search']);
  });

  it('lets a browser run, load and frame nothing but its own', async () => {
    const { get } = await openSite();
    for (const path of ['/', '/style.css', '/nowhere']) {
      const { headers } = await get(path);
      expect(headers.get('content-security-policy')).toBe(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
      );
      expect(Object.fromEntries(headers)).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
      });
      expect(headers.has('set-cookie')).toBe(false);
      expect(headers.has('x-powered-by')).toBe(false);
    }
  });

  it('tells in its address where it listens or, where that is set, how people reach it', async () => {
    const { site, port } = await openSite();
    expect(site.url()).toBe(`http://127.0.0.1:${port}`);
    const { site: behindProxy } = await openSite({ publicUrl: 'https://papers.example.org/' });
    expect(behindProxy.url()).toBe('https://papers.example.org');
  });

  it('opens once and closes once, however often it is asked', async () => {
    const { site, port, get } = await openSite();
    expect((await site.start()).port).toBe(port);
    await Promise.all([site.stop(), site.stop()]);
    await expect(get('/')).rejects.toThrow();
    await site.stop();
  });

  it('says which setting helps where it cannot open, and can be stopped all the same', async () => {
    const { port } = await openSite();
    const address = { host: '127.0.0.1', port, isPortConfigured: true };
    const site = createSite({ address, portSettingName: 'WEB_PORT', homePath: '/search', log: createMemoryLog().log });
    const failed = site.start();
    await expect(failed).rejects.toThrow(UserError);
    await expect(failed).rejects.toThrow(/Set WEB_PORT to one that is free/);
    await site.stop();
  });

  it('answers a second question for the same with that nothing has changed', async () => {
    const { get } = await openSite();
    const first = await get('/style.css');
    expect(first.headers.get('cache-control')).toBe('no-cache');
    const again = await get('/style.css', { headers: { 'if-none-match': first.headers.get('etag') ?? '' } });
    expect([again.status, await again.text()]).toEqual([304, '']);
    expect(again.headers.get('x-content-type-options')).toBe('nosniff');
  });
});

describe('what is wrong is answered', () => {
  it('with a page, or with JSON where a program asks', async () => {
    const { get } = await openSite();
    const page = await get('/nowhere');
    expect([page.status, page.headers.get('content-type')]).toEqual([404, 'text/html; charset=UTF-8']);
    const api = await get('/api/nowhere');
    expect([api.status, await api.json()]).toEqual([404, { error: 'Nothing is at this address.' }]);
  });

  it('with an id for a fault of ours, under which it is logged once, without what was searched for', async () => {
    const { get, records } = await openSite({
      mount: ({ app }) => {
        app.get('/broken', () => {
          throw new Error('a secret of the inside');
        });
        app.get('/api/broken', () => Promise.reject(new Error('a secret of the inside')));
      },
    });
    const page = await get('/broken?q=private');
    const text = await page.text();
    const [, id] = /this id: (\w{8})/.exec(text) ?? [];
    expect([page.status, id]).toEqual([500, expect.any(String)]);
    expect(text).not.toMatch(/secret|at .*\.ts/);
    expect(records).toMatchObject([{ id, path: '/broken', err: { message: 'a secret of the inside' } }]);
    expect(JSON.stringify(records)).not.toContain('private');
    expect(await (await get('/api/broken')).json()).toEqual({ error: expect.stringMatching(/this id: \w{8}$/) });
  });
});

describe('a request is let in', () => {
  it.each([
    ['localhost:1', 302],
    ['127.0.0.1', 302],
    ['[::1]:3000', 302],
    ['papers.example.org', 302],
    ['evil.example', 421],
    ['evil.example:3000', 421],
  ])('from a browser that calls the server %s: %i', async (host, status) => {
    const { send } = await openSite({ publicUrl: 'https://papers.example.org' });
    const answer = await send(asking(host));
    expect(statusOf(answer)).toBe(status);
    if (status === 421) expect(answer).toContain('set PUBLIC_URL to the address at which people reach it');
  });

  it.each([
    ['without a host', ['GET / HTTP/1.1', 'Connection: close']],
    ['with two hosts', ['GET / HTTP/1.1', 'Host: localhost', 'Host: evil.example', 'Connection: close']],
    [
      'with an address of another server',
      ['GET http://evil.example/ HTTP/1.1', 'Host: evil.example', 'Connection: close'],
    ],
    ['with a host that is none', asking('a b')],
    ['with bytes that are no request', ['\u0016\u0003\u0001']],
    ['that climbs out of the site', ['GET /../../etc/passwd HTTP/1.1', 'Host: localhost', 'Connection: close']],
    ['with backslashes', ['GET /..\\..\\etc\\passwd HTTP/1.1', 'Host: localhost', 'Connection: close']],
    [
      'that claims to have two lengths',
      ['POST / HTTP/1.1', 'Host: localhost', 'Content-Length: 1', 'Content-Length: 2'],
    ],
  ])('but none %s', async (_, lines) => {
    const { send, get, records } = await openSite();
    const answer = await send(lines);
    expect(statusOf(answer)).toBeGreaterThanOrEqual(400);
    expect(statusOf(answer)).toBeLessThan(500);
    expect(records.filter(({ level }) => level === 50)).toEqual([]);
    expect((await get('/')).status).toBe(302);
  });

  it.each(['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'QUERY', 'PROPFIND'])('but not to %s', async (method) => {
    const { send } = await openSite();
    const answer = await send([`${method} / HTTP/1.1`, 'Host: localhost', 'Connection: close']);
    expect(statusOf(answer)).toBe(405);
    expect(answer).toMatch(/^allow: GET, HEAD, POST\r$/im);
  });

  it('as long as its address is no novel', async () => {
    const { get } = await openSite();
    expect((await get(`/nowhere?q=${'x'.repeat(4500)}`)).status).toBe(404);
    const long = await get(`/nowhere?q=${'x'.repeat(8000)}`);
    expect([long.status, await long.text()]).toEqual([414, expect.stringContaining('may have 8000')]);
    expect((await get(`/nowhere?q=${'x'.repeat(20_000)}`)).status).toBe(431);
  });

  it('as long as its body is small, and says how long that is', async () => {
    const { get } = await openSite({ mount: ({ app }) => app.post('/take', async (c) => c.text(await c.req.text())) });
    expect(await (await get('/take', { method: 'POST', body: 'hello' })).text()).toBe('hello');
    const large = 'x'.repeat(70_000);
    expect((await get('/take', { method: 'POST', body: large })).status).toBe(413);
    const stream = new Blob([large]).stream();
    const streamed: RequestInit & { duplex: 'half' } = { method: 'POST', body: stream, duplex: 'half' };
    expect((await get('/take', streamed)).status).toBe(411);
  });

  it('without a body, and without a word of its length', async () => {
    const { send, records } = await openSite({ mount: ({ app }) => app.post('/take', (c) => c.text('taken')) });
    const answer = await send(['POST /take HTTP/1.1', 'Host: localhost', 'Connection: close']);
    expect([statusOf(answer), records]).toEqual([200, []]);
  });

  it('that changes something from a page of its own alone', async () => {
    const { get, site, records } = await openSite({ mount: ({ app }) => app.post('/change', (c) => c.text('done')) });
    const post = (headers: Record<string, string>) => get('/change', { method: 'POST', headers });
    expect((await post({ origin: site.url() })).status).toBe(200);
    expect((await post({})).status).toBe(200);
    expect((await post({ origin: 'https://evil.example' })).status).toBe(403);
    expect((await post({ 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect(records).toMatchObject([{ status: 403, path: '/change', origin: 'https://evil.example' }, { status: 403 }]);
  });

  it('so many times a minute, and is told when to come again', async () => {
    const { get, records } = await openSite({ perMinute: 3 });
    const statuses = [];
    for (let i = 0; i < 5; i++) statuses.push((await get('/style.css')).status);
    expect(statuses).toEqual([200, 200, 200, 429, 429]);
    const refused = await get('/api/search?q=private');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await refused.json()).toEqual({ error: expect.stringContaining('more than 3 requests in a minute') });
    // One line for them all, or a flood would be one of the log as well.
    expect(records).toMatchObject([{ status: 429, path: '/style.css' }]);
  });

  it('so many times a minute for each visitor behind a proxy', async () => {
    const { get } = await openSite({ perMinute: 1, publicUrl: 'https://papers.example.org' });
    const from = async (address: string) => (await get('/', { headers: { 'x-forwarded-for': address } })).status;
    expect(await from('203.0.113.7')).toBe(302);
    expect(await from('203.0.113.7')).toBe(429);
    expect(await from('203.0.113.7, 203.0.113.8')).toBe(302);
  });
});

describe('the wish for a WebSocket', () => {
  const echo = () =>
    openSite({
      perMinute: 5,
      mount: (site) =>
        site.onUpgrade('/socket', (_, socket) => void socket.end('HTTP/1.1 101 Switching Protocols\r\n\r\n')),
    });

  it('is granted where somebody takes it', async () => {
    const { send } = await echo();
    expect(statusOf(await send(upgrade('/socket?tab=1', 'Host: localhost')))).toBe(101);
  });

  it.each([
    ['anywhere else', 404, upgrade('/other', 'Host: localhost')],
    ['under a foreign name', 421, upgrade('/socket', 'Host: evil.example')],
    ['under two names', 421, upgrade('/socket', 'Host: localhost', 'Host: evil.example')],
    ['from a foreign page', 403, upgrade('/socket', 'Host: localhost', 'Origin: https://evil.example')],
    ['from a page on another port', 403, upgrade('/socket', 'Host: localhost:1', 'Origin: http://localhost:2')],
  ])('is refused %s', async (_, status, lines) => {
    const { send } = await echo();
    const answer = await send(lines);
    expect(statusOf(answer)).toBe(status);
  });

  it('counts as a request', async () => {
    const { send } = await echo();
    for (let i = 0; i < 5; i++) await send(upgrade('/socket', 'Host: localhost'));
    const answer = await send(upgrade('/socket', 'Host: localhost'));
    expect(statusOf(answer)).toBe(429);
    expect(answer).toMatch(/^retry-after: \d+\r$/m);
  });

  it('does no harm where the one who takes it fails', async () => {
    const { send, get, records } = await openSite({
      mount: (site) =>
        site.onUpgrade('/socket', () => {
          throw new Error('broken');
        }),
    });
    expect(await send(upgrade('/socket', 'Host: localhost'))).toBe('');
    expect(records).toMatchObject([{ msg: 'a WebSocket could not be opened' }]);
    expect((await get('/')).status).toBe(302);
  });
});
