import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inferCaptureDays, type PaperRecord } from '../../../src/papers/capture-day.ts';
import { UserError } from '../../../src/runtime/errors.ts';
import { pageRecord } from '../../fixtures/source-records.ts';

function entry(paperId: string, page: string, captured: string, published?: string): PaperRecord {
  return { paperId, record: pageRecord({ page, captured, title: paperId, ...(published && { published }) }) };
}

function days(...records: PaperRecord[]) {
  return Object.fromEntries([...inferCaptureDays(records)].map(([page, { on }]) => [page, on]));
}

describe('inferCaptureDays', () => {
  it('picks a year after every year shown on the page', () => {
    expect(days(entry('a', 'p', '11-04', '2023-02-03'), entry('b', 'p', '11-04', '2024-12-22'))).toEqual({
      p: '2025-11-04',
    });
  });

  it('takes the year from the same paper on another page', () => {
    const found = inferCaptureDays([entry('a', 'p', '11-04', '03-01'), entry('a', 'q', '06-26', '2025-03-01')]);
    expect(found.get('p')).toEqual({
      captured: '11-04',
      on: '2025-11-04',
      reason: '"a" is dated Mar 1 here and Mar 1, 2025 elsewhere',
    });
    expect(found.get('q')?.on).toBe('2026-06-26');
  });

  it('gives two pages that show the same date without a year the same year', () => {
    expect(
      days(
        entry('a', 'p', '11-04', '07-20'),
        entry('a', 'q', '11-03', '07-20'),
        entry('b', 'q', '11-03', '2024-01-01'),
      ),
    ).toEqual({
      p: '2025-11-04',
      q: '2025-11-03',
    });
  });

  it('never puts a publication after the capture', () => {
    expect(days(entry('a', 'p', '06-06'), entry('a', 'q', '11-04', '2025-06-02'))).toMatchObject({
      p: '2025-06-06',
    });
    expect(days(entry('a', 'p', '06-06'), entry('a', 'q', '11-04', '2025-06-07'))).toMatchObject({
      p: '2026-06-06',
    });
  });

  it('picks a leap year if the page shows February 29 without a year', () => {
    expect(days(entry('a', 'p', '03-04', '02-29'), entry('b', 'p', '03-04', '2024-12-22'))).toEqual({
      p: '2028-03-04',
    });
  });

  it('leaves the year unknown if there is no clue', () => {
    const found = inferCaptureDays([entry('a', 'p', '06-06'), entry('b', 'q', '11-04', '2023-01-01')]);
    expect(found.get('p')).toMatchObject({ captured: '06-06' });
    expect(found.get('p')).not.toHaveProperty('on');
  });

  it('uses the capture date that was given', () => {
    expect(days(entry('a', 'p', '2026-11-04', '2024-12-22'))).toEqual({ p: '2026-11-04' });
  });

  it('rejects a given capture date that contradicts the page, with the reason', () => {
    expect(() => days(entry('a', 'p', '2024-11-04', '2024-12-22'))).toThrow(
      new UserError(
        "--captured 2024-11-04 can't be right: the page shows 2024 as a past year, so the capture is from 2025 or later. Use another date, or leave it out.",
      ),
    );
  });

  it('rejects pages that contradict each other', () => {
    const contradicting = [
      entry('a', 'p', '11-04', '03-01'),
      entry('a', 'q', '06-26', '2023-03-01'),
      entry('b', 'p', '11-04', '2024-01-01'),
    ];
    expect(() => inferCaptureDays(contradicting)).toThrow(
      /Two pages contradict each other: "a" is dated Mar 1, 2023 on one/,
    );
  });

  it('terminates with a result or a UserError for any dates', () => {
    const date = fc.constantFrom('02-01', '05-01', '12-24', '02-29', '2023-03-01', '2024-02-29', undefined);
    const anyRecord = fc
      .tuple(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('p', 'q', 'r'), date)
      .map(([paper, page, published]) =>
        entry(paper, page, { p: '03-01', q: '06-01', r: '12-31' }[page] ?? '', published),
      );
    fc.assert(
      fc.property(fc.array(anyRecord, { maxLength: 9 }), (records) => {
        try {
          inferCaptureDays(records);
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('rejects pages whose clues raise each other forever', () => {
    // "x" from November is on the page from March, so March is a year later. "y" from March is on the one from
    // February.
    const cyclic = [
      entry('x', 'march', '03-10'),
      entry('y', 'march', '03-10', '03-05'),
      entry('z', 'march', '03-10', '2023-01-01'),
      entry('y', 'february', '02-10'),
      entry('w', 'february', '02-10', '02-05'),
      entry('w', 'december', '12-01', '02-05'),
      entry('x', 'december', '12-01', '11-01'),
    ];
    expect(() => inferCaptureDays(cyclic)).toThrow(/The pages contradict each other about the year/);
  });

  it('rejects a given year without a February 29 if the page shows one', () => {
    expect(() => days(entry('a', 'p', '2025-11-04', '02-29'))).toThrow("isn't in a leap year");
  });
});
