import { truncate } from '../../text/shorten.ts';
import { type ListingResult, SourceError } from '../live/source.ts';
import type { EntryResult } from './read-sighting.ts';

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
