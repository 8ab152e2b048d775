import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Chart } from '../../../../src/runtime/charts/chart.ts';
import { type PlaygroundUnderTest, playgroundUnderTest } from './playground.ts';

const PNG = new Uint8Array([0x89, 0x50, 0x4e, 0x47]);

const chart: Chart = {
  title: 'Papers per month: diffusion',
  unit: 'papers',
  months: ['2025-01'],
  series: [{ name: 'diffusion', values: [3] }],
  isLastMonthPartial: false,
  alt: 'It is 3.',
};

let playground: PlaygroundUnderTest;
let drawn: Chart[];
let breaks: boolean;

beforeEach(async () => {
  drawn = [];
  breaks = false;
  const pageFolder = mkdtempSync(join(tmpdir(), 'page-'));
  writeFileSync(join(pageFolder, 'index.html'), '<!doctype html><title>Paperboy</title>');
  writeFileSync(join(pageFolder, 'main.js'), 'export {};');
  writeFileSync(join(pageFolder, 'style.css'), 'body {}');
  for (const name of ['tsconfig.json', 'main.test.js', 'main.ts', '.env', 'notes']) {
    writeFileSync(join(pageFolder, name), 'secret');
  }
  mkdirSync(join(pageFolder, 'folder.js'));
  writeFileSync(join(pageFolder, '..', 'beside.js'), 'secret');
  playground = await playgroundUnderTest({
    pageFolder,
    drawChart: async (one) => {
      drawn.push(one);
      if (breaks) throw new Error('no colours left');
      return PNG;
    },
  });
  await playground.platform.start(playground.dispatch);
});

afterEach(() => playground.close());

/** The answer to a request for a path just as it is written. */
function get(path: string, headers: Record<string, string> = {}) {
  return new Promise<{ status: number; headers: Record<string, unknown>; body: string }>((resolve, reject) => {
    const { hostname, port } = new URL(playground.url);
    const asked = request({ hostname, port, path, headers }, async (answer) => {
      resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: await text(answer) });
    });
    asked.on('error', reject).end();
  });
}

describe('the page', () => {
  it.each([
    ['/playground/', 'text/html', '<title>Paperboy</title>'],
    ['/playground/main.js', 'text/javascript', 'export {};'],
    ['/playground/style.css', 'text/css', 'body {}'],
  ])('is served with its kind: %s', async (path, type, words) => {
    const { status, headers, body } = await get(path);
    expect([status, body]).toEqual([200, expect.stringContaining(words)]);
    expect(headers).toMatchObject({ 'content-type': expect.stringContaining(type), 'cache-control': 'no-cache' });
  });

  it('is not sent again to who has it', async () => {
    const { headers } = await get('/playground/main.js');
    const again = await get('/playground/main.js', { 'if-none-match': String(headers['etag']) });
    expect([again.status, again.body]).toEqual([304, '']);
  });

  it('is where one is led without the slash', async () => {
    expect(await get('/playground')).toMatchObject({ status: 302, headers: { location: '/playground/' } });
  });

  it.each([
    ...['tsconfig.json', 'main.test.js', 'main.ts', '.env', 'notes', 'folder.js', 'none.js', 'socket'],
    ...['../beside.js', '%2e%2e/beside.js', '..%2fbeside.js', '..%5cbeside.js', 'folder.js/../main.ts', '%00.js', '%'],
  ])('serves nothing else: %s', async (path) => {
    const { status, body } = await get(`/playground/${path}`);
    expect([404, 400]).toContain(status);
    expect(body).not.toContain('secret');
  });

  it('says in the log that it is missing', async () => {
    const other = await playgroundUnderTest();
    expect((await fetch(`${other.url}/playground/`)).status).toBe(404);
    expect(other.records).toContainEqual(
      expect.objectContaining({ msg: 'the page of the playground is not where it should be' }),
    );
    await other.close();
  });
});

describe('a chart', () => {
  /** Where the page finds its image. */
  async function addressOf(one: Chart, key = 'key'): Promise<string> {
    const place = { platform: 'web', tenant: 'local', channel: 'C0GENERAL' };
    await playground.platform.post(place, { blocks: [{ kind: 'chart', chart: one }] }, key);
    const { html } = await (await playground.tab()).shows(one.title);
    return /src="([^"]*)"/.exec(html)?.[1] ?? '';
  }

  it('is an image of the page itself, drawn once and only when somebody looks', async () => {
    const address = await addressOf(chart);
    expect(await addressOf(chart, 'another')).toBe(address);
    expect(drawn).toEqual([]);
    for (const _ of [1, 2]) {
      const answer = await fetch(`${playground.url}${address}`);
      expect(answer.headers.get('content-type')).toBe('image/png');
      expect(new Uint8Array(await answer.arrayBuffer())).toEqual(PNG);
    }
    expect(drawn).toEqual([chart]);
  });

  it('that can not be drawn is tried again by the next one who looks', async () => {
    breaks = true;
    const address = await addressOf(chart);
    expect((await fetch(`${playground.url}${address}`)).status).toBe(500);
    breaks = false;
    expect((await fetch(`${playground.url}${address}`)).status).toBe(200);
  });

  it('that nobody has shown is not there', async () => {
    expect((await fetch(`${playground.url}/playground/charts/none.png`)).status).toBe(404);
  });
});
