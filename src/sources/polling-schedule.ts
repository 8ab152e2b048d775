import { dayDifference, eachDayInRange, subtractDays } from '../papers/dates.ts';
import type { PollingSchedule, SourceDescriptor } from './source.ts';
import { type ListingRecord, TRENDING_LISTING } from './source-repository.ts';

type SourceCalendar = Pick<SourceDescriptor, 'firstDay' | 'newestDay' | 'schedule'>;

/** Days missed for longer need `paperboy refresh --from`. */
const CATCH_UP_DAYS = 30;

const DEFAULT_RETRY_INTERVAL_MS = 60 * 60_000;

/**
 * The keys of the listings to fetch now, most urgent first: the newest day, trending, then earlier days, including missed ones.
 *
 * @param knownListings by key
 */
export function dueListings(
  source: SourceCalendar,
  knownListings: ReadonlyMap<string, ListingRecord>,
  now: Date,
): string[] {
  const { schedule } = source;
  const newest = source.newestDay(now);
  const days = polledDays(source, now).toReversed();
  const keys =
    schedule.trendingIntervalMs === undefined
      ? days
      : [newest, TRENDING_LISTING, ...days.filter((day) => day !== newest)];
  return keys.filter((key) => {
    const listing = knownListings.get(key);
    if (listing === undefined) return true;
    const intervalMs = pollIntervalMs(schedule, key, newest);
    // The absolute value, because a listing from the future was recorded by a wrong clock.
    if (intervalMs !== undefined) return Math.abs(now.getTime() - Date.parse(listing.fetchedAt)) >= intervalMs;
    return !isFinal(key, listing.fetchedAt, schedule) && isFinal(key, now.toISOString(), schedule);
  });
}

/** The days that are polled, oldest first. */
export function polledDays({ firstDay, newestDay }: SourceCalendar, now: Date): string[] {
  const newest = newestDay(now);
  const oldest = subtractDays(newest, CATCH_UP_DAYS);
  return eachDayInRange(oldest < firstDay ? firstDay : oldest, newest);
}

/** How long to wait after a listing wasn't published yet. */
export function retryIntervalMs({ schedule, newestDay }: SourceCalendar, key: string, now: Date): number {
  return pollIntervalMs(schedule, key, newestDay(now)) ?? schedule.days.at(-1)?.intervalMs ?? DEFAULT_RETRY_INTERVAL_MS;
}

/** `undefined` for a day whose listing isn't polled any more. */
function pollIntervalMs(schedule: PollingSchedule, key: string, newestDay: string): number | undefined {
  if (key === TRENDING_LISTING) return schedule.trendingIntervalMs;
  const ageDays = dayDifference(key, newestDay);
  return schedule.days.find(({ maxAgeDays }) => ageDays <= maxAgeDays)?.intervalMs;
}

/** For how many days a listing is polled. */
export function polledPeriodDays({ days }: PollingSchedule): number {
  return days.at(-1)?.maxAgeDays ?? 0;
}

/** Whether a day's listing, fetched at an instant, won't change any more. */
export function isFinal(day: string, fetchedAt: string, { finalAfterDays }: PollingSchedule): boolean {
  return fetchedAt.slice(0, 10) >= subtractDays(day, -finalAfterDays);
}
