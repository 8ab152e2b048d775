import { truncate } from '../../text/shorten.ts';
import type { ParseResult } from './read-days.ts';

/** `9`, `9:00`, `9.30`, `9h30`, `9am`, `5:30 p.m.`, `0930` */
const TIME_PATTERN = /^(\d{1,2}?)(?:[:.h]?(\d{2})|[:.](\d)|h)?(?:\s*([ap])\.?\s?m\.?)?$/;

const NAMED_TIMES: Readonly<Record<string, string>> = { noon: '12:00', midday: '12:00', midnight: '00:00' };

const MINUTES_PER_DAY = 24 * 60;
const MAX_QUOTED_TIME_LENGTH = 20;

/** Reads a time of day (`9`, `9:00`, `9am`, `5:30 pm`, `17:30`, `noon`) as `HH:MM`, 24 hours. */
export function parseTimeOfDay(text: string): ParseResult<string> {
  const normalized = text.trim().toLowerCase();
  if (normalized === '') return { problem: 'Say at what time, such as 09:00 or 5:30 pm.' };
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
  const hint = suggestion === undefined ? '' : ` Did you mean ${suggestion}?`;
  const quoted = truncate(text.trim().slice(0, MAX_QUOTED_TIME_LENGTH * 2), MAX_QUOTED_TIME_LENGTH);
  return { problem: `"${quoted}" is no time of day.${hint} Give one from 00:00 to 23:59, such as 09:00 or 5:30 pm.` };
}

/** @param time in minutes since midnight */
function formatMinutes(time: number): string {
  return [Math.floor(time / 60), time % 60].map((part) => String(part).padStart(2, '0')).join(':');
}
