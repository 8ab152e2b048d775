import { closestMatch, formatList, truncate } from '../../text/format.ts';
import { DAY_NAMES, type Schedule, WEEKDAYS, type Weekday } from './schedule.ts';
import { findTimeZone, guessTimeZones, isUtcOffset, isZoneAbbreviation } from './time-zones.ts';

/** A schedule, or for each invalid part what is wrong and what to type instead. */
type ParsedSchedule =
  | { readonly schedule: Schedule }
  | { readonly problems: Readonly<Partial<Record<keyof Schedule, string>>> };

const MAX_ZONE_SUGGESTIONS = 3;
const MAX_QUOTED_ZONE_LENGTH = 40;

/**
 * Parses a schedule as people type it.
 *
 * @param now ISO 8601: `UTC+2` is answered with zones that have this offset now
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

/** A value, or what is wrong and perhaps what was meant. */
export type ParseResult<T> = { readonly value: T } | { readonly problem: string; readonly suggestion?: string };

/** @param now as for `parseSchedule` */
export function parseTimeZone(text: string, now: string): ParseResult<string> {
  const zone = findTimeZone(text);
  if (zone !== undefined) return { value: zone };
  const quoted = truncate(text.trim().slice(0, MAX_QUOTED_ZONE_LENGTH * 2), MAX_QUOTED_ZONE_LENGTH);
  if (quoted === '') return { problem: 'Enter a time zone, such as Europe/Berlin or UTC.' };
  const suggestions = guessTimeZones(text, now, MAX_ZONE_SUGGESTIONS);
  const [suggestion] = suggestions;
  const reason = isUtcOffset(text)
    ? `"${quoted}" doesn't say when clocks change.`
    : isZoneAbbreviation(text) && suggestion !== undefined
      ? `"${quoted}" could be several time zones.`
      : `"${quoted}" is not a known time zone.`;
  return {
    problem: `${reason}${didYouMean(suggestions)} Enter a city, such as Europe/Berlin, or UTC.`,
    ...(suggestion !== undefined && { suggestion }),
  };
}

function didYouMean(suggestions: readonly string[]): string {
  return suggestions.length === 0 ? '' : ` Did you mean ${formatList(suggestions, 'or')}?`;
}

const EVERY_DAY: readonly Weekday[] = [...WEEKDAYS, 6, 7];

const DAY_GROUPS: Readonly<Record<string, readonly Weekday[]>> = {
  daily: EVERY_DAY,
  everyday: EVERY_DAY,
  day: EVERY_DAY,
  all: EVERY_DAY,
  weekdays: WEEKDAYS,
  weekday: WEEKDAYS,
  workdays: WEEKDAYS,
  workday: WEEKDAYS,
  weekends: [6, 7],
  weekend: [6, 7],
};

const SINGLE_DAYS = DAY_NAMES.map((name) => name.toLowerCase());
const DAY_WORDS = [...SINGLE_DAYS, 'daily', 'weekdays', 'weekends'];
const DAY_EXAMPLES = 'daily, weekdays, or days such as mon,wed,fri';
const MAX_QUOTED_WORDS = 3;
const MAX_QUOTED_DAY_LENGTH = 20;

/**
 * Parses `daily`, `weekdays`, `Monday`, `mon,wed,fri`, `mon-fri`, `every Tuesday`, `weekly on Friday`, in any case. Two letters of a day
 * are enough.
 */
export function parseDays(text: string): ParseResult<readonly Weekday[]> {
  const tokens = text
    .toLowerCase()
    .split(/\s+/)
    .join(' ')
    .replace(/ to | ?[-–—] ?/g, '-')
    .split(/[^\p{L}\p{N}-]+/u)
    .filter((word) => word !== '' && !/^(?:every|each|on|and)$/.test(word));
  const words = tokens.filter((word) => !/^week(?:ly)?$/.test(word));
  if (words.length === 0 && tokens.length > 0) return { problem: 'Enter a day, such as mon.', suggestion: 'mon' };
  if (words.length === 0) return { problem: `Enter days: ${DAY_EXAMPLES}.` };
  const parsed = words.map((word) => ({ word, days: parseDayWord(word) }));
  const invalid = parsed.filter(({ days }) => days === undefined).map(({ word }) => word);
  if (invalid.length > 0) return invalidDays([...new Set(invalid)]);
  const selected = new Set(parsed.flatMap(({ days }) => days ?? []));
  return { value: EVERY_DAY.filter((day) => selected.has(day)) };
}

function parseDayWord(word: string): readonly Weekday[] | undefined {
  if (Object.hasOwn(DAY_GROUPS, word)) return DAY_GROUPS[word];
  const [first, last, ...extra] = word.split('-').map(parseDayName);
  if (first === undefined || extra.length > 0) return undefined;
  if (!word.includes('-')) return [first];
  return last && dayRange(first, last);
}

function parseDayName(name: string): Weekday | undefined {
  const prefixes = [name, name.replace(/s$/, '')].filter(({ length }) => length >= 2);
  return EVERY_DAY[SINGLE_DAYS.findIndex((day) => prefixes.some((one) => day.startsWith(one)))];
}

/** The days from one to another, wrapping around the end of the week. */
function dayRange(first: Weekday, last: Weekday): Weekday[] {
  return EVERY_DAY.filter((day) => (first <= last ? first <= day && day <= last : first <= day || day <= last));
}

function invalidDays(invalid: readonly string[]): ParseResult<never> {
  const quoted = invalid.slice(0, MAX_QUOTED_WORDS).map((word) => `"${truncate(word, MAX_QUOTED_DAY_LENGTH)}"`);
  if (invalid.length > MAX_QUOTED_WORDS) quoted.push(`${invalid.length - MAX_QUOTED_WORDS} more`);
  const [first = ''] = invalid;
  const suggestion = invalid.length === 1 ? closestMatch(first.slice(0, MAX_QUOTED_DAY_LENGTH), DAY_WORDS) : undefined;
  const verb = invalid.length === 1 ? 'is not a day' : 'are not days';
  return {
    problem: `${formatList(quoted, 'and')} ${verb}.${didYouMean(suggestion === undefined ? [] : [suggestion])} Enter ${DAY_EXAMPLES}.`,
    ...(suggestion !== undefined && { suggestion }),
  };
}

const DAY_SUGGESTIONS = ['weekdays', 'daily', 'weekends', ...SINGLE_DAYS];

/** Completions of a partial list of days: after a comma, the days that aren't in it yet. */
export function suggestDays(partial: string): string[] {
  const listed = partial
    .trim()
    .toLowerCase()
    .split(/\s*,\s*/);
  const last = listed.pop() ?? '';
  if (listed.length === 0) return DAY_SUGGESTIONS.filter((day) => day.startsWith(last));
  const shortName = (day: string): string => day.slice(0, 3);
  return SINGLE_DAYS.filter((day) => day.startsWith(last) && !listed.some((one) => one.startsWith(shortName(day)))).map(
    (day) => [...listed, last.length > shortName(day).length ? day : shortName(day)].join(','),
  );
}

/** `9`, `9:00`, `9.30`, `9h30`, `9am`, `5:30 p.m.`, `0930` */
const TIME_PATTERN = /^(\d{1,2}?)(?:[:.h]?(\d{2})|[:.](\d)|h)?(?:\s*([ap])\.?\s?m\.?)?$/;

const NAMED_TIMES: Readonly<Record<string, string>> = { noon: '12:00', midday: '12:00', midnight: '00:00' };

const MINUTES_PER_DAY = 24 * 60;
const MAX_QUOTED_TIME_LENGTH = 20;

/** Parses `9`, `9:00`, `9am`, `5:30 pm`, `17:30` or `noon` to `HH:MM`, 24 hours. */
export function parseTimeOfDay(text: string): ParseResult<string> {
  const normalized = text.trim().toLowerCase();
  if (normalized === '') return { problem: 'Enter a time, such as 09:00 or 5:30 pm.' };
  if (Object.hasOwn(NAMED_TIMES, normalized)) return { value: NAMED_TIMES[normalized] ?? '' };
  const [match, hours = '', minutes = '0', singleDigit, meridiem] =
    normalized.length > MAX_QUOTED_TIME_LENGTH ? [] : (TIME_PATTERN.exec(normalized) ?? []);
  if (match === undefined) return invalidTime(text);
  const [hour, minute] = [Number(hours), Number(singleDigit ?? minutes)];
  const isAfternoon = meridiem === 'p' && hour < 12;
  const isAfterMidnight = meridiem === 'a' && hour === 12;
  const time = (hour + (isAfternoon ? 12 : isAfterMidnight ? -12 : 0)) * 60 + minute;
  const isHourValid = meridiem === undefined ? hour < 24 : hour >= 1 && hour <= 12;
  if (isHourValid && minute < 60 && singleDigit === undefined) return { value: formatMinutes(time) };
  return invalidTime(text, hour <= 24 ? formatMinutes(time % MINUTES_PER_DAY) : undefined);
}

function invalidTime(text: string, suggestion?: string): { readonly problem: string } {
  const quoted = truncate(text.trim().slice(0, MAX_QUOTED_TIME_LENGTH * 2), MAX_QUOTED_TIME_LENGTH);
  const hint = didYouMean(suggestion === undefined ? [] : [suggestion]);
  return { problem: `"${quoted}" is not a valid time.${hint} Use 00:00 to 23:59, such as 09:00 or 5:30 pm.` };
}

/** @param time in minutes since midnight */
function formatMinutes(time: number): string {
  return [Math.floor(time / 60), time % 60].map((part) => String(part).padStart(2, '0')).join(':');
}
