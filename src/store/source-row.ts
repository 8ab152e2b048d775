import type { SourcePart, SourceStanding } from '../sources/live/source-ledger.ts';
import { toIso } from './instant.ts';
import type { SourcePartRow, SourceRow } from './tables.ts';

/** How a source stands by its row, its instants in ISO 8601. */
export function toStanding(row: SourceRow): SourceStanding {
  return {
    name: row.name,
    ...(row.answered_at !== null && { answeredAt: toIso(row.answered_at) }),
    ...(row.failing_since !== null && {
      failing: {
        since: toIso(row.failing_since),
        times: row.failures,
        until: toIso(row.closed_until ?? row.failing_since),
        reason: row.reason ?? '',
        asksToWait: row.limited === 1,
      },
    }),
  };
}

/** What was asked of a source by its row, the instant in ISO 8601. */
export function toPart(row: SourcePartRow): SourcePart {
  return {
    part: row.part,
    at: toIso(row.asked_at),
    ...(row.validator !== null && { validator: row.validator }),
    paperIds: JSON.parse(row.paper_ids),
  };
}
