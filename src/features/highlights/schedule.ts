import { Temporal } from 'temporal-polyfill';

/** ISO 8601 numbers of weekdays: Monday is 1, Sunday 7. */
export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7;

/** When a subscription posts, as people say it: wall time in a zone, never UTC, so that it stays right when clocks change. */
export interface Schedule {
  /** At least one; each once, in order. */
  readonly days: readonly Weekday[];
  /** `HH:MM`, 24 hours. */
  readonly time: string;
  /** An IANA time zone, such as `Europe/Berlin`. */
  readonly zone: string;
}

/** The days of a week, in ISO 8601's order. */
export const DAY_NAMES = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;

export const WEEKDAYS: readonly Weekday[] = [1, 2, 3, 4, 5];

/** A schedule has a slot at least this often: a week, and one more where the only date of a week was skipped. */
const MAX_SLOT_GAP_DAYS = 14;

/**
 * The first slot of a schedule strictly after an instant. A slot is the first moment at which the clocks of the zone show the schedule's
 * time or have passed it, once for each of its dates:
 *
 * - Where clocks go forward over the time, it is the first moment after the gap, which may be the first of the next date.
 * - Where clocks go back over it, it is the first of the two.
 * - A date that the zone skipped (December 30, 2011 in Samoa) has none.
 *
 * @param after an instant, ISO 8601
 * @returns an instant in UTC as `Date.toISOString` writes it, so that instants compare as text
 * @throws RangeError for a zone that this runtime does not know, and a schedule without days
 */
export function nextSlot(schedule: Schedule, after: string): string {
  const from = Temporal.Instant.from(after);
  const today = toLocalDate(schedule.zone, from);
  // The slots of earlier dates have passed: the clocks have shown a later date since.
  for (let daysAhead = 0; daysAhead <= MAX_SLOT_GAP_DAYS; daysAhead++) {
    const slot = slotOnDate(today.add({ days: daysAhead }), schedule);
    if (slot !== undefined && Temporal.Instant.compare(slot, from) > 0) return formatInstant(slot);
  }
  throw new RangeError('a schedule without days has no slots');
}

/** The first `count` slots after an instant, in order. */
export function nextSlots(schedule: Schedule, after: string, count: number): string[] {
  const slots: string[] = [];
  while (slots.length < count) slots.push(nextSlot(schedule, slots.at(-1) ?? after));
  return slots;
}

/**
 * The newest slot at or before `now` that is after `since`, and how many older ones are after `since` too: what is to be sent after a time
 * of silence, and what is not. Nothing where no slot has come. It takes the same time however long ago `since` is; for that, a date
 * that the zone skipped counts as missed.
 */
export function latestSlot(
  schedule: Schedule,
  now: string,
  since: string,
): { readonly slot: string; readonly missed: number } | undefined {
  const latest = latestOccurrence(schedule, Temporal.Instant.from(now));
  const before = latestOccurrence(schedule, Temporal.Instant.from(since));
  const passedCount = countDates(schedule, before.date, latest.date);
  return passedCount === 0 ? undefined : { slot: formatInstant(latest.slot), missed: passedCount - 1 };
}

/** The newest date of a schedule whose slot has come by an instant. */
function latestOccurrence(schedule: Schedule, instant: Temporal.Instant) {
  // Where clocks go back over midnight, the date that they show again comes after slots of the next one.
  const tomorrow = toLocalDate(schedule.zone, instant).add({ days: 1 });
  for (let daysAgo = 0; daysAgo <= MAX_SLOT_GAP_DAYS + 1; daysAgo++) {
    const date = tomorrow.subtract({ days: daysAgo });
    const slot = slotOnDate(date, schedule);
    if (slot !== undefined && Temporal.Instant.compare(slot, instant) <= 0) return { date, slot };
  }
  throw new RangeError('a schedule without days has no slots');
}

/** How many dates of the schedule come after one date, up to another one. */
function countDates({ days }: Schedule, after: Temporal.PlainDate, upTo: Temporal.PlainDate): number {
  const totalDays = after.until(upTo).days;
  if (totalDays <= 0) return 0;
  const remainder = Array.from({ length: totalDays % 7 }, (_, index) => ((after.dayOfWeek + index) % 7) + 1);
  return Math.floor(totalDays / 7) * days.length + remainder.filter((day) => days.some((one) => one === day)).length;
}

function slotOnDate(date: Temporal.PlainDate, { days, time, zone }: Schedule): Temporal.Instant | undefined {
  if (!days.some((day) => day === date.dayOfWeek)) return undefined;
  const wallTime = date.toPlainDateTime(time);
  const earlier = wallTime.toZonedDateTime(zone, { disambiguation: 'earlier' });
  if (earlier.toPlainDateTime().equals(wallTime)) return earlier.toInstant();
  // In a gap Temporal offers what lies before it or after it by the gap's length, never its end.
  const end = earlier.getTimeZoneTransition('next');
  if (end === null) throw new Error(`${wallTime} is in no gap of ${zone}`);
  const isSkipped = !date.equals(end) && !date.equals(end.subtract({ nanoseconds: 1 }));
  return isSkipped ? undefined : end.toInstant();
}

function toLocalDate(zone: string, instant: Temporal.Instant): Temporal.PlainDate {
  return instant.toZonedDateTimeISO(zone).toPlainDate();
}

function formatInstant(instant: Temporal.Instant): string {
  return new Date(instant.epochMilliseconds).toISOString();
}

/**
 * The day, `YYYY-MM-DD`, on which an instant falls in a time zone.
 *
 * @throws RangeError for a zone that this machine does not know
 */
export function localDay(instant: string, zone: string): string {
  return Temporal.Instant.from(instant).toZonedDateTimeISO(zone).toPlainDate().toString();
}

/** A schedule in words: "on weekdays at 09:00 (Europe/Berlin)", "daily at …", "on Mondays and Fridays at …". */
export function describeSchedule({ days, time, zone }: Schedule): string {
  return `${describeDays(days)} at ${time} (${zone})`;
}

function describeDays(days: Schedule['days']): string {
  if (days.length === DAY_NAMES.length) return 'daily';
  if (days.join() === WEEKDAYS.join()) return 'on weekdays';
  const names = days.map((day) => `${DAY_NAMES[day - 1]}s`);
  return `on ${formatList(names, 'and')}`;
}

/** "a, b and c" */
export function formatList(items: readonly string[], conjunction: 'and' | 'or'): string {
  return items.length < 2 ? items.join() : `${items.slice(0, -1).join(', ')} ${conjunction} ${items.at(-1)}`;
}

/** "daily", "weekdays", "mon,wed" */
export function formatDaysOption(days: Schedule['days']): string {
  if (days.length === DAY_NAMES.length) return 'daily';
  if (days.join() === WEEKDAYS.join()) return 'weekdays';
  return days.map((day) => DAY_NAMES[day - 1]?.slice(0, 3).toLowerCase()).join(',');
}
