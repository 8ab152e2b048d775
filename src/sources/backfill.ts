import { eachDayInRange, isWeekend, subtractDays } from '../papers/dates.ts';
import { Day } from '../papers/paper.ts';
import { UserError } from '../runtime/errors.ts';
import { describeBackfill } from './backfill-report.ts';
import { type BackfillPlan, type BackfillReport, type BackfillSourceDeps, backfillSource } from './backfill-source.ts';
import { changingPeriodDays, isFinal, pollingScheduleOf } from './polling-schedule.ts';
import type { PaperSource } from './source.ts';
import { type ListingRecord, type SourceRepository, TRENDING_LISTING } from './source-repository.ts';

interface BackfillDeps extends BackfillSourceDeps {
  readonly unprotectedSources: readonly PaperSource[];
}

/**
 * Asks every source now, one after the other, for what `paperboy refresh` was called with.
 *
 * @returns what to say of it, and whether all that was wanted came
 * @throws UserError when there is no source, or the span is wrong
 */
export async function runBackfill(
  input: DayRangeInput,
  { unprotectedSources, ...dependencies }: BackfillDeps,
): Promise<{ readonly text: string; readonly isComplete: boolean }> {
  const { now, stopSignal } = dependencies;
  if (unprotectedSources.length === 0) {
    throw new UserError('PAPERS_SOURCES is none, so there is nobody to ask. Leave it out, or set it to huggingface.');
  }
  const startedAt = now();
  const [newest = ''] = unprotectedSources
    .map((source) => source.newestDay(startedAt))
    .sort()
    .reverse();
  const range = parseDayRange(input, newest);
  const reports: BackfillReport[] = [];
  for (const source of unprotectedSources) {
    reports.push(await backfillSource(await planBackfill(source, range, dependencies), dependencies));
  }
  const elapsedMs = now().getTime() - startedAt.getTime();
  return {
    text: describeBackfill(reports, { ms: elapsedMs, isStopped: stopSignal.aborted }),
    isComplete: reports.every(({ failed, notAttempted }) => failed.length === 0 && notAttempted === 0),
  };
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

/** The days that somebody wants to be fetched, both included. */
export interface DayRange {
  readonly from: string;
  readonly to: string;
}

/** A span as it was typed. */
export interface DayRangeInput {
  readonly from?: string;
  readonly to?: string;
}

/**
 * @param newest the newest day that any source may have a list of
 * @returns none where nothing was typed
 * @throws UserError that says all that is wrong with it
 */
export function parseDayRange({ from, to }: DayRangeInput, newest: string): DayRange | undefined {
  const errors = [
    ...Object.entries({ from, to }).flatMap(([name, day]) =>
      day === undefined ? [] : validateDayOption(name, day, newest),
    ),
    ...(to !== undefined && from === undefined ? ['--to goes with --from.'] : []),
    ...(isDay(from) && isDay(to) && to < from ? [`--to ${to} is before --from ${from}.`] : []),
  ];
  if (errors.length > 0) throw new UserError(errors.join(' '));
  return from === undefined ? undefined : { from, to: to ?? newest };
}

function validateDayOption(name: string, day: string, newest: string): string[] {
  if (!isDay(day)) return [`--${name} ${day} is no day: a day is written as 2025-11-04.`];
  return day > newest ? [`--${name} ${day} is still to come: the newest list is of ${newest}.`] : [];
}

function isDay(text: string | undefined): text is string {
  return Day.safeParse(text).success;
}
