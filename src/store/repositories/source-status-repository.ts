import { sql } from 'kysely';
import type { ListingRecord, SourceRepository, SourceStatus } from '../../sources/source-repository.ts';
import type { Store } from '../database.ts';
import { type SourceListingRow, type SourceRow, toIso, toMillis } from '../schema.ts';

const NO_FAILURE_COLUMNS = { failing_since: null, failures: 0, retry_at: null, reason: null, rate_limited: 0 } as const;

/** What is known about the sources, in the database. Instants come back with milliseconds, whatever form they were given in. */
export function createSourceRepository({ db }: Store): SourceRepository {
  return {
    async acquireLease(name, { owner, until }, now) {
      const leaseColumns = { lease_owner: owner, lease_until: toMillis(until) };
      const { numInsertedOrUpdatedRows = 0n } = await db
        .insertInto('sources')
        .values({ name, ...leaseColumns, ...NO_FAILURE_COLUMNS })
        .onConflict((conflict) =>
          conflict
            .column('name')
            .doUpdateSet(leaseColumns)
            .where((row) =>
              row.or([
                row('sources.lease_owner', 'is', null),
                row('sources.lease_owner', '=', owner),
                row('sources.lease_until', '<=', toMillis(now)),
              ]),
            ),
        )
        .executeTakeFirstOrThrow();
      return numInsertedOrUpdatedRows > 0n;
    },

    async releaseLease(name, owner) {
      await db
        .updateTable('sources')
        .set({ lease_owner: null, lease_until: null })
        .where('name', '=', name)
        .where('lease_owner', '=', owner)
        .execute();
    },

    async getStatus(name) {
      const row = await db.selectFrom('sources').selectAll().where('name', '=', name).executeTakeFirst();
      return row === undefined ? { name } : toSourceStatus(row);
    },

    async recordSuccess(name, at) {
      const successColumns = { last_success_at: toMillis(at), ...NO_FAILURE_COLUMNS };
      await db
        .insertInto('sources')
        .values({ name, ...successColumns })
        .onConflict((conflict) => conflict.column('name').doUpdateSet(successColumns))
        .execute();
    },

    async recordFailure(name, { at, retryAt, reason, isRateLimited }) {
      const failureColumns = { retry_at: toMillis(retryAt), reason, rate_limited: isRateLimited ? 1 : 0 };
      await db
        .insertInto('sources')
        .values({ name, failing_since: toMillis(at), failures: 1, ...failureColumns })
        .onConflict((conflict) =>
          conflict.column('name').doUpdateSet({
            failing_since: sql<number>`coalesce(sources.failing_since, excluded.failing_since)`,
            failures: sql<number>`sources.failures + 1`,
            ...failureColumns,
          }),
        )
        .execute();
    },

    async getListing(name, key) {
      const row = await db
        .selectFrom('source_listings')
        .selectAll()
        .where('source', '=', name)
        .where('listing_key', '=', key)
        .executeTakeFirst();
      return row && toListingRecord(row);
    },

    async getListings(name, from, to) {
      const rows = await db
        .selectFrom('source_listings')
        .selectAll()
        .where('source', '=', name)
        .where('listing_key', '>=', from)
        .where('listing_key', '<=', to)
        .orderBy('listing_key')
        .execute();
      return rows.map(toListingRecord);
    },

    async saveListing(name, { key, fetchedAt, etag, paperIds }) {
      const listingColumns = {
        fetched_at: toMillis(fetchedAt),
        etag: etag ?? null,
        paper_ids: JSON.stringify(paperIds),
      };
      await db
        .insertInto('source_listings')
        .values({ source: name, listing_key: key, ...listingColumns })
        .onConflict((conflict) => conflict.columns(['source', 'listing_key']).doUpdateSet(listingColumns))
        .execute();
    },
  };
}

/** How a source stands by its row, its instants in ISO 8601. */
function toSourceStatus(row: SourceRow): SourceStatus {
  return {
    name: row.name,
    ...(row.last_success_at !== null && { lastSuccessAt: toIso(row.last_success_at) }),
    ...(row.failing_since !== null && {
      failure: {
        since: toIso(row.failing_since),
        count: row.failures,
        retryAt: toIso(row.retry_at ?? row.failing_since),
        reason: row.reason ?? '',
        isRateLimited: row.rate_limited === 1,
      },
    }),
  };
}

/** What was asked of a source by its row, the instant in ISO 8601. */
function toListingRecord(row: SourceListingRow): ListingRecord {
  return {
    key: row.listing_key,
    fetchedAt: toIso(row.fetched_at),
    ...(row.etag !== null && { etag: row.etag }),
    paperIds: JSON.parse(row.paper_ids),
  };
}
