import { describe, expect, it } from 'vitest';
import { createSite } from '../../../../adapters/web/site.ts';
import { UserError } from '../../../../src/runtime/errors.ts';
import { createMemoryLog } from '../../../fakes/log.ts';
import { ASSETS_FOLDER, openSite } from './open-site.ts';

const statusOf = (response: string): number => Number(/^HTTP\/1\.1 (\d+)/.exec(response)?.[1]);
const requestLines = (host: string, ...more: string[]) => [
  'GET / HTTP/1.1',
  `Host: ${host}`,
  'Connection: close',
  ...more,
];
const upgradeLines = (path: string, ...more: string[]) => [
  `GET ${path} HTTP/1.1`,
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  ...more,
];

describe('a site', () => {
  it('redirects / to the home page', async () => {
    const { get } = await openSite();
    const response = await get('/');
    expect([response.status, response.headers.get('location')]).toEqual([302, '/search']);
  });

  it('sends security headers with every response', async () => {
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

  it('has the local URL or, if it is set, the public URL', async () => {
    const { site, port } = await openSite();
    expect(site.url()).toBe(`http://127.0.0.1:${port}`);
    const { site: behindProxy } = await openSite({ publicUrl: 'https://papers.example.org/' });
    expect(behindProxy.url()).toBe('https://papers.example.org');
  });

  it('starts and stops once, however often that is called', async () => {
    const { site, port, get } = await openSite();
    expect((await site.start()).port).toBe(port);
    await Promise.all([site.stop(), site.stop()]);
    await expect(get('/')).rejects.toThrow();
    await site.stop();
  });

  it('names the setting to change if it can not listen, and can be stopped nevertheless', async () => {
    const { port } = await openSite();
    const address = { host: '127.0.0.1', port, isPortConfigured: true };
    const site = createSite({
      address,
      portSettingName: 'WEB_PORT',
      homePath: '/search',
      assetsFolder: ASSETS_FOLDER,
      log: createMemoryLog().log,
    });
    const failed = site.start();
    await expect(failed).rejects.toThrow(UserError);
    await expect(failed).rejects.toThrow(/Set WEB_PORT to a free port/);
    await site.stop();
  });

  it('answers 304 if a file has not changed', async () => {
    const { get } = await openSite();
    const first = await get('/style.css');
    expect(first.headers.get('cache-control')).toBe('no-cache');
    const again = await get('/style.css', { headers: { 'if-none-match': first.headers.get('etag') ?? '' } });
    expect([again.status, await again.text()]).toEqual([304, '']);
    expect(again.headers.get('x-content-type-options')).toBe('nosniff');
  });
});

describe('an error', () => {
  it('is a page, and JSON below /api', async () => {
    const { get } = await openSite();
    const page = await get('/nowhere');
    expect([page.status, page.headers.get('content-type')]).toEqual([404, 'text/html; charset=UTF-8']);
    const api = await get('/api/nowhere');
    expect([api.status, await api.json()]).toEqual([404, { error: "There's nothing at this address." }]);
  });

  it('has an id if it is unexpected, under which it is logged once, without the query string', async () => {
    const { get, records } = await openSite({
      mount: ({ app }) => {
        app.get('/broken', () => {
          throw new Error('an internal secret');
        });
        app.get('/api/broken', () => Promise.reject(new Error('an internal secret')));
      },
    });
    const page = await get('/broken?q=private');
    const text = await page.text();
    const [, id] = /this error id: (\w{8})/.exec(text) ?? [];
    expect([page.status, id]).toEqual([500, expect.any(String)]);
    expect(text).not.toMatch(/secret|at .*\.ts/);
    expect(records).toMatchObject([{ id, path: '/broken', err: { message: 'an internal secret' } }]);
    expect(JSON.stringify(records)).not.toContain('private');
    expect(await (await get('/api/broken')).json()).toEqual({ error: expect.stringMatching(/this error id: \w{8}$/) });
  });
});

describe('a request', () => {
  it.each([
    ['localhost:1', 302],
    ['127.0.0.1', 302],
    ['[::1]:3000', 302],
    ['papers.example.org', 302],
    ['evil.example', 421],
    ['evil.example:3000', 421],
  ])('to the host %s gets %i', async (host, status) => {
    const { send } = await openSite({ publicUrl: 'https://papers.example.org' });
    const response = await send(requestLines(host));
    expect(statusOf(response)).toBe(status);
    if (status === 421) expect(response).toContain('set PUBLIC_URL to the public address');
  });

  it.each([
    ['without a host', ['GET / HTTP/1.1', 'Connection: close']],
    ['with two hosts', ['GET / HTTP/1.1', 'Host: localhost', 'Host: evil.example', 'Connection: close']],
    [
      'with the URL of another server',
      ['GET http://evil.example/ HTTP/1.1', 'Host: evil.example', 'Connection: close'],
    ],
    ['with an invalid host', requestLines('a b')],
    ['with bytes that are not HTTP', ['\u0016\u0003\u0001']],
    ['with a path outside the site', ['GET /../../etc/passwd HTTP/1.1', 'Host: localhost', 'Connection: close']],
    ['with backslashes in the path', ['GET /..\\..\\etc\\passwd HTTP/1.1', 'Host: localhost', 'Connection: close']],
    ['with two lengths', ['POST / HTTP/1.1', 'Host: localhost', 'Content-Length: 1', 'Content-Length: 2']],
  ])('is rejected %s', async (_, lines) => {
    const { send, get, records } = await openSite();
    const response = await send(lines);
    expect(statusOf(response)).toBeGreaterThanOrEqual(400);
    expect(statusOf(response)).toBeLessThan(500);
    expect(records.filter(({ level }) => level === 50)).toEqual([]);
    expect((await get('/')).status).toBe(302);
  });

  it.each(['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'QUERY', 'PROPFIND'])(
    'is rejected with the method %s',
    async (method) => {
      const { send } = await openSite();
      const response = await send([`${method} / HTTP/1.1`, 'Host: localhost', 'Connection: close']);
      expect(statusOf(response)).toBe(405);
      expect(response).toMatch(/^allow: GET, HEAD, POST\r$/im);
    },
  );

  it('is rejected if its URL is too long', async () => {
    const { get } = await openSite();
    expect((await get(`/nowhere?q=${'x'.repeat(4500)}`)).status).toBe(404);
    const long = await get(`/nowhere?q=${'x'.repeat(8000)}`);
    expect([long.status, await long.text()]).toEqual([414, expect.stringContaining('The limit is 8000')]);
    expect((await get(`/nowhere?q=${'x'.repeat(20_000)}`)).status).toBe(431);
  });

  it('is rejected if its body is too large, or has no length', async () => {
    const { get } = await openSite({ mount: ({ app }) => app.post('/take', async (c) => c.text(await c.req.text())) });
    expect(await (await get('/take', { method: 'POST', body: 'hello' })).text()).toBe('hello');
    const large = 'x'.repeat(70_000);
    expect((await get('/take', { method: 'POST', body: large })).status).toBe(413);
    const stream = new Blob([large]).stream();
    const streamed: RequestInit & { duplex: 'half' } = { method: 'POST', body: stream, duplex: 'half' };
    expect((await get('/take', streamed)).status).toBe(411);
  });

  it('needs no length without a body', async () => {
    const { send, records } = await openSite({ mount: ({ app }) => app.post('/take', (c) => c.text('taken')) });
    const response = await send(['POST /take HTTP/1.1', 'Host: localhost', 'Connection: close']);
    expect([statusOf(response), records]).toEqual([200, []]);
  });

  it('is rejected if it is a POST from a page of another site', async () => {
    const { get, site, records } = await openSite({ mount: ({ app }) => app.post('/change', (c) => c.text('done')) });
    const post = (headers: Record<string, string>) => get('/change', { method: 'POST', headers });
    expect((await post({ origin: site.url() })).status).toBe(200);
    expect((await post({})).status).toBe(200);
    expect((await post({ origin: 'https://evil.example' })).status).toBe(403);
    expect((await post({ 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect(records).toMatchObject([{ status: 403, path: '/change', origin: 'https://evil.example' }, { status: 403 }]);
  });

  it('is rejected if the client exceeds the rate limit, with the time to wait', async () => {
    const { get, records } = await openSite({ requestsPerMinute: 3 });
    const statuses = [];
    for (let i = 0; i < 5; i++) statuses.push((await get('/style.css')).status);
    expect(statuses).toEqual([200, 200, 200, 429, 429]);
    const refused = await get('/api/search?q=private');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await refused.json()).toEqual({ error: expect.stringContaining('The limit is 3 per minute') });
    // Logged once, so that a flood of requests does not flood the log.
    expect(records).toMatchObject([{ status: 429, path: '/style.css' }]);
  });

  it('is rate limited per client behind a proxy', async () => {
    const { get } = await openSite({ requestsPerMinute: 1, publicUrl: 'https://papers.example.org' });
    const from = async (address: string) => (await get('/', { headers: { 'x-forwarded-for': address } })).status;
    expect(await from('203.0.113.7')).toBe(302);
    expect(await from('203.0.113.7')).toBe(429);
    expect(await from('203.0.113.7, 203.0.113.8')).toBe(302);
  });
});

describe('a WebSocket upgrade', () => {
  const openWithHandler = () =>
    openSite({
      requestsPerMinute: 5,
      mount: (site) =>
        site.onUpgrade('/socket', (_, socket) => void socket.end('HTTP/1.1 101 Switching Protocols\r\n\r\n')),
    });

  it('is passed to the handler of its path', async () => {
    const { send } = await openWithHandler();
    expect(statusOf(await send(upgradeLines('/socket?tab=1', 'Host: localhost')))).toBe(101);
  });

  it.each([
    ['for a path without a handler', 404, upgradeLines('/other', 'Host: localhost')],
    ['for another host', 421, upgradeLines('/socket', 'Host: evil.example')],
    ['with two hosts', 421, upgradeLines('/socket', 'Host: localhost', 'Host: evil.example')],
    ['from a page of another site', 403, upgradeLines('/socket', 'Host: localhost', 'Origin: https://evil.example')],
    ['from a page of another port', 403, upgradeLines('/socket', 'Host: localhost:1', 'Origin: http://localhost:2')],
  ])('is rejected %s', async (_, status, lines) => {
    const { send } = await openWithHandler();
    const response = await send(lines);
    expect(statusOf(response)).toBe(status);
  });

  it('counts towards the rate limit', async () => {
    const { send } = await openWithHandler();
    for (let i = 0; i < 5; i++) await send(upgradeLines('/socket', 'Host: localhost'));
    const response = await send(upgradeLines('/socket', 'Host: localhost'));
    expect(statusOf(response)).toBe(429);
    expect(response).toMatch(/^retry-after: \d+\r$/m);
  });

  it('closes the connection if its handler fails', async () => {
    const { send, get, records } = await openSite({
      mount: (site) =>
        site.onUpgrade('/socket', () => {
          throw new Error('broken');
        }),
    });
    expect(await send(upgradeLines('/socket', 'Host: localhost'))).toBe('');
    expect(records).toMatchObject([{ msg: 'failed to upgrade to WebSocket' }]);
    expect((await get('/')).status).toBe(302);
  });
});
