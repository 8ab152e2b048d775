import { expect, it } from 'vitest';
import { describeCounts, describeEmptyMonths } from '../../../../src/features/trends/trend-chart.ts';
import { listMonths } from '../../../../src/text/months.ts';

function words(values: readonly number[], isLastMonthPartial = false, emptyMonths: readonly string[] = []): string {
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
  [[0, 0], false, 'no paper.'],
  [[0, 1, 0], false, '1 paper, in Feb 2024.'],
  [[1, 0, 1], false, '2 papers, never more than one a month. In Mar 2024 there was 1, up from none the month before.'],
  [[2, 9, 4], false, '15 papers, most in Feb 2024 (9). In Mar 2024 there were 4, down from 9 the month before.'],
  [
    [3, 3, 0],
    false,
    '6 papers, most in Jan 2024 and Feb 2024 (3 each). In Mar 2024 there was none, down from 3 the month before.',
  ],
  [
    [2, 2, 2],
    false,
    '6 papers, most in Jan 2024 and 2 other months (2 each). In Mar 2024 there were 2, as many as the month before.',
  ],
  [[5, 0, 0], false, '5 papers, most in Jan 2024 (5). None in the last two months.'],
  [
    [5, 6, 2],
    true,
    '13 papers, most in Feb 2024 (6). In Feb 2024 there were 6, up from 5 the month before; in Mar 2024 so far 2.',
  ],
  [
    [5, 0, 0, 2],
    true,
    '7 papers, most in Jan 2024 (5). None in the last two months that are over. In Apr 2024 so far 2.',
  ],
  [[4, 2], true, '6 papers, most in Jan 2024 (4). In Feb 2024 so far 2.'],
  [[4], true, '4 papers, most in Jan 2024 (4). In Jan 2024 so far 4.'],
  [[4], false, '4 papers, most in Jan 2024 (4).'],
] as const)('of %j says what one sees', (values, isLastMonthPartial, expected) => {
  expect(words(values, isLastMonthPartial)).toBe(expected);
});

it.each(['2024-02', '2024-03'])('compares no months of one of which no paper is here at all: %s', (month) => {
  expect(words([4, 0, 0], false, [month])).toBe('4 papers, most in Jan 2024 (4).');
});

it.each([
  [['2024-08'], 'Of Aug 2024 no paper is here, whatever it is about.'],
  [['2024-08', '2024-09'], 'Of 2 of these months no paper is here, whatever it is about.'],
])('says of what months no paper is here: %j', (months, expected) => {
  expect(describeEmptyMonths(months)).toBe(expected);
});
