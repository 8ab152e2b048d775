import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DatedPeriod, parseCalendarPeriod, suggestPeriods } from '../../../src/papers/dates.ts';

/** A Wednesday. */
const TODAY = '2025-03-05';

const read = (text: string, said?: DatedPeriod, today = TODAY) => parseCalendarPeriod(text, said, today);

describe('a date', () => {
  it.each<[string, DatedPeriod | undefined, DatedPeriod, string, string]>([
    ['2025-02-03', undefined, 'day', '2025-02-03', '2025-02-03'],
    ['2024-02-29', undefined, 'day', '2024-02-29', '2024-02-29'],
    [' today ', undefined, 'day', TODAY, TODAY],
    ['YESTERDAY', undefined, 'day', '2025-03-04', '2025-03-04'],
    ['2025-W09', undefined, 'week', '2025-02-24', '2025-03-02'],
    ['2025-w01', undefined, 'week', '2024-12-30', '2025-01-05'],
    ['2020-W53', undefined, 'week', '2020-12-28', '2021-01-03'],
    ['2024-02', undefined, 'month', '2024-02-01', '2024-02-29'],
    ['2025-02-19', 'week', 'week', '2025-02-17', '2025-02-23'],
    ['2025-02-17', 'week', 'week', '2025-02-17', '2025-02-23'],
    ['2025-02-23', 'week', 'week', '2025-02-17', '2025-02-23'],
    ['2024-12-31', 'week', 'week', '2024-12-30', '2025-01-05'],
    ['2025-02-19', 'month', 'month', '2025-02-01', '2025-02-28'],
    // Its Thursday is January 2.
    ['2025-W01', 'month', 'month', '2025-01-01', '2025-01-31'],
    ['2025-02', 'month', 'month', '2025-02-01', '2025-02-28'],
  ])('%j, as %s, is the %s from %s to %s', (text, said, period, from, to) => {
    expect(read(text, said)).toEqual({ period, from, to, isOver: true });
  });

  it.each<[string, DatedPeriod | undefined, string]>([
    ['2025-W10', undefined, '2025-03-03'],
    ['2025-03', undefined, '2025-03-01'],
    ['today', 'week', '2025-03-03'],
    ['today', 'month', '2025-03-01'],
  ])('%j, as %s, ends today where it is not over', (text, said, from) => {
    expect(read(text, said)).toMatchObject({ from, to: TODAY, isOver: false });
  });

  it.each<[string, DatedPeriod | undefined, string, { period: DatedPeriod; date: string }]>([
    ['2025-02-30', undefined, 'is no date here', { period: 'day', date: TODAY }],
    ['2025-13-40', undefined, 'is no date here', { period: 'day', date: TODAY }],
    ['2025-13', 'week', 'is no date here', { period: 'week', date: TODAY }],
    ['2025-W54', undefined, 'is no date here', { period: 'day', date: TODAY }],
    ['2025-W53', undefined, 'is no date here', { period: 'day', date: TODAY }],
    ['2025-W00', undefined, 'is no date here', { period: 'day', date: TODAY }],
    ['2025', undefined, 'is no date here', { period: 'day', date: TODAY }],
    ['2025/2/3', undefined, 'is no date here', { period: 'day', date: '2025-02-03' }],
    ['2024.6', undefined, 'is no date here', { period: 'month', date: '2024-06-01' }],
    ['2030/6', undefined, 'is no date here', { period: 'day', date: TODAY }],
    ['last spring', undefined, 'is no date here', { period: 'day', date: TODAY }],
    ['', undefined, 'is no date here', { period: 'day', date: TODAY }],
    ['2025-02', 'day', 'is a month, and longer than a day', { period: 'day', date: '2025-02-01' }],
    ['2025-02', 'week', 'is a month, and longer than a week', { period: 'week', date: '2025-02-01' }],
    ['2025-W06', 'day', 'is a week, and longer than a day', { period: 'day', date: '2025-02-03' }],
    ['2030-01', 'day', 'longer than a day', { period: 'day', date: TODAY }],
    ['2025-03-06', undefined, 'has not come yet: the newest papers are of Mar 5, 2025', { period: 'day', date: TODAY }],
    ['2025-W11', undefined, 'has not come yet', { period: 'week', date: TODAY }],
    ['2025-04', undefined, 'has not come yet', { period: 'month', date: TODAY }],
    ['9999-12-31', 'month', 'has not come yet', { period: 'month', date: TODAY }],
  ])('%j, as %s, is refused: it %s', (text, said, problem, instead) => {
    const refused = read(text, said);
    expect(refused).toMatchObject({ problem: expect.stringContaining(problem), instead });
    expect(read(instead.date, instead.period)).not.toHaveProperty('problem');
  });

  it('is refused in short, however long it is', () => {
    const refused = read(`2025-${'9'.repeat(100_000)}`);
    expect('problem' in refused && refused.problem.length).toBeLessThan(150);
  });

  it('whatever it is, is a period that has begun or is refused with one that has', () => {
    const text = fc.oneof(
      fc.string(),
      fc.stringMatching(/^\d{4}-\d{2}-\d{2}$/),
      fc.stringMatching(/^\d{4}-W\d{2}$/),
      fc.stringMatching(/^\d{4}[-/.]\d{1,2}$/),
    );
    const said = fc.constantFrom<(DatedPeriod | undefined)[]>('day', 'week', 'month', undefined);
    fc.assert(
      fc.property(text, said, (text, said) => {
        const first = read(text, said);
        const period = 'problem' in first ? read(first.suggestion.date, first.suggestion.period) : first;
        if ('problem' in period) throw new Error(`${text}: ${period.problem}`);
        expect(period.from <= period.to && period.to <= TODAY).toBe(true);
        if (said !== undefined) expect(period.period).toBe(said);
      }),
    );
  });
});

it('the periods that are offered are the ones that their labels say', () => {
  expect(suggestPeriods('2025-01-01')).toEqual([
    { label: 'today, Jan 1, 2025', value: '2025-01-01' },
    { label: 'yesterday, Dec 31, 2024', value: '2024-12-31' },
    { label: 'this week, 2025-W01', value: '2025-W01' },
    { label: 'last week, 2024-W52', value: '2024-W52' },
    { label: 'this month, 2025-01', value: '2025-01' },
    { label: 'last month, 2024-12', value: '2024-12' },
  ]);
  for (const { value } of suggestPeriods(TODAY)) expect(read(value)).not.toHaveProperty('problem');
});
