import { describe, expect, it } from 'vitest';
import { latestListingDay } from '../../../src/papers/dates.ts';

describe('the newest day', () => {
  it.each([
    ['in summer, a minute before half past nine in New York', '2026-08-21T01:29:59Z', '2026-08-20'],
    ['in summer, at half past nine', '2026-08-21T01:30:00Z', '2026-08-21'],
    ['in winter, a minute before', '2026-01-15T02:29:59Z', '2026-01-14'],
    ['in winter, at half past nine', '2026-01-15T02:30:00Z', '2026-01-15'],
    ['at noon', '2026-08-21T16:00:00Z', '2026-08-21'],
    ['on Friday evening is Saturday, which has no list', '2026-08-22T02:00:00Z', '2026-08-22'],
    // Clocks go forward at two in the morning of March 8, and back at two in the morning of November 1.
    ['in the evening before clocks go forward, before', '2026-03-08T02:29:59Z', '2026-03-07'],
    ['in the evening before clocks go forward', '2026-03-08T02:30:00Z', '2026-03-08'],
    ['in the evening after clocks went forward, before', '2026-03-09T01:29:59Z', '2026-03-08'],
    ['in the evening after clocks went forward', '2026-03-09T01:30:00Z', '2026-03-09'],
    ['in the evening before clocks go back, before', '2026-11-01T01:29:59Z', '2026-10-31'],
    ['in the evening before clocks go back', '2026-11-01T01:30:00Z', '2026-11-01'],
    ['in the evening after clocks went back, before', '2026-11-02T02:29:59Z', '2026-11-01'],
    ['in the evening after clocks went back', '2026-11-02T02:30:00Z', '2026-11-02'],
    ['in the last night of a year', '2026-01-01T02:30:00Z', '2026-01-01'],
  ])('%s', (_, now, day) => {
    expect(latestListingDay(new Date(now))).toBe(day);
  });
});
