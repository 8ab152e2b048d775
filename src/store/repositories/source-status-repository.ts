import { sql } from 'kysely';
import type { Lease } from '../../runtime/lease.ts';
import type { ListingRecord, SourceRepository, SourceStatus } from '../../sources/source-repository.ts';
import { isUnleased, NO_LEASE } from '../claim.ts';
import { countAffected, omitNulls, parseJson, toIso, toIsoOrNull, toMillis } from '../column-values.ts';
import type { Store } from '../database.ts';
import type { SourceListingRow, SourceRow } from '../schema.ts';

const NO_FAILURE = { failing_since: null, failures: 0, retry_at: null, reason: null, rate_limited: 0 } as const;

/** Timestamps are returned with milliseconds, whatever form they were stored in. */
export class SqlSourceRepository implements SourceRepository {
  readonly #db: Store['db'];

  constructor({ db }: Store) {
    this.#db = db;
  }

  async acquireLease(name: string, { owner, until }: Lease, now: string): Promise<boolean> {
    const lease = { lease_owner: owner, lease_until: toMillis(until) };
    return (
      (await countAffected(
        this.#db
          .insertInto('sources')
          .values({ name, ...lease, ...NO_FAILURE })
          .onConflict((conflict) =>
            conflict
              .column('name')
              .doUpdateSet(lease)
              .where((row) => row.or([row('sources.lease_owner', '=', owner), isUnleased(toMillis(now), 'sources')])),
          ),
      )) > 0
    );
  }

  async releaseLease(name: string, owner: string): Promise<void> {
    await this.#db
      .updateTable('sources')
      .set(NO_LEASE)
      .where('name', '=', name)
      .where('lease_owner', '=', owner)
      .execute();
  }

  async getStatus(name: string): Promise<SourceStatus> {
    const row = await this.#db.selectFrom('sources').selectAll().where('name', '=', name).executeTakeFirst();
    return row === undefined ? { name } : toSourceStatus(row);
  }

  async recordSuccess(name: string, at: string): Promise<void> {
    const success = { last_success_at: toMillis(at), ...NO_FAILURE };
    await this.#db
      .insertInto('sources')
      .values({ name, ...success })
      .onConflict((conflict) => conflict.column('name').doUpdateSet(success))
      .execute();
  }

  async recordFailure(
    name: string,
    { at, retryAt, reason, isRateLimited }: Parameters<SourceRepository['recordFailure']>[1],
  ): Promise<void> {
    const failure = { retry_at: toMillis(retryAt), reason, rate_limited: isRateLimited ? 1 : 0 };
    await this.#db
      .insertInto('sources')
      .values({ name, failing_since: toMillis(at), failures: 1, ...failure })
      .onConflict((conflict) =>
        conflict.column('name').doUpdateSet({
          failing_since: sql<number>`coalesce(sources.failing_since, excluded.failing_since)`,
          failures: sql<number>`sources.failures + 1`,
          ...failure,
        }),
      )
      .execute();
  }

  async getListing(name: string, key: string): Promise<ListingRecord | undefined> {
    const [listing] = await this.getListings(name, key, key);
    return listing;
  }

  async getListings(name: string, fromKey: string, toKey: string): Promise<readonly ListingRecord[]> {
    const rows = await this.#db
      .selectFrom('source_listings')
      .selectAll()
      .where('source', '=', name)
      .where('listing_key', '>=', fromKey)
      .where('listing_key', '<=', toKey)
      .orderBy('listing_key')
      .execute();
    return rows.map(toListingRecord);
  }

  async saveListing(name: string, { key, fetchedAt, etag, paperIds }: ListingRecord): Promise<void> {
    const listing = { fetched_at: toMillis(fetchedAt), etag: etag ?? null, paper_ids: JSON.stringify(paperIds) };
    await this.#db
      .insertInto('source_listings')
      .values({ source: name, listing_key: key, ...listing })
      .onConflict((conflict) => conflict.columns(['source', 'listing_key']).doUpdateSet(listing))
      .execute();
  }
}

function toSourceStatus(row: SourceRow): SourceStatus {
  return omitNulls<SourceStatus>({
    name: row.name,
    lastSuccessAt: toIsoOrNull(row.last_success_at),
    failure:
      row.failing_since === null
        ? null
        : {
            since: toIso(row.failing_since),
            count: row.failures,
            retryAt: toIso(row.retry_at ?? row.failing_since),
            reason: row.reason ?? '',
            isRateLimited: row.rate_limited === 1,
          },
  });
}

function toListingRecord(row: SourceListingRow): ListingRecord {
  return omitNulls<ListingRecord>({
    key: row.listing_key,
    fetchedAt: toIso(row.fetched_at),
    etag: row.etag,
    paperIds: parseJson(row.paper_ids),
  });
}
