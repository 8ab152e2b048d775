import type { PaperSource } from '../live/source.ts';
import { type ListingRecord, type SourceRepository, TRENDING_LISTING } from '../live/source-ledger.ts';
import { eachDayInRange, isWeekend, subtractDays } from './days.ts';
import type { DayRange } from './read-span.ts';
import { changingPeriodDays, isFinal, pollingScheduleOf } from './rhythm.ts';

/** What a source is to be asked for, in this order. */
export interface BackfillPlan {
  readonly source: PaperSource;
  readonly listingKeys: readonly string[];
  /** How many days are left out, because what is known of them is how they stay. */
  readonly skippedFinal: number;
  /** The day of the first list, where a span began before it. */
  readonly firstListingDay?: string;
}

/**
 * Of a span the days that are not settled yet, the oldest first, so that one that was interrupted goes on where it was. Without a span the
 * newest list, those that still change, and what is trending.
 */
export async function planBackfill(
  source: PaperSource,
  range: DayRange | undefined,
  { repository, now }: { readonly repository: SourceRepository; readonly now: () => Date },
): Promise<BackfillPlan> {
  const { name, firstDay } = source;
  const newest = source.newestDay(now());
  if (range === undefined) {
    const oldest = subtractDays(newest, changingPeriodDays(name));
    const days = eachDayInRange(oldest < firstDay ? firstDay : oldest, newest).reverse();
    const trending = pollingScheduleOf(name).trendingIntervalMs === undefined ? [] : [TRENDING_LISTING];
    return { source, listingKeys: [...days, ...trending], skippedFinal: 0 };
  }
  const from = range.from < firstDay ? firstDay : range.from;
  const days = eachDayInRange(from, range.to > newest ? newest : range.to);
  const knownListings = await repository.getListings(name, from, range.to);
  // A weekday without a paper may be one of a source that was only half there.
  const isComplete = ({ key, fetchedAt, paperIds }: ListingRecord) =>
    isFinal(key, fetchedAt) && (paperIds.length > 0 || isWeekend(key));
  const finalKeys = new Set(knownListings.filter(isComplete).map(({ key }) => key));
  const listingKeys = days.filter((day) => !finalKeys.has(day));
  return {
    ...{ source, listingKeys, skippedFinal: days.length - listingKeys.length },
    ...(from !== range.from && { firstListingDay: from }),
  };
}
