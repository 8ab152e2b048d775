import { Hono } from 'hono';
import { expect, it } from 'vitest';
import { createMetrics, httpMetrics } from '../../../src/app/metrics.ts';
import { ABOUT } from './monitored-process.ts';

it('counts requests by the pattern of their address, and what nobody serves as one', async () => {
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
  const addresses = [
    '/papers/2401.1',
    '/papers/2402.2',
    '/api/search?q=xoxb',
    '/broken',
    '/wp-admin',
    '/api/etc',
    '/x/y',
  ];
  for (const address of addresses) await site.request(address);
  const counted = (await metrics.httpRequests.get()).values.map(({ labels, value }) => [
    labels.route,
    labels.status,
    value,
  ]);
  expect(counted).toEqual([
    ['/papers/:id', '2xx', 2],
    ['/api/search', '4xx', 1],
    ['/broken', '5xx', 1],
    ['none', '4xx', 3],
  ]);
});
