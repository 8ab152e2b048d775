import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { parseConfig } from '../../../src/app/config.ts';
import { createMetrics } from '../../../src/app/metrics.ts';
import { createWebServer } from '../../../src/app/web-server.ts';
import { createLazyChartRenderer } from '../../../src/runtime/charts/lazy-chart-renderer.ts';
import { createTestCore } from '../../fakes/core.ts';
import { createMemoryLog } from '../../fakes/log.ts';

const WEB_FOLDER = join(import.meta.dirname, '..', '..', '..', 'adapters', 'web');

/** The web server for these settings, not started yet. It stops with the test. */
function openWebServer(settings: Readonly<Record<string, string>>) {
  const metrics = createMetrics({ version: '1.2.3', node: '24.0.0' });
  const { log } = createMemoryLog();
  const core = createTestCore();
  const drawChart = createLazyChartRenderer();
  const webServer = createWebServer(parseConfig(settings), {
    ...{ core, drawChart, log, metrics, webFolder: WEB_FOLDER, random: Math.random },
  });
  if (webServer === undefined) throw new Error('no web server');
  onTestFinished(() => webServer.stop());
  return { webServer, metrics };
}

/** A port that is in use until the test ends. */
async function takenPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

it.each([
  ['WEB_PORT', { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 'secret', PORT: '1' }],
  ['PORT', {}],
])('names the setting for the port if the port is in use: %s', async (name, settings) => {
  const { webServer } = openWebServer({ ...settings, PAGES: 'on', [name]: String(await takenPort()) });
  await expect(webServer.start()).rejects.toThrow(`Set ${name} to a free port`);
});

it('counts every request, including rejected ones', async () => {
  const { webServer, metrics } = openWebServer({ PAGES: 'on', PLAYGROUND: 'off', PORT: '0' });
  await webServer.start();
  const { origin } = new URL(webServer.url());
  const statuses: number[] = [];
  for (const path of ['/search', '/style.css', '/wp-admin']) statuses.push((await fetch(origin + path)).status);
  // In parallel: the budget is per minute, and so is the time that a busy machine takes for 600 requests in a row.
  for (let batch = 0; batch < 12; batch++) {
    const responses = Array.from({ length: 50 }, () => fetch(`${origin}/style.css`, { method: 'HEAD' }));
    statuses.push(...(await Promise.all(responses)).map(({ status }) => status));
  }
  // A search costs ten requests.
  expect(statuses.filter((status) => status === 429)).toHaveLength(12);
  const counted = (await metrics.httpRequests.get()).values.map(({ labels, value }) => [labels, value]);
  expect(counted).toEqual([
    [{ route: '/search', status: '2xx' }, 1],
    [{ route: '/style.css', status: '2xx' }, 589],
    [{ route: 'none', status: '4xx' }, 1],
    [{ route: '/style.css', status: '4xx' }, 12],
  ]);
});
