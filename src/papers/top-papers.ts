import { Temporal } from 'temporal-polyfill';
import { compareCodeUnits } from '../runtime/collections.ts';
import type { DatedPeriod, Period } from './dates.ts';
import { type Paper, paperDay } from './paper.ts';

const PERIOD_DURATIONS = { day: { days: 1 }, week: { days: 7 }, month: { months: 1 } } as const;

const FRIDAY = 5;

export const MEASURES = ['upvotes', 'comments'] as const;
export type Measure = (typeof MEASURES)[number];

/** Days, inclusive. */
interface DayRange {
  readonly from: string;
  readonly to: string;
}

export interface TopPapers {
  readonly papers: readonly Paper[];
  /** Missing for all time. */
  readonly days?: DayRange;
  /** The period up to today had no papers, so this is the latest period that has any. */
  readonly isFallback: boolean;
}

/**
 * The papers of the period up to `today` (`YYYY-MM-DD`), or else up to the newest day with a paper. Sorted
 * by one measure, then by the other, then newest first. Papers without a day (`paperDay`) count for all time only.
 */
export function topPapers(
  papers: readonly Paper[],
  { period, by, today }: { period: Period; by: Measure; today: string },
): TopPapers {
  if (period === 'all') return { papers: sortByMeasure(papers, by), isFallback: false };
  const dated = papers.filter((paper) => (paperDay(paper) ?? '9999') <= today);
  const newestDay = dated.flatMap((paper) => paperDay(paper) ?? []).reduce((a, b) => (a > b ? a : b), '');
  const current = { days: daysUpTo(today, period), isFallback: false };
  const currentPapers = topPapersBetween(dated, current.days, by);
  if (currentPapers.length > 0 || newestDay === '') return { ...current, papers: currentPapers };
  const days = daysUpTo(newestDay, period);
  return { days, papers: topPapersBetween(dated, days, by), isFallback: true };
}

/** The papers of some days, sorted like `topPapers`. */
export function topPapersBetween(papers: readonly Paper[], { from, to }: DayRange, by: Measure): readonly Paper[] {
  const inRange = papers.filter((paper) => (paperDay(paper) ?? '') >= from && (paperDay(paper) ?? '9999') <= to);
  return sortByMeasure(inRange, by);
}

/** The number of weekdays, and those without papers. There are no listings on weekends. */
export function weekdayCoverage(
  papers: readonly Paper[],
  { from, to }: DayRange,
): { total: number; missing: readonly string[] } {
  const daysWithPapers = new Set(papers.map(paperDay));
  const weekdays: string[] = [];
  for (let day = Temporal.PlainDate.from(from); day.toString() <= to; day = day.add({ days: 1 })) {
    if (day.dayOfWeek <= FRIDAY) weekdays.push(day.toString());
  }
  return { total: weekdays.length, missing: weekdays.filter((day) => !daysWithPapers.has(day)) };
}

function daysUpTo(to: string, period: DatedPeriod): DayRange {
  return { from: Temporal.PlainDate.from(to).subtract(PERIOD_DURATIONS[period]).add({ days: 1 }).toString(), to };
}

function sortByMeasure(papers: readonly Paper[], by: Measure): Paper[] {
  const tieBreaker = by === 'upvotes' ? 'comments' : 'upvotes';
  return papers.toSorted(
    (a, b) =>
      (b[by] ?? 0) - (a[by] ?? 0) ||
      (b[tieBreaker] ?? 0) - (a[tieBreaker] ?? 0) ||
      compareCodeUnits(paperDay(b) ?? '', paperDay(a) ?? '') ||
      compareCodeUnits(a.id, b.id),
  );
}

/** Upvotes if any paper has them. Captured pages only show comments. */
export function defaultMeasure(papers: readonly Paper[]): Measure {
  return papers.some(({ upvotes }) => upvotes !== undefined) ? 'upvotes' : 'comments';
}
