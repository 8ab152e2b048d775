import { truncate } from '../../text/shorten.ts';
import { DAY_NAMES, type ParseResult, parseDays, WEEKDAYS } from './read-days.ts';
import { parseTimeOfDay } from './read-time.ts';
import type { Schedule } from './schedule.ts';
import { findTimeZone, guessTimeZones, isUtcOffset, isZoneAbbreviation } from './zones.ts';

/** A schedule, or all that is wrong with what was given for it: for each part a sentence or two that say what to give instead. */
type ParsedSchedule =
  | { readonly schedule: Schedule }
  | { readonly problems: Readonly<Partial<Record<keyof Schedule, string>>> };

const MAX_ZONE_SUGGESTIONS = 3;
const MAX_QUOTED_ZONE_LENGTH = 40;

/**
 * Reads a schedule as people write it (`readDays`, `readTime`, `findZone`).
 *
 * @param now an instant, ISO 8601: who writes `UTC+2` is offered zones that are there now
 */
export function parseSchedule(
  input: { readonly days: string; readonly time: string; readonly zone: string },
  now: string,
): ParsedSchedule {
  const days = parseDays(input.days);
  const time = parseTimeOfDay(input.time);
  const zone = parseTimeZone(input.zone, now);
  if ('value' in days && 'value' in time && 'value' in zone) {
    return { schedule: { days: days.value, time: time.value, zone: zone.value } };
  }
  const problems = Object.entries({ days, time, zone }).flatMap(([part, result]) =>
    'problem' in result ? [[part, result.problem]] : [],
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
  return `on ${formatList(names, 'and')}`;
}

/** @param now as for `readSchedule` */
export function parseTimeZone(text: string, now: string): ParseResult<string> {
  const zone = findTimeZone(text);
  if (zone !== undefined) return { value: zone };
  const quoted = truncate(text.trim().slice(0, MAX_QUOTED_ZONE_LENGTH * 2), MAX_QUOTED_ZONE_LENGTH);
  if (quoted === '') return { problem: 'Say in which time zone, such as Europe/Berlin, or UTC.' };
  const suggestions = guessTimeZones(text, now, MAX_ZONE_SUGGESTIONS);
  const [bestMatch] = suggestions;
  const reason = isUtcOffset(text)
    ? `"${quoted}" does not say when clocks change.`
    : isZoneAbbreviation(text) && bestMatch !== undefined
      ? `"${quoted}" is not the full name of a time zone.`
      : `No time zone is called "${quoted}".`;
  const hint = bestMatch === undefined ? '' : ` Did you mean ${formatList(suggestions, 'or')}?`;
  return {
    problem: `${reason}${hint} Give a zone by its city, such as Europe/Berlin, or UTC.`,
    ...(bestMatch !== undefined && { suggestion: bestMatch }),
  };
}

/** "a, b and c" */
function formatList(items: readonly string[], conjunction: 'and' | 'or'): string {
  return items.length < 2 ? items.join() : `${items.slice(0, -1).join(', ')} ${conjunction} ${items.at(-1)}`;
}
