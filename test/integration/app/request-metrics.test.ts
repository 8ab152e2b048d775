import { Hono } from 'hono';
import { expect, it } from 'vitest';
import { createMetrics, httpMetrics } from '../../../src/app/metrics.ts';
import { ABOUT } from './monitored-process.ts';

it('counts HTTP requests by route, and those without a route as none', async () => {
  const metrics = createMetrics(ABOUT);
  const site = new Hono();
  site.use(httpMetrics(metrics));
  site.use('/api/*', async (_, next) => next());
  site.get('/papers/:id', ({ text }) => text('a paper'));
  site.get('/api/search', ({ json }) => json({}, 400));
  site.get('/broken', () => {
    throw new Error('a bug');
  });
  site.onError((_, { text }) => text('sorry', 500));
  const paths = ['/papers/2401.1', '/papers/2402.2', '/api/search?q=xoxb', '/broken', '/wp-admin', '/api/etc', '/x/y'];
  for (const path of paths) await site.request(path);
  const counts = (await metrics.httpRequests.get()).values.map(({ labels, value }) => [
    labels.route,
    labels.status,
    value,
  ]);
  expect(counts).toEqual([
    ['/papers/:id', '2xx', 2],
    ['/api/search', '4xx', 1],
    ['/broken', '5xx', 1],
    ['none', '4xx', 3],
  ]);
});
