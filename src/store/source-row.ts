import type { ListingRecord, SourceStatus } from '../sources/live/source-ledger.ts';
import { toIso } from './instant.ts';
import type { SourceListingRow, SourceRow } from './tables.ts';

/** How a source stands by its row, its instants in ISO 8601. */
export function toSourceStatus(row: SourceRow): SourceStatus {
  return {
    name: row.name,
    ...(row.answered_at !== null && { lastSuccessAt: toIso(row.answered_at) }),
    ...(row.failing_since !== null && {
      failure: {
        since: toIso(row.failing_since),
        count: row.failures,
        retryAt: toIso(row.closed_until ?? row.failing_since),
        reason: row.reason ?? '',
        isRateLimited: row.limited === 1,
      },
    }),
  };
}

/** What was asked of a source by its row, the instant in ISO 8601. */
export function toListingRecord(row: SourceListingRow): ListingRecord {
  return {
    key: row.part,
    fetchedAt: toIso(row.asked_at),
    ...(row.validator !== null && { etag: row.validator }),
    paperIds: JSON.parse(row.paper_ids),
  };
}
