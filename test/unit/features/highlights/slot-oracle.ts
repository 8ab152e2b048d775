import type { Schedule } from '../../../../src/features/highlights/schedule.ts';

/** A period with a constant UTC offset, in milliseconds, `to` excluded. */
export interface OffsetPeriod {
  readonly from: number;
  readonly to: number;
  readonly offset: number;
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** No zone changes its offset and back again within this time. */
const SAMPLE_INTERVAL = 3 * DAY;

/** The offset periods of a zone between two instants, to the minute, by `Intl.DateTimeFormat` alone. */
export function offsetPeriods(zone: string, from: number, to: number): OffsetPeriod[] {
  const offsetAt = offsetReader(zone);
  const periods: OffsetPeriod[] = [];
  let start = from;
  for (let at = from; at < to; at += SAMPLE_INTERVAL) {
    const next = Math.min(at + SAMPLE_INTERVAL, to);
    if (offsetAt(at) === offsetAt(next)) continue;
    const change = firstMinute(at, next, (minute) => offsetAt(minute) !== offsetAt(at));
    periods.push({ from: start, to: change, offset: offsetAt(at) });
    start = change;
  }
  return [...periods, { from: start, to, offset: offsetAt(to) }];
}

/**
 * Every slot of a schedule after one instant and up to another; the periods must cover some days on either side. Independent of the code
 * under test: it takes the earliest instant of any period at which its clocks show the schedule's time or a later one.
 */
export function slotsBetween(
  periods: readonly OffsetPeriod[],
  { days, time }: Omit<Schedule, 'zone'>,
  after: number,
  upTo: number,
): string[] {
  const timeOfDay = Date.parse(`1970-01-01T${time}Z`);
  const slots: number[] = [];
  for (let date = floorDay(after) - 2 * DAY; date < upTo + 2 * DAY; date += DAY) {
    const exists = periods.some(({ from, to, offset }) => date + DAY > from + offset && date < to + offset);
    if (!exists || !days.some((day) => day % 7 === new Date(date).getUTCDay())) continue;
    const candidates = periods.flatMap(({ from, to, offset }) => {
      const instant = Math.max(from, date + timeOfDay - offset);
      return instant < to ? [instant] : [];
    });
    slots.push(Math.min(...candidates));
  }
  return slots.filter((slot) => slot > after && slot <= upTo).map((slot) => new Date(slot).toISOString());
}

function offsetReader(zone: string): (instant: number) => number {
  const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
  return (instant) => {
    const [, sign = '+', hours = '0', minutes = '0'] = /GMT([+-])(\d\d):(\d\d)/.exec(format.format(instant)) ?? [];
    return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * MINUTE;
  };
}

function firstMinute(after: number, upTo: number, isChanged: (instant: number) => boolean): number {
  let [low, high] = [after, upTo];
  while (high - low > MINUTE) {
    const middle = low + Math.floor((high - low) / MINUTE / 2) * MINUTE;
    if (isChanged(middle)) high = middle;
    else low = middle;
  }
  return high;
}

function floorDay(instant: number): number {
  return Math.floor(instant / DAY) * DAY;
}
