import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { inferCaptureDays, type Mention } from '../../src/papers/capture-day.ts';
import { pageSighting } from '../fixtures/sightings.ts';

function mention(paper: string, page: string, captured: string, published?: string): Mention {
  return { paper, sighting: pageSighting({ page, captured, title: paper, ...(published && { published }) }) };
}

function days(...mentions: Mention[]) {
  return Object.fromEntries([...inferCaptureDays(mentions)].map(([page, { on }]) => [page, on]));
}

describe('the year of a captured page', () => {
  it('is later than every year that its dates show', () => {
    expect(days(mention('a', 'p', '11-04', '2023-02-03'), mention('b', 'p', '11-04', '2024-12-22'))).toEqual({
      p: '2025-11-04',
    });
  });

  it('is told by the same paper with a year on another page', () => {
    const found = inferCaptureDays([mention('a', 'p', '11-04', '03-01'), mention('a', 'q', '06-26', '2025-03-01')]);
    expect(found.get('p')).toEqual({
      captured: '11-04',
      on: '2025-11-04',
      because: '"a" is dated Mar 1 here and Mar 1, 2025 elsewhere',
    });
    expect(found.get('q')?.on).toBe('2026-06-26');
  });

  it('is shared by pages that show the same paper without a year', () => {
    expect(
      days(
        mention('a', 'p', '11-04', '07-20'),
        mention('a', 'q', '11-03', '07-20'),
        mention('b', 'q', '11-03', '2024-01-01'),
      ),
    ).toEqual({
      p: '2025-11-04',
      q: '2025-11-03',
    });
  });

  it('lets no paper on the page be published after the capture', () => {
    expect(days(mention('a', 'p', '06-06'), mention('a', 'q', '11-04', '2025-06-02'))).toMatchObject({
      p: '2025-06-06',
    });
    expect(days(mention('a', 'p', '06-06'), mention('a', 'q', '11-04', '2025-06-07'))).toMatchObject({
      p: '2026-06-06',
    });
  });

  it('is a leap year where February 29 stands without a year', () => {
    expect(days(mention('a', 'p', '03-04', '02-29'), mention('b', 'p', '03-04', '2024-12-22'))).toEqual({
      p: '2028-03-04',
    });
  });

  it('stays open where nothing tells it', () => {
    const found = inferCaptureDays([mention('a', 'p', '06-06'), mention('b', 'q', '11-04', '2023-01-01')]);
    expect(found.get('p')).toMatchObject({ captured: '06-06' });
    expect(found.get('p')).not.toHaveProperty('on');
  });

  it('is the stated one where somebody stated it', () => {
    expect(days(mention('a', 'p', '2026-11-04', '2024-12-22'))).toEqual({ p: '2026-11-04' });
  });

  it('refuses a stated day that the page contradicts, and says why', () => {
    expect(() => days(mention('a', 'p', '2024-11-04', '2024-12-22'))).toThrow(
      new UserError(
        "--captured 2024-11-04 can't be right: it shows 2024 as a past year, so the page is of 2025 or later. State another day, or leave it out.",
      ),
    );
  });

  it('refuses pages that contradict each other', () => {
    const contradicting = [
      mention('a', 'p', '11-04', '03-01'),
      mention('a', 'q', '06-26', '2023-03-01'),
      mention('b', 'p', '11-04', '2024-01-01'),
    ];
    expect(() => inferCaptureDays(contradicting)).toThrow(
      /Two pages contradict each other: "a" is dated Mar 1, 2023 on one/,
    );
  });
});
