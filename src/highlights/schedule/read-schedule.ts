import { shorten } from '../../text/shorten.ts';
import { DAY_NAMES, type Reading, readDays, WEEKDAYS } from './read-days.ts';
import { readTime } from './read-time.ts';
import type { Schedule } from './schedule.ts';
import { findZone, isAbbreviation, isOffset, zonesMeant } from './zones.ts';

/** A schedule, or all that is wrong with what was given for it: for each part a sentence or two that say what to give instead. */
type ScheduleReading =
  | { readonly schedule: Schedule }
  | { readonly problems: Readonly<Partial<Record<keyof Schedule, string>>> };

const MOST_MEANT = 3;
const SHOWN = 40;

/**
 * Reads a schedule as people write it (`readDays`, `readTime`, `findZone`).
 *
 * @param now an instant, ISO 8601: who writes `UTC+2` is offered zones that are there now
 */
export function readSchedule(
  typed: { readonly days: string; readonly time: string; readonly zone: string },
  now: string,
): ScheduleReading {
  const days = readDays(typed.days);
  const time = readTime(typed.time);
  const zone = readZone(typed.zone, now);
  if ('value' in days && 'value' in time && 'value' in zone) {
    return { schedule: { days: days.value, time: time.value, zone: zone.value } };
  }
  const problems = Object.entries({ days, time, zone }).flatMap(([part, reading]) =>
    'problem' in reading ? [[part, reading.problem]] : [],
  );
  return { problems: Object.fromEntries(problems) };
}

/** A schedule in words: "on weekdays at 09:00 (Europe/Berlin)", "daily at …", "on Mondays and Fridays at …". */
export function describeSchedule({ days, time, zone }: Schedule): string {
  return `${describeDays(days)} at ${time} (${zone})`;
}

function describeDays(days: Schedule['days']): string {
  if (days.length === DAY_NAMES.length) return 'daily';
  if (days.join() === WEEKDAYS.join()) return 'on weekdays';
  const names = days.map((day) => `${DAY_NAMES[day - 1]}s`);
  return `on ${listed(names, 'and')}`;
}

/** @param now as for `readSchedule` */
export function readZone(text: string, now: string): Reading<string> {
  const zone = findZone(text);
  if (zone !== undefined) return { value: zone };
  const shown = shorten(text.trim().slice(0, SHOWN * 2), SHOWN);
  if (shown === '') return { problem: 'Say in which time zone, such as Europe/Berlin, or UTC.' };
  const meant = zonesMeant(text, now, MOST_MEANT);
  const [best] = meant;
  const why = isOffset(text)
    ? `"${shown}" does not say when clocks change.`
    : isAbbreviation(text) && best !== undefined
      ? `"${shown}" is not the full name of a time zone.`
      : `No time zone is called "${shown}".`;
  const guess = best === undefined ? '' : ` Did you mean ${listed(meant, 'or')}?`;
  return {
    problem: `${why}${guess} Give a zone by its city, such as Europe/Berlin, or UTC.`,
    ...(best !== undefined && { meant: best }),
  };
}

/** "a, b and c" */
function listed(items: readonly string[], conjunction: 'and' | 'or'): string {
  return items.length < 2 ? items.join() : `${items.slice(0, -1).join(', ')} ${conjunction} ${items.at(-1)}`;
}
