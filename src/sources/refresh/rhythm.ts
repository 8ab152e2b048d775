import { subtractDays } from './days.ts';

/** How often a source is asked for its lists. */
interface PollingSchedule {
  /** By the age of a list in days, the newest first: how long an answer is good for. */
  readonly days: readonly { readonly maxAgeDays: number; readonly intervalMs: number }[];
  /** Of one that ranks what is trending. */
  readonly trendingIntervalMs?: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Votes and comments come for some days after the list; then a last look is enough. */
const FINAL_AFTER_DAYS = 7;

/** Today's list grows through the day. */
const HUGGING_FACE_SCHEDULE: PollingSchedule = {
  days: [
    { maxAgeDays: 0, intervalMs: 10 * MINUTE_MS },
    { maxAgeDays: 1, intervalMs: HOUR_MS },
    { maxAgeDays: FINAL_AFTER_DAYS, intervalMs: 6 * HOUR_MS },
  ],
  trendingIntervalMs: HOUR_MS,
};

/** Its results change once a day, at midnight Eastern time (https://info.arxiv.org/help/api/user-manual.html). */
const ARXIV_SCHEDULE: PollingSchedule = { days: [{ maxAgeDays: 3, intervalMs: 6 * HOUR_MS }] };

/** @param name of a source, as the configuration has it */
export function pollingScheduleOf(name: string): PollingSchedule {
  return name.startsWith('arxiv') ? ARXIV_SCHEDULE : HUGGING_FACE_SCHEDULE;
}

/** How many days back the lists of a source still change. */
export function changingPeriodDays(name: string): number {
  return pollingScheduleOf(name).days.at(-1)?.maxAgeDays ?? 0;
}

/** Whether a list that was asked for at an instant is as it stays: its votes and comments had settled. */
export function isFinal(day: string, fetchedAt: string): boolean {
  return fetchedAt.slice(0, 10) >= subtractDays(day, -FINAL_AFTER_DAYS);
}
