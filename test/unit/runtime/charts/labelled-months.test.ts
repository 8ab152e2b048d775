import { expect, it } from 'vitest';
import { listMonths, selectLabelledMonths } from '../../../../src/text/months.ts';

function labelled(first: string, last: string): string[] {
  const months = listMonths(first, last);
  return selectLabelledMonths(months, 12).map((at) => months[at] ?? '');
}

it.each([
  ['2025-03', '2025-03', ['2025-03']],
  ['2024-11', '2025-02', ['2024-11', '2024-12', '2025-01', '2025-02']],
  ['2024-02', '2025-03', ['2024-03', '2024-05', '2024-07', '2024-09', '2024-11', '2025-01', '2025-03']],
  ['2015-04', '2025-03', Array.from({ length: 10 }, (_, at) => `${2016 + at}-01`)],
])('names months evenly, counted from January: %s to %s', (first, last, expected) => {
  expect(labelled(first, last)).toEqual(expected);
});

it.each(Array.from({ length: 130 }, (_, at) => at + 1))(
  'names some of %i months, and no more than there is room for',
  (length) => {
    const months = listMonths('2001-05', '2050-01').slice(0, length);
    const named = selectLabelledMonths(months, 12);
    expect(named.length).toBeGreaterThan(0);
    expect(named.length).toBeLessThanOrEqual(12);
  },
);

it('names none of no months', () => {
  expect(selectLabelledMonths([], 12)).toEqual([]);
});
