import type { Schedule } from '../../../../src/features/highlights/schedule.ts';

/** A stretch of time in which a zone's clocks do not change: instants and offset in milliseconds, the end excluded. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly offset: number;
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** No zone changes its clocks and back again within so many days. */
const SAMPLE = 3 * DAY;

/** The stretches of a zone over a time, found with `Intl.DateTimeFormat` alone, to the minute. */
export function stretchesOf(zone: string, from: number, to: number): Stretch[] {
  const offsetAt = offsetReader(zone);
  const stretches: Stretch[] = [];
  let start = from;
  for (let at = from; at < to; at += SAMPLE) {
    const next = Math.min(at + SAMPLE, to);
    if (offsetAt(at) === offsetAt(next)) continue;
    const change = firstMinute(at, next, (minute) => offsetAt(minute) !== offsetAt(at));
    stretches.push({ from: start, to: change, offset: offsetAt(at) });
    start = change;
  }
  return [...stretches, { from: start, to, offset: offsetAt(to) }];
}

/**
 * Every slot of a schedule after one instant and up to another, with the stretches of some days around them. It is worked out the other way
 * round: not from dates to instants by a rule for each kind of change, but as the earliest instant of any stretch at which its clocks
 * show the schedule's time or later.
 */
export function slotsBetween(
  stretches: readonly Stretch[],
  { days, time }: Omit<Schedule, 'zone'>,
  after: number,
  upTo: number,
): string[] {
  const timeOfDay = Date.parse(`1970-01-01T${time}Z`);
  const slots: number[] = [];
  for (let date = floorDay(after) - 2 * DAY; date < upTo + 2 * DAY; date += DAY) {
    const exists = stretches.some(({ from, to, offset }) => date + DAY > from + offset && date < to + offset);
    if (!exists || !days.some((day) => day % 7 === new Date(date).getUTCDay())) continue;
    const candidates = stretches.flatMap(({ from, to, offset }) => {
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
