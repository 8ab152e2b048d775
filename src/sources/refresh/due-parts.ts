import type { PaperSource } from '../live/source.ts';
import { type ListingRecord, TRENDING_LISTING } from '../live/source-ledger.ts';
import { dayDifference, eachDayInRange, subtractDays } from './days.ts';
import { isFinal, pollingScheduleOf } from './rhythm.ts';

type SourceCalendar = Pick<PaperSource, 'name' | 'firstDay' | 'newestDay'>;

/** What was missed for longer is fetched with `paperboy refresh --from`. */
const CATCH_UP_DAYS = 30;

const DEFAULT_RETRY_INTERVAL_MS = 60 * 60_000;

/**
 * The parts of a source that it should be asked for, the most urgent first: its newest list, what is trending, then the days before, those
 * that were missed in the last weeks included.
 *
 * @param knownListings what was asked last under each name
 */
export function dueListings(
  source: SourceCalendar,
  knownListings: ReadonlyMap<string, ListingRecord>,
  now: Date,
): string[] {
  const { trendingIntervalMs } = pollingScheduleOf(source.name);
  const newest = source.newestDay(now);
  const days = polledDays(source, now).toReversed();
  const listingKeys =
    trendingIntervalMs === undefined ? days : [newest, TRENDING_LISTING, ...days.filter((day) => day !== newest)];
  return listingKeys.filter((listingKey) => {
    const listing = knownListings.get(listingKey);
    if (listing === undefined) return true;
    const intervalMs =
      listingKey === TRENDING_LISTING
        ? trendingIntervalMs
        : pollIntervalMs(source.name, dayDifference(listingKey, newest));
    // An answer from the future is one that was noted by a clock that was wrong.
    if (intervalMs !== undefined) return Math.abs(now.getTime() - Date.parse(listing.fetchedAt)) >= intervalMs;
    return !isFinal(listingKey, listing.fetchedAt) && isFinal(listingKey, now.toISOString());
  });
}

/** The days of a source that are looked after by themselves, the oldest first. */
export function polledDays({ firstDay, newestDay }: SourceCalendar, now: Date): string[] {
  const newest = newestDay(now);
  const oldest = subtractDays(newest, CATCH_UP_DAYS);
  return eachDayInRange(oldest < firstDay ? firstDay : oldest, newest);
}

/** How long a part is left alone once the source had nothing to say about it yet. */
export function retryIntervalMs(source: SourceCalendar, listingKey: string, now: Date): number {
  const { days, trendingIntervalMs } = pollingScheduleOf(source.name);
  const intervalMs =
    listingKey === TRENDING_LISTING
      ? trendingIntervalMs
      : (pollIntervalMs(source.name, dayDifference(listingKey, source.newestDay(now))) ?? days.at(-1)?.intervalMs);
  return intervalMs ?? DEFAULT_RETRY_INTERVAL_MS;
}

/** How long the answer is good for of a list that is so many days old; none where it changes no more. */
function pollIntervalMs(name: string, ageDays: number): number | undefined {
  return pollingScheduleOf(name).days.find(({ maxAgeDays }) => ageDays <= maxAgeDays)?.intervalMs;
}
