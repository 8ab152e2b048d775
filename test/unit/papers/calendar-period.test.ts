import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DatedPeriod, parseCalendarPeriod, suggestPeriods } from '../../../src/papers/dates.ts';

/** A Wednesday. */
const TODAY = '2025-03-05';

const parse = (text: string, requested?: DatedPeriod) => parseCalendarPeriod(text, requested, TODAY);

describe('parseCalendarPeriod', () => {
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
    // Its Thursday is January 2, 2025.
    ['2025-W01', 'month', 'month', '2025-01-01', '2025-01-31'],
    ['2025-02', 'month', 'month', '2025-02-01', '2025-02-28'],
  ])('parses %j with the period %s as the %s from %s to %s', (text, requested, period, from, to) => {
    expect(parse(text, requested)).toEqual({ period, from, to, isOver: true });
  });

  it.each<[string, DatedPeriod | undefined, string]>([
    ['2025-W10', undefined, '2025-03-03'],
    ['2025-03', undefined, '2025-03-01'],
    ['today', 'week', '2025-03-03'],
    ['today', 'month', '2025-03-01'],
  ])('ends %j with the period %s today, as it is not over', (text, requested, from) => {
    expect(parse(text, requested)).toMatchObject({ from, to: TODAY, isOver: false });
  });

  it.each<[string, DatedPeriod | undefined, string, { period: DatedPeriod; date: string }]>([
    ['2025-02-30', undefined, 'is not a valid date', { period: 'day', date: TODAY }],
    ['2025-13-40', undefined, 'is not a valid date', { period: 'day', date: TODAY }],
    ['2025-13', 'week', 'is not a valid date', { period: 'week', date: TODAY }],
    ['2025-W54', undefined, 'is not a valid date', { period: 'day', date: TODAY }],
    ['2025-W53', undefined, 'is not a valid date', { period: 'day', date: TODAY }],
    ['2025-W00', undefined, 'is not a valid date', { period: 'day', date: TODAY }],
    ['2025', undefined, 'is not a valid date', { period: 'day', date: TODAY }],
    ['2025/2/3', undefined, 'is not a valid date', { period: 'day', date: '2025-02-03' }],
    ['2024.6', undefined, 'is not a valid date', { period: 'month', date: '2024-06-01' }],
    ['2030/6', undefined, 'is not a valid date', { period: 'day', date: TODAY }],
    ['last spring', undefined, 'is not a valid date', { period: 'day', date: TODAY }],
    ['', undefined, 'is not a valid date', { period: 'day', date: TODAY }],
    ['2025-02', 'day', 'is a month, which is longer than a day', { period: 'day', date: '2025-02-01' }],
    ['2025-02', 'week', 'is a month, which is longer than a week', { period: 'week', date: '2025-02-01' }],
    ['2025-W06', 'day', 'is a week, which is longer than a day', { period: 'day', date: '2025-02-03' }],
    ['2030-01', 'day', 'longer than a day', { period: 'day', date: TODAY }],
    [
      '2025-03-06',
      undefined,
      'is in the future. The newest papers are from Mar 5, 2025',
      { period: 'day', date: TODAY },
    ],
    ['2025-W11', undefined, 'is in the future', { period: 'week', date: TODAY }],
    ['2025-04', undefined, 'is in the future', { period: 'month', date: TODAY }],
    ['9999-12-31', 'month', 'is in the future', { period: 'month', date: TODAY }],
  ])('rejects %j with the period %s: it %s', (text, requested, problem, suggestion) => {
    const invalid = parse(text, requested);
    expect(invalid).toMatchObject({ problem: expect.stringContaining(problem), suggestion });
    expect(parse(suggestion.date, suggestion.period)).not.toHaveProperty('problem');
  });

  it('quotes only the start of a long text', () => {
    const invalid = parse(`2025-${'9'.repeat(100_000)}`);
    expect('problem' in invalid && invalid.problem.length).toBeLessThan(150);
  });

  it('returns, or suggests, a period that has started for any text', () => {
    const text = fc.oneof(
      fc.string(),
      fc.stringMatching(/^\d{4}-\d{2}-\d{2}$/),
      fc.stringMatching(/^\d{4}-W\d{2}$/),
      fc.stringMatching(/^\d{4}[-/.]\d{1,2}$/),
    );
    const anyPeriod = fc.constantFrom<(DatedPeriod | undefined)[]>('day', 'week', 'month', undefined);
    fc.assert(
      fc.property(text, anyPeriod, (text, requested) => {
        const first = parse(text, requested);
        const period = 'problem' in first ? parse(first.suggestion.date, first.suggestion.period) : first;
        if ('problem' in period) throw new Error(`${text}: ${period.problem}`);
        expect(period.from <= period.to && period.to <= TODAY).toBe(true);
        if (requested !== undefined) expect(period.period).toBe(requested);
      }),
    );
  });
});

it('suggestPeriods returns valid periods with labels', () => {
  expect(suggestPeriods('2025-01-01')).toEqual([
    { label: 'today, Jan 1, 2025', value: '2025-01-01' },
    { label: 'yesterday, Dec 31, 2024', value: '2024-12-31' },
    { label: 'this week, 2025-W01', value: '2025-W01' },
    { label: 'last week, 2024-W52', value: '2024-W52' },
    { label: 'this month, 2025-01', value: '2025-01' },
    { label: 'last month, 2024-12', value: '2024-12' },
  ]);
  for (const { value } of suggestPeriods(TODAY)) expect(parse(value)).not.toHaveProperty('problem');
});
