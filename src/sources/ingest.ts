import { LRUCache } from 'lru-cache';
import { titleId } from '../papers/identity.ts';
import type { FullSourceRecord } from '../papers/paper.ts';
import type { Log } from '../runtime/log.ts';
import type { RequestOptions } from './http-client.ts';
import type { PaperSource } from './source.ts';
import { SourceError } from './source-error.ts';
import { type ListingRecord, type SourceRepository, TRENDING_LISTING } from './source-repository.ts';

export interface PaperWriter {
  /** Merges records into the stored papers, in one transaction. */
  merge(records: readonly FullSourceRecord[]): Promise<{ readonly added: number; readonly changed: number }>;
}

export interface IngestDeps {
  readonly repository: SourceRepository;
  readonly store: PaperWriter;
  readonly now: () => Date;
  /** Nothing is stored once its signal is aborted. */
  readonly requestOptions?: RequestOptions;
}

export type IngestResult =
  | {
      readonly kind: 'listed';
      readonly entries: number;
      readonly added: number;
      readonly changed: number;
      readonly skipReasons: readonly string[];
    }
  | { readonly kind: 'not-modified' | 'not-published' };

/**
 * Fetches a listing and stores it: first the papers, in one transaction, then that it was fetched. If anything fails in between, the
 * listing is fetched again, and nothing is lost or doubled.
 *
 * @param key a day, or `trending`
 * @throws SourceError; the signal's reason if it's aborted
 */
export async function ingestListing(
  source: Pick<PaperSource, 'name' | 'descriptor' | 'fetchDay' | 'fetchTrending'>,
  key: string,
  { repository, store, now, requestOptions }: IngestDeps,
): Promise<IngestResult> {
  const known = await repository.getListing(source.name, key);
  const listing = await (key === TRENDING_LISTING
    ? source.fetchTrending(known?.etag, requestOptions)
    : source.fetchDay(key, known?.etag, requestOptions));
  requestOptions?.signal?.throwIfAborted();
  const fetchedAt = now().toISOString();
  if (listing.kind === 'not-published') return listing;
  if (listing.kind === 'not-modified') {
    if (known === undefined)
      throw new SourceError('malformed', `${source.descriptor.title} returned 304 for ${key}, which isn't stored`);
    await repository.saveListing(source.name, { ...known, fetchedAt });
    return listing;
  }
  const { records, skipReasons, etag, incompleteReason } = listing;
  // A ranking is never empty, so the source isn't working properly.
  if (key === TRENDING_LISTING && records.length === 0) return { kind: 'not-published' };
  const { added, changed } = records.length === 0 ? { added: 0, changed: 0 } : await store.merge(records);
  // Thrown after merging: the papers are kept, and the listing is fetched again.
  if (incompleteReason !== undefined) throw new SourceError('malformed', incompleteReason);
  const paperIds = mergePaperIds(key, records, known);
  await repository.saveListing(source.name, { key, fetchedAt, paperIds, ...(etag !== undefined && { etag }) });
  return { kind: 'listed', entries: records.length, added, changed, skipReasons };
}

/** A day keeps the papers of earlier fetches, at the end: a later response may be incomplete. */
function mergePaperIds(key: string, records: readonly FullSourceRecord[], known: ListingRecord | undefined): string[] {
  const ids = records.map(({ id, title }) => id ?? titleId(title));
  return [...new Set(key === TRENDING_LISTING ? ids : [...ids, ...(known?.paperIds ?? [])])];
}

/** Logs why entries were skipped, each reason once. */
export type LogSkippedEntries = (source: string, listing: string, skipReasons: readonly string[]) => void;

/** Beyond that, the oldest may be logged again. */
const MAX_LOGGED_REASONS = 1000;

export function createSkippedEntryLog(log: Log): LogSkippedEntries {
  const logged = new LRUCache<string, true>({ max: MAX_LOGGED_REASONS });
  return (source, listing, skipReasons) => {
    for (const reason of skipReasons) {
      const key = `${source} ${reason}`;
      if (logged.has(key)) continue;
      logged.set(key, true);
      log.warn({ source, listing, reason }, 'skipping entry');
    }
  };
}
