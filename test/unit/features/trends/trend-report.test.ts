import { expect, it } from 'vitest';
import { describeCounts, describeEmptyMonths } from '../../../../src/features/trends/trend-chart.ts';
import { listMonths } from '../../../../src/text/months.ts';

function countsToText(
  values: readonly number[],
  isLastMonthPartial = false,
  emptyMonths: readonly string[] = [],
): string {
  const months = listMonths('2024-01', '2030-01').slice(0, values.length);
  return describeCounts({
    months,
    values,
    isLastMonthPartial,
    emptyMonths,
    total: values.reduce((sum, one) => sum + one, 0),
  });
}

it.each([
  [[0, 0], false, 'no papers.'],
  [[0, 1, 0], false, '1 paper, in Feb 2024.'],
  [[1, 0, 1], false, '2 papers, at most one a month. In Mar 2024 there was 1, up from none the month before.'],
  [[2, 9, 4], false, '15 papers, most in Feb 2024 (9). In Mar 2024 there were 4, down from 9 the month before.'],
  [
    [3, 3, 0],
    false,
    '6 papers, most in Jan 2024 and Feb 2024 (3 each). In Mar 2024 there were none, down from 3 the month before.',
  ],
  [
    [2, 2, 2],
    false,
    '6 papers, most in Jan 2024 and 2 other months (2 each). In Mar 2024 there were 2, the same as the month before.',
  ],
  [[5, 0, 0], false, '5 papers, most in Jan 2024 (5). None in the last two months.'],
  [
    [5, 6, 2],
    true,
    '13 papers, most in Feb 2024 (6). In Feb 2024 there were 6, up from 5 the month before; 2 so far in Mar 2024.',
  ],
  [[5, 0, 0, 2], true, '7 papers, most in Jan 2024 (5). None in the last two full months. 2 so far in Apr 2024.'],
  [[4, 2], true, '6 papers, most in Jan 2024 (4). 2 so far in Feb 2024.'],
  [[4], true, '4 papers, most in Jan 2024 (4). 4 so far in Jan 2024.'],
  [[4], false, '4 papers, most in Jan 2024 (4).'],
] as const)('describes the counts %j', (values, isLastMonthPartial, expected) => {
  expect(countsToText(values, isLastMonthPartial)).toBe(expected);
});

it.each(['2024-02', '2024-03'])('compares no months if one of them has no papers at all: %s', (month) => {
  expect(countsToText([4, 0, 0], false, [month])).toBe('4 papers, most in Jan 2024 (4).');
});

it.each([
  [['2024-08'], 'There are no papers at all from Aug 2024.'],
  [['2024-08', '2024-09'], 'There are no papers at all from 2 of these months.'],
])('names the months without any papers: %j', (months, expected) => {
  expect(describeEmptyMonths(months)).toBe(expected);
});
