import { Temporal } from 'temporal-polyfill';
import { compare } from '../compare.ts';
import type { Paper } from './paper.ts';
import { dayOf } from './paper-day.ts';

export const PERIODS = ['day', 'week', 'month', 'all'] as const;
export type Period = (typeof PERIODS)[number];
/** Those that begin and end somewhere. */
export type DatedPeriod = Exclude<Period, 'all'>;

const REACH = { day: { days: 1 }, week: { days: 7 }, month: { months: 1 } } as const;

const FRIDAY = 5;

export const MEASURES = ['upvotes', 'comments'] as const;
export type Measure = (typeof MEASURES)[number];

/** Days, both ends included. */
interface Days {
  readonly from: string;
  readonly to: string;
}

export interface TopPapers {
  readonly papers: readonly Paper[];
  /** The days that were looked at; missing for all time. */
  readonly days?: Days;
  /** The period up to today held no paper, so this is the last one that does. */
  readonly isPast: boolean;
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
  if (period === 'all') return { papers: ranked(papers, by), isPast: false };
  const dated = papers.filter((paper) => (dayOf(paper) ?? '9999') <= today);
  const newest = dated.reduce((day, paper) => maximum(day, dayOf(paper) ?? ''), '');
  const current = { days: upTo(today, period), isPast: false };
  const papersNow = bestOf(dated, current.days, by);
  if (papersNow.length > 0 || newest === '') return { ...current, papers: papersNow };
  const days = upTo(newest, period);
  return { days, papers: bestOf(dated, days, by), isPast: true };
}

/** The papers of some days, best first as above. */
export function bestOf(papers: readonly Paper[], { from, to }: Days, by: Measure): readonly Paper[] {
  const within = papers.filter((paper) => (dayOf(paper) ?? '') >= from && (dayOf(paper) ?? '9999') <= to);
  return ranked(within, by);
}

/** How many weekdays there are among some days, and those of which no paper is here, in order. Weekends have no lists. */
export function weekdaysOf(papers: readonly Paper[], { from, to }: Days): { all: number; without: readonly string[] } {
  const known = new Set(papers.map(dayOf));
  const weekdays: string[] = [];
  for (let day = Temporal.PlainDate.from(from); day.toString() <= to; day = day.add({ days: 1 })) {
    if (day.dayOfWeek <= FRIDAY) weekdays.push(day.toString());
  }
  return { all: weekdays.length, without: weekdays.filter((day) => !known.has(day)) };
}

function upTo(to: string, period: DatedPeriod): Days {
  return { from: Temporal.PlainDate.from(to).subtract(REACH[period]).add({ days: 1 }).toString(), to };
}

function ranked(papers: readonly Paper[], by: Measure): Paper[] {
  const other = by === 'upvotes' ? 'comments' : 'upvotes';
  return papers.toSorted(
    (a, b) =>
      (b[by] ?? 0) - (a[by] ?? 0) ||
      (b[other] ?? 0) - (a[other] ?? 0) ||
      compare(dayOf(b) ?? '', dayOf(a) ?? '') ||
      compare(a.id, b.id),
  );
}

function maximum(a: string, b: string): string {
  return a > b ? a : b;
}

/** Upvotes tell most, but a corpus of captured pages knows comments only. */
export function knownMeasure(papers: readonly Paper[]): Measure {
  return papers.some(({ upvotes }) => upvotes !== undefined) ? 'upvotes' : 'comments';
}
