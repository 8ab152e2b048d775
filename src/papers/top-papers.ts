import { Temporal } from 'temporal-polyfill';
import { compareCodeUnits } from '../runtime/collections.ts';
import type { DatedPeriod, Period } from './dates.ts';
import { type Paper, paperDay } from './paper.ts';

const PERIOD_DURATIONS = { day: { days: 1 }, week: { days: 7 }, month: { months: 1 } } as const;

const FRIDAY = 5;

export const MEASURES = ['upvotes', 'comments'] as const;
export type Measure = (typeof MEASURES)[number];

/** Days, both ends included. */
interface DayRange {
  readonly from: string;
  readonly to: string;
}

export interface TopPapers {
  readonly papers: readonly Paper[];
  /** The days that were looked at; missing for all time. */
  readonly days?: DayRange;
  /** The period up to today held no paper, so this is the last one that does. */
  readonly isFallback: boolean;
}

/**
 * The papers of a period, best first: by upvotes or comments, then by the other, then newest. A paper's day is the one on which it was
 * listed, else published; without either it counts for all time only.
 *
 * @param today `YYYY-MM-DD`, the last day of the period (`newestDay`). Where the period holds no paper, it ends on the newest day that has one.
 */
export function topPapers(
  papers: readonly Paper[],
  { period, by, today }: { period: Period; by: Measure; today: string },
): TopPapers {
  if (period === 'all') return { papers: sortByMeasure(papers, by), isFallback: false };
  const dated = papers.filter((paper) => (paperDay(paper) ?? '9999') <= today);
  const newestDay = dated.reduce((day, paper) => laterDay(day, paperDay(paper) ?? ''), '');
  const current = { days: daysUpTo(today, period), isFallback: false };
  const currentPapers = topPapersBetween(dated, current.days, by);
  if (currentPapers.length > 0 || newestDay === '') return { ...current, papers: currentPapers };
  const days = daysUpTo(newestDay, period);
  return { days, papers: topPapersBetween(dated, days, by), isFallback: true };
}

/** The papers of some days, best first as above. */
export function topPapersBetween(papers: readonly Paper[], { from, to }: DayRange, by: Measure): readonly Paper[] {
  const inRange = papers.filter((paper) => (paperDay(paper) ?? '') >= from && (paperDay(paper) ?? '9999') <= to);
  return sortByMeasure(inRange, by);
}

/** How many weekdays there are among some days, and those of which no paper is here, in order. Weekends have no lists. */
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

function laterDay(a: string, b: string): string {
  return a > b ? a : b;
}

/** Upvotes tell most, but a corpus of captured pages knows comments only. */
export function defaultMeasure(papers: readonly Paper[]): Measure {
  return papers.some(({ upvotes }) => upvotes !== undefined) ? 'upvotes' : 'comments';
}
