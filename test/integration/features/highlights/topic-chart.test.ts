import { expect, it } from 'vitest';
import { findCharts } from '../../../../src/chat/document.ts';
import { createDeliveryHarness } from './delivery-harness.ts';

const WEEKLY = {
  topic: 'robots',
  hasChart: true,
  schedule: { days: [1], time: '09:00', zone: 'Europe/Berlin' },
} as const;

it('posts a chart above the papers of a subscription with a chart', async () => {
  const { posts, runOnce, subscribe } = createDeliveryHarness();
  await subscribe(WEEKLY);
  await runOnce();
  const [post] = posts();
  const [chart] = findCharts(post?.document ?? { blocks: [] });
  expect(chart).toMatchObject({ title: 'Papers per month: robots', isLastMonthPartial: true });
  expect(chart?.series[0]?.values.at(-1)).toBe(3);
  const kinds = post?.document.blocks.map(({ kind }) => kind) ?? [];
  expect(kinds.indexOf('chart')).toBeLessThan(kinds.indexOf('paper'));
});

it('keeps the chart when a delivery is retried', async () => {
  const { latest, passMinutes, platform, posts, runOnce, subscribe } = createDeliveryHarness();
  await subscribe(WEEKLY);
  platform.script.push({ kind: 'rate-limited', retryAfterMs: 1000 });
  await runOnce();
  const attempted = findCharts((await latest())?.document ?? { blocks: [] });
  passMinutes(2);
  await runOnce();
  expect(posts().map(({ document }) => findCharts(document))).toEqual([attempted]);
  expect(attempted).toHaveLength(1);
});

it('posts no chart for a subscription without one', async () => {
  const { posts, runOnce, subscribe } = createDeliveryHarness();
  await subscribe({ ...WEEKLY, hasChart: false });
  await runOnce();
  expect(findCharts(posts()[0]?.document ?? { blocks: [] })).toEqual([]);
});
