import { describe, expect, it } from 'vitest';
import type { Period } from '../../../src/papers/dates.ts';
import { type Paper, paperDay } from '../../../src/papers/paper.ts';
import { type Measure, topPapers, topPapersBetween, weekdayCoverage } from '../../../src/papers/top-papers.ts';
import { paper } from '../../fixtures/chat/papers.ts';

function published(publishedOn: string, fields: Partial<Paper> = {}): Paper {
  return paper({ title: `Of ${publishedOn}`, publishedOn, ...fields });
}

function top(papers: readonly Paper[], period: Period, today: string, by: Measure = 'upvotes') {
  const { papers: found, ...rest } = topPapers(papers, { period, by, today });
  return { titles: found.map(({ title }) => title), ...rest };
}

describe('topPapers of a period', () => {
  it.each<[Period, string, string]>([
    ['day', '2025-03-05', '2025-03-05'],
    ['week', '2025-03-05', '2025-02-27'],
    ['week', '2025-01-03', '2024-12-28'],
    ['month', '2025-03-05', '2025-02-06'],
    ['month', '2025-03-31', '2025-03-01'],
    ['month', '2025-03-30', '2025-03-01'],
    ['month', '2025-02-28', '2025-01-29'],
    ['month', '2024-02-29', '2024-01-30'],
    ['month', '2024-03-29', '2024-03-01'],
    ['month', '2025-01-01', '2024-12-02'],
  ])('includes both ends of a %s up to %s that starts on %s', (period, today, from) => {
    const before = new Date(Date.parse(from) - 86_400_000).toISOString().slice(0, 10);
    const papers = [published(before), published(from), published(today, { title: 'On the last day' })];
    expect(top(papers, period, today)).toEqual({
      titles: ['On the last day', `Of ${from}`],
      days: { from, to: today },
      isFallback: false,
    });
  });
});

describe('topPapers', () => {
  it('falls back to the latest period that has papers', () => {
    const papers = [published('2024-11-01'), published('2024-10-30'), published('2024-10-01')];
    expect(top(papers, 'week', '2025-03-05')).toEqual({
      titles: ['Of 2024-11-01', 'Of 2024-10-30'],
      days: { from: '2024-10-26', to: '2024-11-01' },
      isFallback: true,
    });
  });

  it('includes papers without a day and with a future day for all time', () => {
    const papers = [paper({ title: 'Without a day', upvotes: 2 }), published('2024-11-01'), published('2030-01-01')];
    expect(top(papers, 'all', '2025-03-05')).toEqual({
      titles: ['Without a day', 'Of 2030-01-01', 'Of 2024-11-01'],
      isFallback: false,
    });
  });

  it('leaves out papers without a day or with a future day for a period', () => {
    const papers = [paper({ title: 'Without a day', upvotes: 99 }), published('2025-03-06'), published('2025-03-04')];
    expect(top(papers, 'day', '2025-03-05')).toEqual({
      titles: ['Of 2025-03-04'],
      days: { from: '2025-03-04', to: '2025-03-04' },
      isFallback: true,
    });
  });

  it.each([[[]], [[paper({ title: 'Without a day' })]], [[published('2030-01-01')]]])(
    'is empty if no paper has a day up to today',
    (papers) => {
      expect(top(papers, 'week', '2025-03-05')).toEqual({
        titles: [],
        days: { from: '2025-02-27', to: '2025-03-05' },
        isFallback: false,
      });
    },
  );

  it('sorts by one measure, the other measure, the day and the id', () => {
    const on = '2025-03-05';
    const papers = [
      published(on, { title: 'most upvotes', upvotes: 9 }),
      published(on, { title: 'fewer upvotes, most comments', upvotes: 5, comments: 7 }),
      published(on, { title: 'fewer upvotes, fewer comments', upvotes: 5, comments: 1 }),
      published(on, { title: 'no counts, newer' }),
      published('2025-03-04', { title: 'no counts, older, b', id: 'b' }),
      published('2025-03-04', { title: 'no counts, older, c', id: 'c' }),
    ];
    const titles = papers.map(({ title }) => title);
    expect(top(papers, 'week', on).titles).toEqual(titles);
    expect(top(papers.toReversed(), 'week', on).titles).toEqual(titles);
    expect(top(papers, 'week', on, 'comments').titles.slice(0, 3)).toEqual([titles[1], titles[2], titles[0]]);
  });

  it('prefers the listing day to the publication day', () => {
    expect(paperDay(published('2025-01-01', { listedOn: '2025-03-05' }))).toBe('2025-03-05');
    expect(paperDay(published('2025-01-01'))).toBe('2025-01-01');
    expect(paperDay(paper({ title: 'Without a day' }))).toBeUndefined();
  });
});

describe('topPapersBetween and weekdayCoverage', () => {
  const papers = [
    published('2025-03-02', { title: 'before', upvotes: 99 }),
    published('2025-03-03', { title: 'first day', upvotes: 1 }),
    published('2025-03-09', { title: 'last day', upvotes: 2 }),
    published('2025-01-01', { title: 'listed then', listedOn: '2025-03-05', upvotes: 3 }),
    published('2025-03-10', { title: 'after', upvotes: 99 }),
    paper({ title: 'Without a day', upvotes: 99 }),
  ];
  const week = { from: '2025-03-03', to: '2025-03-09' };

  it('returns the papers of the days, ends included, best first', () => {
    const titles = topPapersBetween(papers, week, 'upvotes').map(({ title }) => title);
    expect(titles).toEqual(['listed then', 'last day', 'first day']);
  });

  it('counts weekdays, and lists those without papers', () => {
    expect(weekdayCoverage(papers, week)).toMatchObject({ total: 5, missing: { length: 3 } });
    expect(weekdayCoverage([], { from: '2025-03-01', to: '2025-03-31' })).toMatchObject({
      total: 21,
      missing: { length: 21 },
    });
    expect(weekdayCoverage([], { from: '2025-03-08', to: '2025-03-09' })).toEqual({ total: 0, missing: [] });
  });
});
