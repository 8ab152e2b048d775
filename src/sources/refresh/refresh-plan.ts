import type { LiveSource } from '../live/source.ts';
import { type SourceLedger, type SourcePart, TRENDING } from '../live/source-ledger.ts';
import { dayBefore, daysBetween, isWeekend } from './days.ts';
import type { Span } from './read-span.ts';
import { changingDays, isSettled, rhythmOf } from './rhythm.ts';

/** What a source is to be asked for, in this order. */
export interface SourcePlan {
  readonly source: LiveSource;
  readonly parts: readonly string[];
  /** How many days are left out, because what is known of them is how they stay. */
  readonly settled: number;
  /** The day of the first list, where a span began before it. */
  readonly startsAt?: string;
}

/**
 * Of a span the days that are not settled yet, the oldest first, so that one that was interrupted goes on where it was. Without a span the
 * newest list, those that still change, and what is trending.
 */
export async function planRefresh(
  source: LiveSource,
  span: Span | undefined,
  { ledger, now }: { readonly ledger: SourceLedger; readonly now: () => Date },
): Promise<SourcePlan> {
  const { name, firstDay } = source;
  const newest = source.newestDay(now());
  if (span === undefined) {
    const oldest = dayBefore(newest, changingDays(name));
    const days = daysBetween(oldest < firstDay ? firstDay : oldest, newest).reverse();
    const trending = rhythmOf(name).trendingEveryMs === undefined ? [] : [TRENDING];
    return { source, parts: [...days, ...trending], settled: 0 };
  }
  const from = span.from < firstDay ? firstDay : span.from;
  const days = daysBetween(from, span.to > newest ? newest : span.to);
  const known = await ledger.parts(name, from, span.to);
  // A weekday without a paper may be one of a source that was only half there.
  const isWhole = ({ part, at, paperIds }: SourcePart) =>
    isSettled(part, at) && (paperIds.length > 0 || isWeekend(part));
  const settled = new Set(known.filter(isWhole).map(({ part }) => part));
  const parts = days.filter((day) => !settled.has(day));
  return {
    ...{ source, parts, settled: days.length - parts.length },
    ...(from !== span.from && { startsAt: from }),
  };
}
