import { expect, it } from 'vitest';
import { findCharts } from '../../../../src/chat/document.ts';
import { buildTopicChart } from '../../../../src/features/highlights/post.ts';
import { createTestCore } from '../../../fakes/core.ts';
import { paper } from '../../../fixtures/chat/papers.ts';
import { DAILY, delivering } from './delivery-harness.ts';

const WEEKLY = {
  topic: 'robots',
  hasChart: true,
  schedule: { days: [1], time: '09:00', zone: 'Europe/Berlin' },
} as const;

it('stands in the post of a subscription that has one, above its papers', async () => {
  const { posts, round, subscribe } = delivering();
  await subscribe(WEEKLY);
  await round();
  const [post] = posts();
  const [chart] = findCharts(post?.document ?? { blocks: [] });
  expect(chart).toMatchObject({ title: 'Papers per month: robots', isLastMonthPartial: true });
  expect(chart?.series[0]?.values.at(-1)).toBe(3);
  const kinds = post?.document.blocks.map(({ kind }) => kind) ?? [];
  expect(kinds.indexOf('chart')).toBeLessThan(kinds.indexOf('paper'));
});

it('is the same when the delivery is tried again', async () => {
  const { latest, pass, platform, posts, round, subscribe } = delivering();
  await subscribe(WEEKLY);
  platform.script.push({ kind: 'rate-limited', retryAfterMs: 1000 });
  await round();
  const tried = findCharts((await latest())?.document ?? { blocks: [] });
  pass(2);
  await round();
  expect(posts().map(({ document }) => findCharts(document))).toEqual([tried]);
  expect(tried).toHaveLength(1);
});

it.each([
  ['no paper has a date', [paper({ title: 'Walking Robots' })], 'robots'],
  ['none of the days that the topic names are here', undefined, 'juggling since:2031'],
  ['no paper has all words of the topic', undefined, 'flurbl'],
])('is left out where %s, and no post for it', (_, papers, topic) => {
  expect(buildTopicChart({ hasChart: true, topic }, createTestCore(papers))).toEqual([]);
});

it('is not there unless somebody wants it', () => {
  expect(buildTopicChart({ hasChart: false, topic: 'juggling' }, createTestCore())).toEqual([]);
  expect(DAILY.hasChart).toBe(false);
});

it('takes a topic with "vs" for one topic', () => {
  const papers = [paper({ title: 'Humans vs Machines', publishedOn: '2025-03-01' })];
  const [block] = buildTopicChart({ hasChart: true, topic: 'humans vs machines' }, createTestCore(papers));
  expect(block).toMatchObject({ chart: { series: [{ name: 'humans vs machines', values: [1] }] } });
});
