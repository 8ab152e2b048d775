import type { LiveSource } from '../live/source.ts';
import { type SourcePart, TRENDING } from '../live/source-ledger.ts';
import { dayBefore, daysBetween, daysFrom } from './days.ts';
import { isSettled, rhythmOf } from './rhythm.ts';

type Calendar = Pick<LiveSource, 'name' | 'firstDay' | 'newestDay'>;

/** What was missed for longer is fetched with `paperboy refresh --from`. */
const CATCH_UP_DAYS = 30;

const HOUR_MS = 60 * 60_000;

/**
 * The parts of a source that it should be asked for, the most urgent first: its newest list, what is trending, then the days before, those
 * that were missed in the last weeks included.
 *
 * @param known what was asked last under each name
 */
export function dueParts(source: Calendar, known: ReadonlyMap<string, SourcePart>, now: Date): string[] {
  const { trendingEveryMs } = rhythmOf(source.name);
  const newest = source.newestDay(now);
  const days = followedDays(source, now).toReversed();
  const parts = trendingEveryMs === undefined ? days : [newest, TRENDING, ...days.filter((day) => day !== newest)];
  return parts.filter((part) => {
    const answer = known.get(part);
    if (answer === undefined) return true;
    const everyMs = part === TRENDING ? trendingEveryMs : everyMsOf(source.name, daysFrom(part, newest));
    // An answer from the future is one that was noted by a clock that was wrong.
    if (everyMs !== undefined) return Math.abs(now.getTime() - Date.parse(answer.at)) >= everyMs;
    return !isSettled(part, answer.at) && isSettled(part, now.toISOString());
  });
}

/** The days of a source that are looked after by themselves, the oldest first. */
export function followedDays({ firstDay, newestDay }: Calendar, now: Date): string[] {
  const newest = newestDay(now);
  const oldest = dayBefore(newest, CATCH_UP_DAYS);
  return daysBetween(oldest < firstDay ? firstDay : oldest, newest);
}

/** How long a part is left alone once the source had nothing to say about it yet. */
export function patienceFor(source: Calendar, part: string, now: Date): number {
  const { days, trendingEveryMs } = rhythmOf(source.name);
  const everyMs =
    part === TRENDING
      ? trendingEveryMs
      : (everyMsOf(source.name, daysFrom(part, source.newestDay(now))) ?? days.at(-1)?.everyMs);
  return everyMs ?? HOUR_MS;
}

/** How long the answer is good for of a list that is so many days old; none where it changes no more. */
function everyMsOf(name: string, age: number): number | undefined {
  return rhythmOf(name).days.find(({ upTo }) => age <= upTo)?.everyMs;
}
