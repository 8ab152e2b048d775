import { z } from 'zod';
import { Day, type FullSourceRecord, MAX_ABSTRACT_LENGTH, MAX_TITLE_LENGTH, SourceRecord } from '../papers/paper.ts';
import { sanitizeLine, truncate } from '../text/format.ts';
import { type ListingResult, SourceError } from './source.ts';

/** What an entry says of a paper, or in a sentence why it says nothing. */
export type EntryResult = { readonly record: FullSourceRecord } | { readonly skipReason: string };

type RecordField = Exclude<keyof SourceRecord, 'id' | 'source' | 'at' | 'on' | 'title' | 'abstract'>;

/** What a source says beside the id and the texts of a paper; what is `undefined` is not known. */
export type RecordFields = { readonly [K in RecordField]?: SourceRecord[K] | undefined };

export interface SourceEntry {
  readonly source: 'huggingface' | 'arxiv';
  readonly now: Date;
  /** Without its version. */
  readonly id: string;
  readonly title: unknown;
  readonly abstract: unknown;
  readonly fields: RecordFields;
}

/** An entry needs its texts; whatever else of it does not fit a sighting is left out. */
export function toSourceRecord({ source, now, id, title, abstract, fields }: SourceEntry): EntryResult {
  const texts = { title: parseText(title, MAX_TITLE_LENGTH), abstract: parseText(abstract, MAX_ABSTRACT_LENGTH) };
  const errors = Object.entries(texts).flatMap(([name, text]) =>
    'error' in text ? [`its ${name} ${text.error}`] : [],
  );
  if ('error' in texts.title || 'error' in texts.abstract) return { skipReason: `${id}: ${errors.join(', and ')}.` };
  const validFields = Object.entries(fields).filter(([name, value]) => isValidField(name as RecordField, value));
  const at = now.toISOString();
  return {
    record: {
      source,
      at,
      on: at.slice(0, 10),
      id,
      title: texts.title.text,
      abstract: texts.abstract.text,
      ...Object.fromEntries(validFields),
    },
  };
}

function parseText(value: unknown, maxLength: number): { readonly text: string } | { readonly error: string } {
  if (value === undefined || value === null) return { error: 'is missing' };
  if (typeof value !== 'string') return { error: 'is no text' };
  const text = toSingleLine(value);
  if (text === '') return { error: 'is empty' };
  return text.length > maxLength ? { error: `has ${text.length} characters, and ${maxLength} are the most` } : { text };
}

function isValidField(name: RecordField, value: unknown): boolean {
  if (value === undefined) return false;
  const schema: z.ZodType = SourceRecord.shape[name];
  return schema.safeParse(value).success;
}

const MAX_QUOTE_LENGTH = 60;

/** What entries came to, each paper once: its first place in the list counts. */
export function collectListing(
  results: readonly EntryResult[],
  host: string,
): Extract<ListingResult, { kind: 'listed' }> {
  const records = results.flatMap((result) => ('record' in result ? [result.record] : []));
  const skipReasons = results.flatMap((result) => ('skipReason' in result ? [result.skipReason] : []));
  if (records.length === 0 && skipReasons[0] !== undefined) {
    const description =
      skipReasons.length === 1
        ? 'one entry that is no paper'
        : `${skipReasons.length} entries, none of which is a paper`;
    throw new SourceError('malformed', `${host} answered with ${description}: ${skipReasons[0]}`);
  }
  const firstById = new Map(records.toReversed().map((record) => [record.id, record]));
  return { kind: 'listed', records: records.filter((record) => firstById.get(record.id) === record), skipReasons };
}

/** What a source wrote, for a message of ours: in quotes, and short. */
export function quoteValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return truncate(JSON.stringify(value.slice(0, MAX_QUOTE_LENGTH)), MAX_QUOTE_LENGTH);
  // Not written out: it may be nested without end.
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}

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
