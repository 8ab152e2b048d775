import { Temporal } from 'temporal-polyfill';
import { compare } from '../compare.ts';
import type { Paper } from './paper.ts';
import { dayOf } from './paper-day.ts';

export const PERIODS = ['day', 'week', 'month', 'all'] as const;
export type Period = (typeof PERIODS)[number];

const REACH = { day: { days: 1 }, week: { days: 7 }, month: { months: 1 } } as const;

export const MEASURES = ['upvotes', 'comments'] as const;
export type Measure = (typeof MEASURES)[number];

export interface TopPapers {
  readonly papers: readonly Paper[];
  /** The days that were looked at, both included; missing for all time. */
  readonly days?: { readonly from: string; readonly to: string };
  /** The period up to today held no paper, so this is the last one that does. */
  readonly isPast: boolean;
}

/**
 * The papers of a period, best first: by upvotes or comments, then by the other, then newest. A paper's day is the one on which it was
 * listed, else published; without either it counts for all time only.
 *
 * @param today UTC, `YYYY-MM-DD`: the last day of the period. Where the period holds no paper, it ends on the newest day that has one.
 */
export function topPapers(
  papers: readonly Paper[],
  { period, by, today }: { period: Period; by: Measure; today: string },
): TopPapers {
  if (period === 'all') return { papers: ranked(papers, by), isPast: false };
  const dated = papers.filter((paper) => (dayOf(paper) ?? '9999') <= today);
  const newest = dated.reduce((day, paper) => maximum(day, dayOf(paper) ?? ''), '');
  const current = within(dated, period, today);
  if (current.papers.length > 0 || newest === '')
    return { ...current, papers: ranked(current.papers, by), isPast: false };
  const past = within(dated, period, newest);
  return { ...past, papers: ranked(past.papers, by), isPast: true };
}

function within(papers: readonly Paper[], period: Exclude<Period, 'all'>, to: string) {
  const from = Temporal.PlainDate.from(to).subtract(REACH[period]).add({ days: 1 }).toString();
  return {
    papers: papers.filter((paper) => (dayOf(paper) ?? '') >= from && (dayOf(paper) ?? '9999') <= to),
    days: { from, to },
  };
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
