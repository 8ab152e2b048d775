import { dayBefore } from './days.ts';

/** How often a source is asked for its lists. */
interface Rhythm {
  /** By the age of a list in days, the newest first: how long an answer is good for. */
  readonly days: readonly { readonly upTo: number; readonly everyMs: number }[];
  /** Of one that ranks what is trending. */
  readonly trendingEveryMs?: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Votes and comments come for some days after the list; then a last look is enough. */
const SETTLED_AFTER_DAYS = 7;

/** Today's list grows through the day. */
const DAILY_PAPERS: Rhythm = {
  days: [
    { upTo: 0, everyMs: 10 * MINUTE_MS },
    { upTo: 1, everyMs: HOUR_MS },
    { upTo: SETTLED_AFTER_DAYS, everyMs: 6 * HOUR_MS },
  ],
  trendingEveryMs: HOUR_MS,
};

/** Its results change once a day, at midnight Eastern time (https://info.arxiv.org/help/api/user-manual.html). */
const ARXIV: Rhythm = { days: [{ upTo: 3, everyMs: 6 * HOUR_MS }] };

/** @param name of a source, as the configuration has it */
export function rhythmOf(name: string): Rhythm {
  return name.startsWith('arxiv') ? ARXIV : DAILY_PAPERS;
}

/** How many days back the lists of a source still change. */
export function changingDays(name: string): number {
  return rhythmOf(name).days.at(-1)?.upTo ?? 0;
}

/** Whether a list that was asked for at an instant is as it stays: its votes and comments had settled. */
export function isSettled(day: string, at: string): boolean {
  return at.slice(0, 10) >= dayBefore(day, -SETTLED_AFTER_DAYS);
}
