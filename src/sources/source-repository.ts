import type { Lease } from '../runtime/lease.ts';

/** A source's health, shared by all processes on the same database. Instants are ISO 8601, UTC. */
export interface SourceStatus {
  readonly name: string;
  /** When it last returned something usable. */
  readonly lastSuccessAt?: string;
  /** Set while it's failing. */
  readonly failure?: {
    readonly since: string;
    /** Consecutive failures. */
    readonly count: number;
    /** No process sends a request before. */
    readonly retryAt: string;
    readonly reason: string;
    /** The source itself asked to wait until `retryAt`, so that even `force` doesn't override it. */
    readonly isRateLimited: boolean;
  };
}

/** The key of the one listing that isn't a day's. */
export const TRENDING_LISTING = 'trending';

/** The last fetch of a listing. */
export interface ListingRecord {
  /** A day (`2026-11-20`), or `trending`. */
  readonly key: string;
  readonly fetchedAt: string;
  readonly etag?: string;
  /** In the listing's order. */
  readonly paperIds: readonly string[];
}

/** Stores leases on sources, their health, and when each listing was fetched. */
export interface SourceRepository {
  /** Acquires or extends the lease. False if another process holds it. */
  acquireLease(name: string, lease: Lease, now: string): Promise<boolean>;
  releaseLease(name: string, owner: string): Promise<void>;
  getStatus(name: string): Promise<SourceStatus>;
  recordSuccess(name: string, at: string): Promise<void>;
  /** The first of consecutive failures sets `since`. */
  recordFailure(
    name: string,
    failure: Pick<NonNullable<SourceStatus['failure']>, 'retryAt' | 'reason' | 'isRateLimited'> & {
      readonly at: string;
    },
  ): Promise<void>;
  getListing(name: string, key: string): Promise<ListingRecord | undefined>;
  /** By key from `fromKey` to `toKey`, both included, in order. */
  getListings(name: string, fromKey: string, toKey: string): Promise<readonly ListingRecord[]>;
  /** Replaces the record with the same key. */
  saveListing(name: string, listing: ListingRecord): Promise<void>;
}
