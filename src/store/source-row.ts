import type { SourcePart, SourceStanding } from '../sources/live/source-ledger.ts';
import { toIso } from './instant.ts';
import type { SourcePartRow, SourceRow } from './tables.ts';

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

export function toPart(row: SourcePartRow): SourcePart {
  return {
    part: row.part,
    at: toIso(row.asked_at),
    ...(row.validator !== null && { validator: row.validator }),
    paperIds: JSON.parse(row.paper_ids),
  };
}
