import { shorten } from '../../text/shorten.ts';
import type { Reading } from './read-days.ts';

/** `9`, `9:00`, `9.30`, `9h30`, `9am`, `5:30 p.m.`, `0930` */
const CLOCK = /^(\d{1,2}?)(?:[:.h]?(\d{2})|[:.](\d)|h)?(?:\s*([ap])\.?\s?m\.?)?$/;

const NAMED: Readonly<Record<string, string>> = { noon: '12:00', midday: '12:00', midnight: '00:00' };

const DAY = 24 * 60;
const SHOWN = 20;

/** Reads a time of day (`9`, `9:00`, `9am`, `5:30 pm`, `17:30`, `noon`) as `HH:MM`, 24 hours. */
export function readTime(text: string): Reading<string> {
  const typed = text.trim().toLowerCase();
  if (typed === '') return { problem: 'Say at what time, such as 09:00 or 5:30 pm.' };
  if (Object.hasOwn(NAMED, typed)) return { value: NAMED[typed] ?? '' };
  const [clock, hours = '', minutes = '0', digit, half] = typed.length > SHOWN ? [] : (CLOCK.exec(typed) ?? []);
  if (clock === undefined) return refusal(text);
  const [hour, minute] = [Number(hours), Number(digit ?? minutes)];
  const isAfternoon = half === 'p' && hour < 12;
  const isAfterMidnight = half === 'a' && hour === 12;
  const time = (hour + (isAfternoon ? 12 : isAfterMidnight ? -12 : 0)) * 60 + minute;
  const fits = half === undefined ? hour < 24 : hour >= 1 && hour <= 12;
  if (fits && minute < 60 && digit === undefined) return { value: written(time) };
  return refusal(text, hour <= 24 ? written(time % DAY) : undefined);
}

function refusal(text: string, meant?: string): { readonly problem: string } {
  const guess = meant === undefined ? '' : ` Did you mean ${meant}?`;
  const shown = shorten(text.trim().slice(0, SHOWN * 2), SHOWN);
  return { problem: `"${shown}" is no time of day.${guess} Give one from 00:00 to 23:59, such as 09:00 or 5:30 pm.` };
}

/** @param time in minutes since midnight */
function written(time: number): string {
  return [Math.floor(time / 60), time % 60].map((part) => String(part).padStart(2, '0')).join(':');
}
