import type { Lease } from '../runtime/lease.ts';

/** How a source stands, for all processes on the same database. Instants are ISO 8601 in UTC. */
export interface SourceStatus {
  readonly name: string;
  /** When it last gave an answer that could be used. */
  readonly lastSuccessAt?: string;
  /** Of one that gives none now. */
  readonly failure?: {
    readonly since: string;
    /** Failures one after the other. */
    readonly count: number;
    /** Until then nobody asks it. */
    readonly retryAt: string;
    readonly reason: string;
    /** It said itself that it wants to be left alone until then: nobody asks it before, for no reason. */
    readonly isRateLimited: boolean;
  };
}

/** The name of the part that is no day's list. */
export const TRENDING_LISTING = 'trending';

/** What was asked of a source last under a name: a day (`2026-11-20`), or `trending`. */
export interface ListingRecord {
  readonly key: string;
  /** When it was answered last. */
  readonly fetchedAt: string;
  readonly etag?: string;
  /** The papers in its list, in its order, without version. */
  readonly paperIds: readonly string[];
}

/** What is known about the sources, in the store: who asks them, what they answered, and when they failed. */
export interface SourceRepository {
  /** Takes a source for this process, or holds it longer. False while another process has it. */
  acquireLease(name: string, lease: Lease, now: string): Promise<boolean>;
  /** Gives it back. */
  releaseLease(name: string, owner: string): Promise<void>;
  getStatus(name: string): Promise<SourceStatus>;
  recordSuccess(name: string, at: string): Promise<void>;
  /** Notes a failure: the first of a row says since when. */
  recordFailure(
    name: string,
    failure: Pick<NonNullable<SourceStatus['failure']>, 'retryAt' | 'reason' | 'isRateLimited'> & {
      readonly at: string;
    },
  ): Promise<void>;
  getListing(name: string, part: string): Promise<ListingRecord | undefined>;
  /** All parts from one name to another, both included, in their order: the days of a span. */
  getListings(name: string, fromKey: string, toKey: string): Promise<readonly ListingRecord[]>;
  /** Puts a part in the place of the one with its name. */
  saveListing(name: string, listing: ListingRecord): Promise<void>;
}
