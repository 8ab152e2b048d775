import { titleId } from '../papers/identity.ts';
import type { FullSourceRecord } from '../papers/paper.ts';
import type { Log } from '../runtime/log.ts';
import { type PaperSource, type RequestOptions, SourceError } from './source.ts';
import { type ListingRecord, type SourceRepository, TRENDING_LISTING } from './source-repository.ts';

/** Where papers are kept. */
export interface PaperWriter {
  /** Merges what sources said into what is there, in one transaction. */
  merge(records: readonly FullSourceRecord[]): Promise<{ readonly added: number; readonly changed: number }>;
}

export interface IngestDeps {
  readonly repository: SourceRepository;
  readonly store: PaperWriter;
  readonly now: () => Date;
  /** How much whoever asks can wait; once its signal is aborted, nothing is kept any more. */
  readonly requestOptions?: RequestOptions;
}

/** What became of a part. */
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
 * Asks a source for a part and keeps what it lists: the papers first, in one transaction, then that it was asked. So whatever goes wrong in
 * between, the part is asked for again, and nothing is lost or doubled.
 *
 * @param listingKey a day, or `trending`
 * @throws SourceError; the reason of `asking.signal` once that is aborted
 */
export async function ingestListing(
  source: Pick<PaperSource, 'name' | 'title' | 'fetchDay' | 'fetchTrending'>,
  listingKey: string,
  { repository, store, now, requestOptions }: IngestDeps,
): Promise<IngestResult> {
  const knownListing = await repository.getListing(source.name, listingKey);
  const listing = await (listingKey === TRENDING_LISTING
    ? source.fetchTrending(knownListing?.etag, requestOptions)
    : source.fetchDay(listingKey, knownListing?.etag, requestOptions));
  requestOptions?.signal?.throwIfAborted();
  const fetchedAt = now().toISOString();
  switch (listing.kind) {
    case 'not-published':
      return listing;
    case 'not-modified':
      if (knownListing === undefined) {
        throw new SourceError(
          'malformed',
          `${source.title} says that ${listingKey} is unchanged, which nobody had asked for yet`,
        );
      }
      await repository.saveListing(source.name, { ...knownListing, fetchedAt });
      return listing;
    case 'listed': {
      const { records, skipReasons, etag, incompleteReason } = listing;
      // A ranking is never empty: this is one of a source that is only half there.
      if (listingKey === TRENDING_LISTING && records.length === 0) return { kind: 'not-published' };
      const { added, changed } = records.length === 0 ? NO_CHANGES : await store.merge(records);
      // What came is kept, and the list is asked for again.
      if (incompleteReason !== undefined) throw new SourceError('malformed', incompleteReason);
      const paperIds = mergePaperIds(listingKey, records, knownListing);
      await repository.saveListing(source.name, {
        key: listingKey,
        fetchedAt,
        paperIds,
        ...(etag !== undefined && { etag }),
      });
      return { kind: 'listed', entries: records.length, added, changed, skipReasons };
    }
  }
}

const NO_CHANGES = { added: 0, changed: 0 } as const;

/** The ids of a list in its order. What a day listed once stays in it, behind the others: a later answer may be cut short. */
function mergePaperIds(
  listingKey: string,
  records: readonly FullSourceRecord[],
  knownListing: ListingRecord | undefined,
): string[] {
  const ids = records.map(({ id, title }) => id ?? titleId(title));
  return [...new Set(listingKey === TRENDING_LISTING ? ids : [...ids, ...(knownListing?.paperIds ?? [])])];
}

/** Says once of each entry that was left out why that is, however often its list is asked for. */
export type LogSkippedEntries = (source: string, listingKey: string, skipReasons: readonly string[]) => void;

/** More than a season of broken entries; beyond that the oldest may be told once more. */
const MAX_LOGGED_REASONS = 1000;

/** Tells it in the log, and remembers what it told in this process alone. */
export function createSkippedEntryLog(log: Log): LogSkippedEntries {
  const logged = new Set<string>();
  return (source, listingKey, skipReasons) => {
    for (const reason of skipReasons) {
      const key = `${source} ${reason}`;
      if (logged.has(key)) continue;
      logged.add(key);
      log.warn({ source, part: listingKey, reason }, 'an entry of a list was left out');
    }
    for (const key of logged) {
      if (logged.size <= MAX_LOGGED_REASONS) return;
      logged.delete(key);
    }
  };
}
