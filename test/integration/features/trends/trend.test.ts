import { describe, expect, it } from 'vitest';
import { computeTrend, type Trend } from '../../../../src/features/trends/trend.ts';
import { parseTrendQuery } from '../../../../src/features/trends/trend-query.ts';
import type { Paper } from '../../../../src/papers/paper.ts';
import { createTestCore } from '../../../fakes/core.ts';
import { paper } from '../../../fixtures/chat/papers.ts';

/** A paper published on a day, or without a date. */
function on(day: string | undefined, title: string, fields: Partial<Paper> = {}): Paper {
  return paper({ title, abstract: 'Nothing.', ...(day && { publishedOn: day }), ...fields });
}

/** The trend on March 5, 2025. */
function trend(text: string, papers: readonly Paper[]): Trend {
  return computeTrend(parseTrendQuery(text), createTestCore(papers));
}

function totals(text: string, papers: readonly Paper[]): number[] {
  return trend(text, papers).topicCounts.map(({ total }) => total);
}

describe('computeTrend', () => {
  const papers = [
    on('2025-01-01', 'Safe Offline Models'),
    on('2025-01-02', 'A Model, Offline'),
    on('2025-01-03', 'Off-Policy Learning', { keywords: ['safe'] }),
    on('2025-01-04', 'Cooking', { authors: ['Ada Offline'], organization: { slug: 'nvidia', name: 'NVIDIA' } }),
  ];

  it.each([
    ['offline', 3],
    ['offline model', 2],
    ['models offline safe', 1],
    ['safe', 2],
    ['"offline models"', 1],
    ['"model offline"', 1],
    ['off policy', 1],
    ['offpolicy', 1],
    ['learning of the policy', 1],
    ['offline -safe', 2],
    ['-safe', 2],
    ['org:nvidia', 1],
    ['org:nvidia author:offline', 1],
    ['ofline', 0],
    ['offline flurbl', 0],
    ['flurbl', 0],
  ])('counts papers with all words of the topic %s, in any form', (topic, expected) => {
    expect(totals(topic, papers)).toEqual([expected]);
  });

  it('counts each topic separately', () => {
    expect(totals('offline vs safe vs cooking', papers)).toEqual([3, 2, 1]);
  });

  it('counts a paper once, by its listing date or else its publication date', () => {
    const listed = on('2025-01-31', 'Walking', { listedOn: '2025-02-01', aliases: ['2501.00001'] });
    const { months, topicCounts } = trend('walking', [listed, on('2025-01-30', 'Walking On')]);
    expect(months).toEqual(['2025-01', '2025-02']);
    expect(topicCounts[0]?.values).toEqual([1, 1]);
  });

  it('counts papers without a date, or with one in the future, as undated', () => {
    const { topicCounts } = trend('walking', [
      on('2025-03-05', 'Walking Today'),
      on('2031-01-01', 'Walking Later'),
      on(undefined, 'Walking Whenever'),
    ]);
    expect(topicCounts).toMatchObject([{ total: 1, undated: 2 }]);
  });
});

describe('the months of computeTrend', () => {
  const monthly = [
    on('2019-12-31', 'Walking Early'),
    on('2023-03-01', 'Walking'),
    on('2024-11-11', 'Running'),
    on('2025-03-01', 'Walking Now'),
  ];

  it('are the last 24 up to the newest paper by default, without gaps', () => {
    const { months, topicCounts, isLastMonthPartial } = trend('walking', monthly);
    expect([months[0], months.at(-1), months.length]).toEqual(['2023-04', '2025-03', 24]);
    expect(topicCounts[0]?.values).toEqual([...Array.from({ length: 23 }, () => 0), 1]);
    expect(isLastMonthPartial).toBe(true);
  });

  it('end with the newest paper, and are complete if that is in the past', () => {
    const { months, isLastMonthPartial } = trend('walking', monthly.slice(0, 3));
    expect([months.at(-1), isLastMonthPartial]).toEqual(['2024-11', false]);
  });

  it.each([
    ['walking since:2024-12', '2024-12', '2025-03'],
    ['walking since:2024-12-24', '2024-12', '2025-03'],
    ['walking since:2019', '2019-12', '2025-03'],
    ['walking since:1066', '2019-12', '2025-03'],
    ['walking since:2020 until:2021', '2020-01', '2021-12'],
    ['walking until:2024-06', '2022-07', '2024-06'],
    ['walking until:2030', '2023-04', '2025-03'],
    ['walking until:2019-12', '2019-12', '2019-12'],
    ['since:2024 walking vs running', '2024-01', '2025-03'],
  ])('are whole months, as far as there are papers: %s', (text, first, last) => {
    const { months } = trend(text, monthly);
    expect([months[0], months.at(-1)]).toEqual([first, last]);
  });

  it('are at most 120', () => {
    const { months } = trend('walking since:2001', [on('2001-01-01', 'Walking Long Ago'), ...monthly]);
    expect([months[0], months.at(-1), months.length]).toEqual(['2015-04', '2025-03', 120]);
  });

  it('are reported if they have no papers at all', () => {
    expect(trend('walking since:2024-10', monthly).emptyMonths).toEqual(['2024-10', '2024-12', '2025-01', '2025-02']);
  });

  it.each([
    ['walking since:2026', 'Try since:2019-12, or leave out since:.', 'walking since:2019-12'],
    ['walking since:2026 until:2030', 'Try since:2019-12, or leave out since:.', 'walking since:2019-12 until:2030'],
    ['walking until:2018', 'Leave out until:.', 'walking'],
    ['walking since:2017 until:2018', 'Leave out until:.', 'walking since:2017'],
  ])('are an error if none has papers, with a suggestion that works: %s', (text, suggestion, suggested) => {
    expect(() => trend(text, monthly)).toThrow(
      `The papers are from Dec 2019 to Mar 2025, and none are from this period. ${suggestion}`,
    );
    expect(() => trend(suggested, monthly)).not.toThrow();
  });

  it.each([[[]], [[on(undefined, 'Walking')]]])('are an error if no paper has a date', (papers) => {
    expect(() => trend('walking', papers)).toThrow('No paper has a date');
  });
});
