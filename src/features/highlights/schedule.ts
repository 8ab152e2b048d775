import { Temporal } from 'temporal-polyfill';
import { formatList } from '../../text/format.ts';

/** ISO 8601 numbers of weekdays: Monday is 1, Sunday 7. */
export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7;

/** When a subscription posts, in local time, so that it stays the same when clocks change. */
export interface Schedule {
  /** At least one, without duplicates, in order. */
  readonly days: readonly Weekday[];
  /** `HH:MM`, 24 hours. */
  readonly time: string;
  /** An IANA time zone, such as `Europe/Berlin`. */
  readonly zone: string;
}

export const DAY_NAMES = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;

export const WEEKDAYS: readonly Weekday[] = [1, 2, 3, 4, 5];

/** The longest time between two slots: a week, and another one if a zone skipped the date. */
const MAX_SLOT_GAP_DAYS = 14;

/**
 * The first slot of a schedule strictly after an instant. Each date of the schedule has one slot, the first moment at which the local
 * clocks show its time or a later one:
 *
 * - If clocks skip the time, it is the end of the gap, which may be midnight of the next date.
 * - If clocks show the time twice, it is the first of the two.
 * - A date that the zone skipped (December 30, 2011 in Samoa) has none.
 *
 * @param after ISO 8601
 * @returns ISO 8601 in UTC as `Date.toISOString` formats it, so that instants compare as text
 * @throws RangeError for an unknown zone, and for a schedule without days
 */
export function nextSlot(schedule: Schedule, after: string): string {
  const from = Temporal.Instant.from(after);
  const today = toLocalDate(schedule.zone, from);
  // Slots of earlier dates have passed, as the clocks already show a later date.
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
 * The latest slot after `since` and up to `now`, and the number of earlier ones in between: after a downtime, only the latest is posted.
 * Takes the same time however long ago `since` is; for that, a date that the zone skipped counts as missed.
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

/** The latest date of a schedule whose slot is at or before an instant. */
function latestOccurrence(schedule: Schedule, instant: Temporal.Instant) {
  // If clocks go back over midnight, they show a date again after slots of the next one.
  const tomorrow = toLocalDate(schedule.zone, instant).add({ days: 1 });
  for (let daysAgo = 0; daysAgo <= MAX_SLOT_GAP_DAYS + 1; daysAgo++) {
    const date = tomorrow.subtract({ days: daysAgo });
    const slot = slotOnDate(date, schedule);
    if (slot !== undefined && Temporal.Instant.compare(slot, instant) <= 0) return { date, slot };
  }
  throw new RangeError('a schedule without days has no slots');
}

/** The number of schedule dates after one date, up to and including another. */
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
  // For a gap, Temporal returns a time before or after it, but never its end.
  const end = earlier.getTimeZoneTransition('next');
  if (end === null) throw new Error(`${wallTime} is not in a gap of ${zone}`);
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
 * The date of an instant in a time zone, `YYYY-MM-DD`.
 *
 * @throws RangeError for an unknown zone
 */
export function localDay(instant: string, zone: string): string {
  return Temporal.Instant.from(instant).toZonedDateTimeISO(zone).toPlainDate().toString();
}

/** "on weekdays at 09:00 (Europe/Berlin)", "daily at …", "on Mondays and Fridays at …" */
export function describeSchedule({ days, time, zone }: Schedule): string {
  return `${describeDays(days)} at ${time} (${zone})`;
}

function describeDays(days: Schedule['days']): string {
  if (days.length === DAY_NAMES.length) return 'daily';
  if (days.join() === WEEKDAYS.join()) return 'on weekdays';
  const names = days.map((day) => `${DAY_NAMES[day - 1]}s`);
  return `on ${formatList(names, 'and')}`;
}

/** "daily", "weekdays", "mon,wed" */
export function formatDaysOption(days: Schedule['days']): string {
  if (days.length === DAY_NAMES.length) return 'daily';
  if (days.join() === WEEKDAYS.join()) return 'weekdays';
  return days.map((day) => DAY_NAMES[day - 1]?.slice(0, 3).toLowerCase()).join(',');
}
