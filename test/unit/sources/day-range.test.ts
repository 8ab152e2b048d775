import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/runtime/errors.ts';
import { parseDayRange } from '../../../src/sources/backfill.ts';

const NEWEST = '2026-11-20';

describe('the days that somebody wants', () => {
  it('go to the newest one where no last day is named, and are none where nothing is', () => {
    expect(parseDayRange({ from: '2026-11-01', to: '2026-11-03' }, NEWEST)).toEqual({
      from: '2026-11-01',
      to: '2026-11-03',
    });
    expect(parseDayRange({ from: '2026-11-01' }, NEWEST)).toEqual({ from: '2026-11-01', to: NEWEST });
    expect(parseDayRange({}, NEWEST)).toBeUndefined();
  });

  it.each([
    [{ from: '2026-02-30' }, '--from 2026-02-30 is no day: a day is written as 2025-11-04.'],
    [
      { from: 'yesterday', to: '' },
      '--from yesterday is no day: a day is written as 2025-11-04. --to  is no day: a day is written as 2025-11-04.',
    ],
    [{ from: '2026-11-02', to: '2026-11-01' }, '--to 2026-11-01 is before --from 2026-11-02.'],
    [{ from: '2026-11-21' }, '--from 2026-11-21 is still to come: the newest list is of 2026-11-20.'],
    [{ to: '2026-11-01' }, '--to goes with --from.'],
    [
      { from: '2026-12-02', to: '2026-12-01' },
      '--from 2026-12-02 is still to come: the newest list is of 2026-11-20. --to 2026-12-01 is still to come: the newest list is of 2026-11-20. --to 2026-12-01 is before --from 2026-12-02.',
    ],
  ])('that are wrong, %j, are refused with all that is wrong', (typed, message) => {
    expect(() => parseDayRange(typed, NEWEST)).toThrow(new UserError(message));
  });
});
