import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inferCaptureDays, type PaperRecord } from '../../../src/papers/capture-day.ts';
import { UserError } from '../../../src/runtime/errors.ts';
import { pageSighting } from '../../fixtures/source-records.ts';

function mention(paperId: string, page: string, captured: string, published?: string): PaperRecord {
  return { paperId, record: pageSighting({ page, captured, title: paperId, ...(published && { published }) }) };
}

function days(...mentions: PaperRecord[]) {
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

  it('ends, with an answer or a refusal, whatever dates the pages show', () => {
    const date = fc.constantFrom('02-01', '05-01', '12-24', '02-29', '2023-03-01', '2024-02-29', undefined);
    const anyMention = fc
      .tuple(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('p', 'q', 'r'), date)
      .map(([paper, page, published]) =>
        mention(paper, page, { p: '03-01', q: '06-01', r: '12-31' }[page] ?? '', published),
      );
    fc.assert(
      fc.property(fc.array(anyMention, { maxLength: 9 }), (mentions) => {
        try {
          inferCaptureDays(mentions);
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('refuses pages that push each other on without end', () => {
    // "x" of November is on the page of March, so March comes a year later; "y" of March is on that of February, so February does.
    const pushing = [
      mention('x', 'march', '03-10'),
      mention('y', 'march', '03-10', '03-05'),
      mention('z', 'march', '03-10', '2023-01-01'),
      mention('y', 'february', '02-10'),
      mention('w', 'february', '02-10', '02-05'),
      mention('w', 'december', '12-01', '02-05'),
      mention('x', 'december', '12-01', '11-01'),
    ];
    expect(() => inferCaptureDays(pushing)).toThrow(/The pages contradict each other about their years/);
  });

  it('refuses a stated year that has no February 29, where the page shows one', () => {
    expect(() => days(mention('a', 'p', '2025-11-04', '02-29'))).toThrow('is of no leap year');
  });
});
