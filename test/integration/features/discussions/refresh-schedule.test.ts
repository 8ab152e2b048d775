import { describe, expect, it } from 'vitest';
import { nextRefreshAt } from '../../../../src/features/discussions/refresh-threads.ts';
import { NOON } from './discussions-harness.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const clock = { now: () => new Date(NOON) };
const msAgo = (ms: number) => new Date(Date.parse(NOON) - ms).toISOString();

describe('nextRefreshAt', () => {
  it.each([
    ['a moment', 0, MINUTE_MS],
    ['ten minutes', 10 * MINUTE_MS, MINUTE_MS],
    ['an hour', HOUR_MS, 5 * MINUTE_MS],
    ['five hours', 5 * HOUR_MS, 15 * MINUTE_MS],
    ['three days', 3 * DAY_MS, HOUR_MS],
    ['three weeks', 21 * DAY_MS, 6 * HOUR_MS],
    ['two months', 61 * DAY_MS, DAY_MS],
  ])('grows with the silence in the thread: %s', (_, silentMs, intervalMs) => {
    const activity = { replies: 1, people: 1, lastAt: msAgo(silentMs) };
    const next = nextRefreshAt({ activity, openedAt: msAgo(90 * DAY_MS) }, clock);
    expect(Date.parse(next) - Date.parse(NOON)).toBe(intervalMs);
  });

  it('counts the silence from the opening if nobody has replied', () => {
    const next = nextRefreshAt({ activity: { replies: 0, people: 0 }, openedAt: msAgo(HOUR_MS) }, clock);
    expect(Date.parse(next) - Date.parse(NOON)).toBe(5 * MINUTE_MS);
  });
});
