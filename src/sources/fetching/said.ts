import { z } from 'zod';
import { Day } from '../../papers/paper.ts';
import { sanitizeLine } from '../../text/visible.ts';

// What sources say beside the title and the abstract of a paper may be missing, null, of another type or nonsense. All of that means
// the same: not known.

/** More of anything that is counted here is a mistake. */
const MAX_COUNT = 1_000_000_000;

/** What a browser opens as it is: no white space, no quotes, no TeX. */
const URL_PATTERN = /^https?:\/\/[^\s<>"`\\^{}|\p{Cc}]+$/iu;
const MAX_URL_LENGTH = 2000;

const INSTANT_PATTERN = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/;

/** The fields of an object; none of anything else. */
export function toObject(value: unknown): Readonly<Record<string, unknown>> {
  return isJsonObject(value) ? value : {};
}

/** Whether it is an object of JSON: neither null nor a list. */
export function isJsonObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The elements of a list; none of anything else. */
export function toArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A text in one line, without controls; what is longer than allowed is no such text. */
export function parseLine(value: unknown, maxLength: number): string | undefined {
  if (typeof value !== 'string') return undefined;
  const line = toSingleLine(value);
  return line === '' || line.length > maxLength ? undefined : line;
}

/** The text with one space for each run of white space, none at its ends, and without what nobody sees (`visible`). */
export function toSingleLine(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  // Most names and titles have nothing to hide, and a list has thousands of them.
  return /^[ -~]*$/.test(line) ? line : sanitizeLine(line).replace(/ +/g, ' ').trim();
}

/** A whole number from 0, without the sign that a zero of JSON may have and that is lost where it is written again. */
export function parseCount(value: unknown): number | undefined {
  const count = Number.isInteger(value) ? Number(value) : -1;
  return count >= 0 && count <= MAX_COUNT ? Math.abs(count) : undefined;
}

/** A link that people can follow: `http` or `https`, to a host with a name, and without a user's. */
export function parseWebUrl(value: unknown): string | undefined {
  const url = typeof value === 'string' ? value.trim() : '';
  if (url.length > MAX_URL_LENGTH || !URL_PATTERN.test(url) || !URL.canParse(url)) return undefined;
  const { username, password, hostname } = new URL(url);
  return username === '' && password === '' && z.regexes.domain.test(hostname) ? url : undefined;
}

/** An instant as ISO 8601 in UTC. */
export function parseInstant(value: unknown): string | undefined {
  // `Date` takes the 30th of February for the 2nd of March.
  if (typeof value !== 'string' || !INSTANT_PATTERN.test(value) || !Day.safeParse(value.slice(0, 10)).success)
    return undefined;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
}

/** The day of an instant, in UTC, where it lies in a span of days that includes both of its ends. */
export function parseDayBetween(value: unknown, from: string, to: string): string | undefined {
  const day = parseInstant(value)?.slice(0, 10);
  return day !== undefined && day >= from && day <= to ? day : undefined;
}

/** Each once, the first place counts. */
export function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
