import { expect, it } from 'vitest';
import { formatDay, formatUtcInstant } from '../../../src/text/format.ts';

it('a day is the same day everywhere', () => {
  expect([formatDay('2024-02-29'), formatDay('2025-12-31'), formatDay('2025-01-01')]).toEqual([
    'Feb 29, 2024',
    'Dec 31, 2025',
    'Jan 1, 2025',
  ]);
});

it('a day without its year is shown without it', () => {
  expect(formatDay('03-01')).toBe('Mar 1');
});

it('an instant is shown to the minute', () => {
  expect(formatUtcInstant('2026-11-21T14:05:59.000Z')).toBe('Nov 21, 2026 at 14:05 UTC');
});
