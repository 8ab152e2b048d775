import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  latestSlot,
  nextSlot,
  nextSlots,
  type Schedule,
  type Weekday,
} from '../../../../src/features/highlights/schedule.ts';
import { type OffsetPeriod, offsetPeriods, slotsBetween } from './slot-oracle.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const EVERY_DAY: readonly Weekday[] = [1, 2, 3, 4, 5, 6, 7];
const ZONES = ['UTC', ...Intl.supportedValuesOf('timeZone')];

function daily(zone: string, time: string): Schedule {
  return { days: EVERY_DAY, time, zone };
}

function iso(instant: number): string {
  return new Date(instant).toISOString();
}

describe('nextSlot', () => {
  it('keeps the local time when clocks change', () => {
    expect(nextSlots(daily('Europe/Berlin', '09:00'), '2027-03-27T07:00:00Z', 3)).toEqual([
      '2027-03-27T08:00:00.000Z',
      '2027-03-28T07:00:00.000Z',
      '2027-03-29T07:00:00.000Z',
    ]);
  });

  it.each([
    ['Europe/Berlin', '02:30', '2027-03-27T12:00:00Z', '2027-03-28T01:00:00.000Z'],
    ['America/New_York', '02:30', '2027-03-13T12:00:00Z', '2027-03-14T07:00:00.000Z'],
    ['Australia/Lord_Howe', '02:15', '2027-10-02T12:00:00Z', '2027-10-02T15:30:00.000Z'],
    ['Africa/Cairo', '00:00', '2027-04-29T12:00:00Z', '2027-04-29T22:00:00.000Z'],
    ['Africa/Cairo', '00:59', '2027-04-29T12:00:00Z', '2027-04-29T22:00:00.000Z'],
    ['America/Santiago', '00:00', '2027-09-04T12:00:00Z', '2027-09-05T04:00:00.000Z'],
    ['America/Nuuk', '23:30', '2027-03-27T12:00:00Z', '2027-03-28T01:00:00.000Z'],
  ])('returns the end of the gap if clocks skip the time: %s, %s', (zone, time, after, expected) => {
    expect(nextSlot(daily(zone, time), after)).toBe(expected);
  });

  it.each([
    ['Europe/Berlin', '02:30', '2027-10-30T12:00:00Z', '2027-10-31T00:30:00.000Z', '2027-11-01T01:30:00.000Z'],
    ['America/New_York', '01:30', '2027-11-06T12:00:00Z', '2027-11-07T05:30:00.000Z', '2027-11-08T06:30:00.000Z'],
    ['Australia/Lord_Howe', '01:45', '2027-04-03T12:00:00Z', '2027-04-03T14:45:00.000Z', '2027-04-04T15:15:00.000Z'],
    ['America/Havana', '00:30', '2027-11-06T12:00:00Z', '2027-11-07T04:30:00.000Z', '2027-11-08T05:30:00.000Z'],
  ])('returns the first of two occurrences if clocks show a time twice: %s, %s', (zone, time, after, first, next) => {
    expect(nextSlots(daily(zone, time), after, 2)).toEqual([first, next]);
  });

  it('has no slot on a date that the zone skipped', () => {
    expect(nextSlots(daily('Pacific/Apia', '09:00'), '2011-12-29T00:00:00Z', 3)).toEqual([
      '2011-12-29T19:00:00.000Z',
      '2011-12-30T19:00:00.000Z',
      '2011-12-31T19:00:00.000Z',
    ]);
    const fridays: Schedule = { days: [5], time: '09:00', zone: 'Pacific/Apia' };
    expect(nextSlot(fridays, '2011-12-23T19:00:00Z')).toBe('2012-01-05T19:00:00.000Z');
    expect(latestSlot(fridays, '2012-01-01T00:00:00Z', '2011-12-01T00:00:00Z')?.slot).toBe('2011-12-23T19:00:00.000Z');
  });

  it('returns a slot strictly after the instant', () => {
    const schedule = daily('UTC', '09:00');
    expect(nextSlot(schedule, '2027-01-01T08:59:59.999Z')).toBe('2027-01-01T09:00:00.000Z');
    expect(nextSlot(schedule, '2027-01-01T09:00:00.000Z')).toBe('2027-01-02T09:00:00.000Z');
  });

  it('only returns days of the schedule, by the local date', () => {
    const mondays: Schedule = { days: [1], time: '07:00', zone: 'Asia/Tokyo' };
    expect(nextSlots(mondays, '2027-01-01T00:00:00Z', 2)).toEqual([
      '2027-01-03T22:00:00.000Z',
      '2027-01-10T22:00:00.000Z',
    ]);
    const weekdays: Schedule = { days: [1, 2, 3, 4, 5], time: '09:00', zone: 'UTC' };
    expect(nextSlot(weekdays, '2027-01-01T10:00:00Z')).toBe('2027-01-04T09:00:00.000Z');
  });

  it('throws for unknown zones and for schedules without days', () => {
    expect(() => nextSlot(daily('Mars/Phobos', '09:00'), '2027-01-01T00:00:00Z')).toThrow(RangeError);
    expect(() => nextSlot({ days: [], time: '09:00', zone: 'UTC' }, '2027-01-01T00:00:00Z')).toThrow('without days');
    expect(() =>
      latestSlot({ days: [], time: '09:00', zone: 'UTC' }, '2027-01-02T00:00:00Z', '2027-01-01T00:00:00Z'),
    ).toThrow('without days');
  });
});

describe('latestSlot', () => {
  const schedule: Schedule = { days: [1, 3, 5], time: '09:00', zone: 'Europe/Berlin' };

  it('returns the latest slot and the number of missed ones', () => {
    expect(latestSlot(schedule, '2027-06-04T07:00:00Z', '2027-06-02T07:00:00Z')).toEqual({
      slot: '2027-06-04T07:00:00.000Z',
      missed: 0,
    });
    expect(latestSlot(schedule, '2027-06-13T00:00:00Z', '2027-06-02T06:59:00Z')).toEqual({
      slot: '2027-06-11T07:00:00.000Z',
      missed: 4,
    });
  });

  it('returns undefined before the first slot, and if the clock was set back', () => {
    expect(latestSlot(schedule, '2027-06-04T06:59:59Z', '2027-06-02T07:00:00Z')).toBeUndefined();
    expect(latestSlot(schedule, '2027-06-01T00:00:00Z', '2027-06-02T07:00:00Z')).toBeUndefined();
  });

  it('counts missed slots over centuries', () => {
    expect(latestSlot(daily('UTC', '09:00'), '2427-01-01T09:00:00Z', '2027-01-01T09:00:00Z')).toEqual({
      slot: '2427-01-01T09:00:00.000Z',
      missed: 400 * 365 + 97 - 1,
    });
  });
});

describe('slots in every time zone', () => {
  const FROM = Date.UTC(2026, 5, 1);
  const TO = FROM + 2 * 366 * DAY;
  const cache = new Map<string, OffsetPeriod[]>();

  /** With some days on either side, so that no slot near an end is missing. */
  function periodsOf(zone: string): OffsetPeriod[] {
    const periods = cache.get(zone) ?? offsetPeriods(zone, FROM - 30 * DAY, TO + 30 * DAY);
    cache.set(zone, periods);
    return periods;
  }

  const time = fc
    .record({ hour: fc.integer({ min: 0, max: 23 }), minute: fc.integer({ min: 0, max: 59 }) })
    .map(({ hour, minute }) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`);
  const days = fc.subarray([...EVERY_DAY], { minLength: 1 });
  const instant = fc.integer({ min: FROM, max: TO });

  it('match the oracle around every change of clocks', () => {
    const changes = ZONES.flatMap((zone) =>
      periodsOf(zone)
        .slice(1)
        .filter(({ from }) => from > FROM && from < TO)
        .map(({ from, offset }) => ({ zone, at: from, wall: from + offset })),
    );
    expect(changes.length).toBeGreaterThan(400);
    const shifts = fc.sample(fc.integer({ min: -90, max: 90 }), changes.length);
    const times = fc.sample(time, changes.length);
    for (const [index, { zone, at, wall }] of changes.entries()) {
      const near = iso(wall + (shifts[index] ?? 0) * MINUTE).slice(11, 16);
      for (const schedule of [daily(zone, near), daily(zone, times[index] ?? '')]) {
        const slots = nextSlots(schedule, iso(at - 1.5 * DAY), 3);
        const expected = slotsBetween(periodsOf(zone), schedule, at - 1.5 * DAY, at + 4 * DAY).slice(0, 3);
        expect({ schedule, slots }).toEqual({ schedule, slots: expected });
      }
    }
  });

  it('match the oracle from any starting instant', () => {
    const restarts = fc.array(instant, { minLength: 2, maxLength: 5 });
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), days, time, restarts, (zone, days, time, restarts) => {
        const schedule = { days, time, zone };
        for (const restart of restarts) {
          const expected = slotsBetween(periodsOf(zone), schedule, restart, restart + 16 * DAY).slice(0, 2);
          expect(nextSlots(schedule, iso(restart), 2)).toEqual(expected);
        }
        const [since, now] = [Math.min(...restarts), Math.max(...restarts)];
        const passed = slotsBetween(periodsOf(zone), schedule, since, now);
        expect(latestSlot(schedule, iso(now), iso(since))).toEqual(
          passed.length === 0 ? undefined : { slot: passed.at(-1), missed: passed.length - 1 },
        );
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['Europe/Berlin', '02:30'],
    ['America/Santiago', '00:00'],
    ['Africa/Casablanca', '02:10'],
    ['Australia/Lord_Howe', '02:15'],
  ])('have one slot per date for two years in %s at %s', (zone, time) => {
    const slots = nextSlots(daily(zone, time), '2026-12-31T12:00:00Z', 731);
    const local = new Intl.DateTimeFormat('en-CA', { timeZone: zone });
    const dates = slots.map((slot) => local.format(Date.parse(slot)));
    const first = Date.parse(dates[0] ?? '');
    expect(dates).toEqual(slots.map((_, index) => iso(first + index * DAY).slice(0, 10)));
  });
});
