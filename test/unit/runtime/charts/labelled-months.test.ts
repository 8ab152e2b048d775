import { describe, expect, it } from 'vitest';
import { listMonths, selectLabelledMonths } from '../../../../src/text/months.ts';

function selectMonths(first: string, last: string): string[] {
  const months = listMonths(first, last);
  return selectLabelledMonths(months, 12).map((at) => months[at] ?? '');
}

describe('selectLabelledMonths', () => {
  it.each([
    ['2025-03', '2025-03', ['2025-03']],
    ['2024-11', '2025-02', ['2024-11', '2024-12', '2025-01', '2025-02']],
    ['2024-02', '2025-03', ['2024-03', '2024-05', '2024-07', '2024-09', '2024-11', '2025-01', '2025-03']],
    ['2015-04', '2025-03', Array.from({ length: 10 }, (_, at) => `${2016 + at}-01`)],
  ])('selects evenly spaced months, counted from January: %s to %s', (first, last, expected) => {
    expect(selectMonths(first, last)).toEqual(expected);
  });

  it.each(Array.from({ length: 130 }, (_, at) => at + 1))(
    'selects at least one of %i months, and at most the maximum',
    (length) => {
      const months = listMonths('2001-05', '2050-01').slice(0, length);
      const indexes = selectLabelledMonths(months, 12);
      expect(indexes.length).toBeGreaterThan(0);
      expect(indexes.length).toBeLessThanOrEqual(12);
    },
  );

  it('selects nothing from no months', () => {
    expect(selectLabelledMonths([], 12)).toEqual([]);
  });
});
