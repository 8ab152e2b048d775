import { describe, expect, it } from 'vitest';
import { nextRefreshAt } from '../../../../src/features/discussions/refresh-threads.ts';
import { NOON } from './discussions-harness.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const core = { now: () => new Date(NOON) };
const ago = (ms: number) => new Date(Date.parse(NOON) - ms).toISOString();

describe('a discussion is looked at', () => {
  it.each([
    ['a moment', 0, MINUTE],
    ['ten minutes', 10 * MINUTE, MINUTE],
    ['an hour', HOUR, 5 * MINUTE],
    ['five hours', 5 * HOUR, 15 * MINUTE],
    ['three days', 3 * DAY, HOUR],
    ['three weeks', 21 * DAY, 6 * HOUR],
    ['two months', 61 * DAY, DAY],
  ])('less often the longer it has been silent: %s', (_, silentMs, inMs) => {
    const lastAt = ago(silentMs);
    const next = nextRefreshAt({ activity: { replies: 1, people: 1, lastAt }, openedAt: ago(90 * DAY) }, core);
    expect(Date.parse(next) - Date.parse(NOON)).toBe(inMs);
  });

  it('from its opening on, where nobody has replied', () => {
    const next = nextRefreshAt({ activity: { replies: 0, people: 0 }, openedAt: ago(HOUR) }, core);
    expect(Date.parse(next) - Date.parse(NOON)).toBe(5 * MINUTE);
  });
});
