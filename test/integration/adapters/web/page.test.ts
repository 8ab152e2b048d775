import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Chart } from '../../../../src/runtime/charts/chart.ts';
import { openPlayground, type TestPlayground } from './playground.ts';

const PNG = new Uint8Array([0x89, 0x50, 0x4e, 0x47]);

const CHART: Chart = {
  title: 'Papers per month: diffusion',
  unit: 'papers',
  months: ['2025-01'],
  series: [{ name: 'diffusion', values: [3] }],
  isLastMonthPartial: false,
  alt: 'It is 3.',
};

let playground: TestPlayground;
let drawn: Chart[];
let isBroken: boolean;

beforeEach(async () => {
  drawn = [];
  isBroken = false;
  const pageFolder = mkdtempSync(join(tmpdir(), 'page-'));
  writeFileSync(join(pageFolder, 'index.html'), '<!doctype html><title>Paperboy</title>');
  writeFileSync(join(pageFolder, 'main.js'), 'export {};');
  writeFileSync(join(pageFolder, 'style.css'), 'body {}');
  for (const name of ['tsconfig.json', 'main.test.js', 'main.ts', '.env', 'notes']) {
    writeFileSync(join(pageFolder, name), 'secret');
  }
  mkdirSync(join(pageFolder, 'folder.js'));
  writeFileSync(join(pageFolder, '..', 'beside.js'), 'secret');
  playground = await openPlayground({
    pageFolder,
    drawChart: async (one) => {
      drawn.push(one);
      if (isBroken) throw new Error('broken');
      return PNG;
    },
  });
  await playground.platform.start(playground.dispatch);
});

afterEach(() => playground.close());

/** Requests a path without normalizing it. */
function get(path: string, headers: Record<string, string> = {}) {
  return new Promise<{ status: number; headers: Record<string, unknown>; body: string }>((resolve, reject) => {
    const { hostname, port } = new URL(playground.url);
    const sent = request({ hostname, port, path, headers }, async (response) => {
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: await text(response) });
    });
    sent.on('error', reject).end();
  });
}

describe('the playground page', () => {
  it.each([
    ['/playground/', 'text/html', '<title>Paperboy</title>'],
    ['/playground/main.js', 'text/javascript', 'export {};'],
    ['/playground/style.css', 'text/css', 'body {}'],
  ])('is served with its content type: %s', async (path, type, words) => {
    const { status, headers, body } = await get(path);
    expect([status, body]).toEqual([200, expect.stringContaining(words)]);
    expect(headers).toMatchObject({ 'content-type': expect.stringContaining(type), 'cache-control': 'no-cache' });
  });

  it('is not sent again to a browser that has it', async () => {
    const { headers } = await get('/playground/main.js');
    const again = await get('/playground/main.js', { 'if-none-match': String(headers['etag']) });
    expect([again.status, again.body]).toEqual([304, '']);
  });

  it('redirects to the path with a trailing slash', async () => {
    expect(await get('/playground')).toMatchObject({ status: 302, headers: { location: '/playground/' } });
  });

  it.each([
    ...['tsconfig.json', 'main.test.js', 'main.ts', '.env', 'notes', 'folder.js', 'none.js', 'socket'],
    ...['../beside.js', '%2e%2e/beside.js', '..%2fbeside.js', '..%5cbeside.js', 'folder.js/../main.ts', '%00.js', '%'],
  ])('does not serve %s', async (path) => {
    const { status, body } = await get(`/playground/${path}`);
    expect([404, 400]).toContain(status);
    expect(body).not.toContain('secret');
  });

  it('logs an error if it is missing', async () => {
    const other = await openPlayground();
    expect((await fetch(`${other.url}/playground/`)).status).toBe(404);
    expect(other.records).toContainEqual(expect.objectContaining({ msg: 'playground page not found' }));
    await other.close();
  });
});

describe('a chart image', () => {
  async function urlOf(chart: Chart, key = 'key'): Promise<string> {
    const place = { platform: 'web', tenant: 'local', channel: 'C0GENERAL' };
    await playground.platform.post(place, { blocks: [{ kind: 'chart', chart }] }, key);
    const { html } = await (await playground.openTab()).findMessage(chart.title);
    return /src="([^"]*)"/.exec(html)?.[1] ?? '';
  }

  it('is on this server, and drawn once, when it is first requested', async () => {
    const url = await urlOf(CHART);
    expect(await urlOf(CHART, 'another')).toBe(url);
    expect(drawn).toEqual([]);
    for (const _ of [1, 2]) {
      const response = await fetch(`${playground.url}${url}`);
      expect(response.headers.get('content-type')).toBe('image/png');
      expect(new Uint8Array(await response.arrayBuffer())).toEqual(PNG);
    }
    expect(drawn).toEqual([CHART]);
  });

  it('is drawn again by the next request if drawing failed', async () => {
    isBroken = true;
    const url = await urlOf(CHART);
    expect((await fetch(`${playground.url}${url}`)).status).toBe(500);
    isBroken = false;
    expect((await fetch(`${playground.url}${url}`)).status).toBe(200);
  });

  it('is not found if no message has it', async () => {
    expect((await fetch(`${playground.url}/playground/charts/none.png`)).status).toBe(404);
  });
});
