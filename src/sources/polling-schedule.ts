import { dayDifference, eachDayInRange, subtractDays } from '../papers/dates.ts';
import type { PaperSource } from './source.ts';
import { type ListingRecord, TRENDING_LISTING } from './source-repository.ts';

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

/** How often a source is asked for its lists. */
interface PollingSchedule {
  /** By the age of a list in days, the newest first: how long an answer is good for. */
  readonly days: readonly { readonly maxAgeDays: number; readonly intervalMs: number }[];
  /** Of one that ranks what is trending. */
  readonly trendingIntervalMs?: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Votes and comments come for some days after the list; then a last look is enough. */
const FINAL_AFTER_DAYS = 7;

/** Today's list grows through the day. */
const HUGGING_FACE_SCHEDULE: PollingSchedule = {
  days: [
    { maxAgeDays: 0, intervalMs: 10 * MINUTE_MS },
    { maxAgeDays: 1, intervalMs: HOUR_MS },
    { maxAgeDays: FINAL_AFTER_DAYS, intervalMs: 6 * HOUR_MS },
  ],
  trendingIntervalMs: HOUR_MS,
};

/** Its results change once a day, at midnight Eastern time (https://info.arxiv.org/help/api/user-manual.html). */
const ARXIV_SCHEDULE: PollingSchedule = { days: [{ maxAgeDays: 3, intervalMs: 6 * HOUR_MS }] };

/** @param name of a source, as the configuration has it */
export function pollingScheduleOf(name: string): PollingSchedule {
  return name.startsWith('arxiv') ? ARXIV_SCHEDULE : HUGGING_FACE_SCHEDULE;
}

/** How many days back the lists of a source still change. */
export function changingPeriodDays(name: string): number {
  return pollingScheduleOf(name).days.at(-1)?.maxAgeDays ?? 0;
}

/** Whether a list that was asked for at an instant is as it stays: its votes and comments had settled. */
export function isFinal(day: string, fetchedAt: string): boolean {
  return fetchedAt.slice(0, 10) >= subtractDays(day, -FINAL_AFTER_DAYS);
}
