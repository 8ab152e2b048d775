import { describe, expect, it } from 'vitest';
import { buildTopicChart } from '../../../../src/features/trends/trend-report.ts';
import { createTestCore } from '../../../fakes/core.ts';
import { paper } from '../../../fixtures/chat/papers.ts';

describe('buildTopicChart', () => {
  it.each([
    ['no paper has a date', [paper({ title: 'Walking Robots' })], 'robots'],
    ['no papers are from the dates of the topic', undefined, 'juggling since:2031'],
    ['no paper has all words of the topic', undefined, 'flurbl'],
  ])('returns nothing if %s', (_, papers, topic) => {
    expect(buildTopicChart(topic, createTestCore(papers))).toEqual([]);
  });

  it('treats a topic with "vs" as one topic', () => {
    const papers = [paper({ title: 'Humans vs Machines', publishedOn: '2025-03-01' })];
    const [block] = buildTopicChart('humans vs machines', createTestCore(papers));
    expect(block).toMatchObject({ chart: { series: [{ name: 'humans vs machines', values: [1] }] } });
  });
});
