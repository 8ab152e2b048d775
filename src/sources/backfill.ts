import { eachDayInRange, isWeekend, subtractDays } from '../papers/dates.ts';
import { Day } from '../papers/paper.ts';
import { UserError } from '../runtime/errors.ts';
import { describeBackfill } from './backfill-report.ts';
import { type BackfillPlan, type BackfillReport, type BackfillSourceDeps, backfillSource } from './backfill-source.ts';
import { isFinal, polledPeriodDays } from './polling-schedule.ts';
import type { PaperSource } from './source.ts';
import { type ListingRecord, type SourceRepository, TRENDING_LISTING } from './source-repository.ts';

interface BackfillDeps extends BackfillSourceDeps {
  /** Without circuit breakers. */
  readonly sources: readonly PaperSource[];
}

/**
 * Runs `paperboy refresh`: fetches from each source, one after the other.
 *
 * @returns a report for people, and whether everything was fetched
 * @throws UserError if there are no sources, or the range is invalid
 */
export async function runBackfill(
  input: DayRangeInput,
  { sources, ...dependencies }: BackfillDeps,
): Promise<{ readonly text: string; readonly isComplete: boolean }> {
  const { now, stopSignal } = dependencies;
  if (sources.length === 0) {
    throw new UserError('PAPERS_SOURCES is none, so there is nothing to fetch. Unset it, or name a source.');
  }
  const startedAt = now();
  const newest = sources.map(({ descriptor }) => descriptor.newestDay(startedAt)).sort();
  const range = parseDayRange(input, newest.at(-1) ?? '');
  const reports: BackfillReport[] = [];
  for (const source of sources) {
    reports.push(await backfillSource(await planBackfill(source, range, dependencies), dependencies));
  }
  const elapsedMs = now().getTime() - startedAt.getTime();
  return {
    text: describeBackfill(reports, { elapsedMs, isStopped: stopSignal.aborted }),
    isComplete: reports.every(({ failed, notAttempted }) => failed.length === 0 && notAttempted === 0),
  };
}

/**
 * With a range, its days whose stored listing isn't final, oldest first, so that an interrupted backfill continues where it stopped. Without
 * one, the days that are polled, newest first, and trending.
 */
export async function planBackfill(
  source: PaperSource,
  range: DayRange | undefined,
  { repository, now }: { readonly repository: SourceRepository; readonly now: () => Date },
): Promise<BackfillPlan> {
  const { firstDay, schedule } = source.descriptor;
  const newest = source.descriptor.newestDay(now());
  if (range === undefined) {
    const oldest = subtractDays(newest, polledPeriodDays(schedule));
    const days = eachDayInRange(oldest < firstDay ? firstDay : oldest, newest).reverse();
    const trending = schedule.trendingIntervalMs === undefined ? [] : [TRENDING_LISTING];
    return { source, listingKeys: [...days, ...trending], skippedFinal: 0 };
  }
  const from = range.from < firstDay ? firstDay : range.from;
  const days = eachDayInRange(from, range.to > newest ? newest : range.to);
  const listings = await repository.getListings(source.name, from, range.to);
  // An empty listing of a weekday is suspicious, so it's fetched again.
  const isComplete = ({ key, fetchedAt, paperIds }: ListingRecord) =>
    isFinal(key, fetchedAt, schedule) && (paperIds.length > 0 || isWeekend(key));
  const finalKeys = new Set(listings.filter(isComplete).map(({ key }) => key));
  const listingKeys = days.filter((day) => !finalKeys.has(day));
  return {
    ...{ source, listingKeys, skippedFinal: days.length - listingKeys.length },
    ...(from !== range.from && { firstListingDay: from }),
  };
}

/** Both ends included. */
export interface DayRange {
  readonly from: string;
  readonly to: string;
}

/** `--from` and `--to` as typed. */
export interface DayRangeInput {
  readonly from?: string;
  readonly to?: string;
}

/**
 * @param newest the newest day that any source may have
 * @throws UserError with every problem
 */
export function parseDayRange({ from, to }: DayRangeInput, newest: string): DayRange | undefined {
  const problems = [
    ...Object.entries({ from, to }).flatMap(([name, day]) =>
      day === undefined ? [] : validateDayOption(name, day, newest),
    ),
    ...(to !== undefined && from === undefined ? ['--to needs --from.'] : []),
    ...(isDay(from) && isDay(to) && to < from ? [`--to ${to} is before --from ${from}.`] : []),
  ];
  if (problems.length > 0) throw new UserError(problems.join(' '));
  return from === undefined ? undefined : { from, to: to ?? newest };
}

function validateDayOption(name: string, day: string, newest: string): string[] {
  if (!isDay(day)) return [`--${name} "${day}" is not a valid date. Use YYYY-MM-DD.`];
  return day > newest ? [`--${name} ${day} is in the future. The newest day is ${newest}.`] : [];
}

function isDay(text: string | undefined): text is string {
  return Day.safeParse(text).success;
}
