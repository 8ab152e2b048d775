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

describe('the window of a period holds both its ends', () => {
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
  ])('a %s up to %s begins on %s', (period, today, from) => {
    const before = new Date(Date.parse(from) - 86_400_000).toISOString().slice(0, 10);
    const papers = [published(before), published(from), published(today, { title: 'Of the last day' })];
    expect(top(papers, period, today)).toEqual({
      titles: ['Of the last day', `Of ${from}`],
      days: { from, to: today },
      isPast: false,
    });
  });
});

describe('top papers', () => {
  it('are of the last period that has any where the one up to today has none', () => {
    const papers = [published('2024-11-01'), published('2024-10-30'), published('2024-10-01')];
    expect(top(papers, 'week', '2025-03-05')).toEqual({
      titles: ['Of 2024-11-01', 'Of 2024-10-30'],
      days: { from: '2024-10-26', to: '2024-11-01' },
      isPast: true,
    });
  });

  it('of all time are all papers, those without a day and of the future too', () => {
    const papers = [paper({ title: 'Without a day', upvotes: 2 }), published('2024-11-01'), published('2030-01-01')];
    expect(top(papers, 'all', '2025-03-05')).toEqual({
      titles: ['Without a day', 'Of 2030-01-01', 'Of 2024-11-01'],
      isPast: false,
    });
  });

  it('leave out what has no day, or lies in the future', () => {
    const papers = [paper({ title: 'Without a day', upvotes: 99 }), published('2025-03-06'), published('2025-03-04')];
    expect(top(papers, 'day', '2025-03-05')).toEqual({
      titles: ['Of 2025-03-04'],
      days: { from: '2025-03-04', to: '2025-03-04' },
      isPast: true,
    });
  });

  it.each([[[]], [[paper({ title: 'Without a day' })]], [[published('2030-01-01')]]])(
    'are none where no paper has a day that has come',
    (papers) => {
      expect(top(papers, 'week', '2025-03-05')).toEqual({
        titles: [],
        days: { from: '2025-02-27', to: '2025-03-05' },
        isPast: false,
      });
    },
  );

  it('go by the one count, then the other, then the newer, then the id, in whatever order they came', () => {
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

  it('count by the day of listing where there is one', () => {
    expect(paperDay(published('2025-01-01', { listedOn: '2025-03-05' }))).toBe('2025-03-05');
    expect(paperDay(published('2025-01-01'))).toBe('2025-01-01');
    expect(paperDay(paper({ title: 'Without a day' }))).toBeUndefined();
  });
});

describe('the papers of some days', () => {
  const papers = [
    published('2025-03-02', { title: 'before', upvotes: 99 }),
    published('2025-03-03', { title: 'first day', upvotes: 1 }),
    published('2025-03-09', { title: 'last day', upvotes: 2 }),
    published('2025-01-01', { title: 'listed then', listedOn: '2025-03-05', upvotes: 3 }),
    published('2025-03-10', { title: 'after', upvotes: 99 }),
    paper({ title: 'Without a day', upvotes: 99 }),
  ];
  const week = { from: '2025-03-03', to: '2025-03-09' };

  it('are those of both ends and between, best first', () => {
    const titles = topPapersBetween(papers, week, 'upvotes').map(({ title }) => title);
    expect(titles).toEqual(['listed then', 'last day', 'first day']);
  });

  it('may lack weekdays; a weekend lacks none', () => {
    expect(weekdayCoverage(papers, week)).toMatchObject({ all: 5, without: { length: 3 } });
    expect(weekdayCoverage([], { from: '2025-03-01', to: '2025-03-31' })).toMatchObject({
      all: 21,
      without: { length: 21 },
    });
    expect(weekdayCoverage([], { from: '2025-03-08', to: '2025-03-09' })).toEqual({ all: 0, without: [] });
  });
});
