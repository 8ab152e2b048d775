import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/runtime/errors.ts';
import { parseDayRange } from '../../../src/sources/backfill.ts';

const NEWEST = '2026-11-20';

describe('parseDayRange', () => {
  it('ends at the newest day by default, and is undefined without options', () => {
    expect(parseDayRange({ from: '2026-11-01', to: '2026-11-03' }, NEWEST)).toEqual({
      from: '2026-11-01',
      to: '2026-11-03',
    });
    expect(parseDayRange({ from: '2026-11-01' }, NEWEST)).toEqual({ from: '2026-11-01', to: NEWEST });
    expect(parseDayRange({}, NEWEST)).toBeUndefined();
  });

  it.each([
    [{ from: '2026-02-30' }, '--from "2026-02-30" is not a valid date. Use YYYY-MM-DD.'],
    [
      { from: 'yesterday', to: '' },
      '--from "yesterday" is not a valid date. Use YYYY-MM-DD. --to "" is not a valid date. Use YYYY-MM-DD.',
    ],
    [{ from: '2026-11-02', to: '2026-11-01' }, '--to 2026-11-01 is before --from 2026-11-02.'],
    [{ from: '2026-11-21' }, '--from 2026-11-21 is in the future. The newest day is 2026-11-20.'],
    [{ to: '2026-11-01' }, '--to needs --from.'],
    [
      { from: '2026-12-02', to: '2026-12-01' },
      '--from 2026-12-02 is in the future. The newest day is 2026-11-20. --to 2026-12-01 is in the future. The newest day is 2026-11-20. --to 2026-12-01 is before --from 2026-12-02.',
    ],
  ])('reports every problem of %j', (input, message) => {
    expect(() => parseDayRange(input, NEWEST)).toThrow(new UserError(message));
  });
});
