import type { z } from 'zod';
import type { FullSourceRecord } from '../papers/paper.ts';
import { truncate } from '../text/format.ts';
import type { ListingResult } from './source.ts';
import { SourceError } from './source-error.ts';

/** An entry of a listing: the record it makes, or why it was skipped, in a sentence. */
export type EntryResult =
  | { readonly kind: 'ok'; readonly record: FullSourceRecord }
  | { readonly kind: 'skipped'; readonly reason: string };

type RecordFields = Omit<FullSourceRecord, 'source' | 'at' | 'on'>;

/** A record of now. Fields that are `undefined` are left out. */
export function toSourceRecord(
  source: string,
  now: Date,
  {
    id,
    title,
    abstract,
    ...fields
  }: { [Name in keyof RecordFields]: RecordFields[Name] | undefined } & {
    readonly title: string;
    readonly abstract: string;
  },
): FullSourceRecord {
  const at = now.toISOString();
  const known = Object.entries({ id, ...fields }).filter(([, value]) => value !== undefined);
  return { source, at, on: at.slice(0, 10), title, abstract, ...Object.fromEntries(known) };
}

/** "2608.19880: title is missing, abstract is empty." */
export function describeInvalidEntry(id: string, { issues }: z.ZodError): string {
  return `${id}: ${issues.map(({ path, message }) => `${path.join('.')} ${message}`).join(', ')}.`;
}

/**
 * The records of a listing, each paper once: its first place counts.
 *
 * @throws SourceError if there are entries, and all were skipped
 */
export function collectListing(
  results: readonly EntryResult[],
  host: string,
): Extract<ListingResult, { kind: 'listed' }> {
  const records = results.flatMap((result) => (result.kind === 'ok' ? [result.record] : []));
  const skipReasons = results.flatMap((result) => (result.kind === 'skipped' ? [result.reason] : []));
  if (records.length === 0 && skipReasons[0] !== undefined) {
    const entries = skipReasons.length === 1 ? 'one invalid entry' : `${skipReasons.length} entries, all invalid`;
    throw new SourceError('malformed', `${host} returned ${entries}: ${skipReasons[0]}`);
  }
  const firstById = new Map(records.toReversed().map((record) => [record.id, record]));
  return { kind: 'listed', records: records.filter((record) => firstById.get(record.id) === record), skipReasons };
}

const MAX_QUOTE_LENGTH = 60;

/** A value from a source for a message: quoted and short. */
export function quoteValue(value: unknown): string {
  if (value === undefined) return 'missing';
  if (typeof value === 'string') return truncate(JSON.stringify(value.slice(0, MAX_QUOTE_LENGTH)), MAX_QUOTE_LENGTH);
  // Not serialized: it may be nested without end.
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}
