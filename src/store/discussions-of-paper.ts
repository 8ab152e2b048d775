import type { Transaction } from 'kysely';
import { compareCodeUnits } from '../compare.ts';
import { groupBy } from '../group-by.ts';
import { endedColumns } from './discussion-row.ts';
import type { DiscussionRow, Tables } from './tables.ts';

/**
 * The discussions of a paper are of another from now on, as it turned out to be that one. A channel that discusses both goes on with one
 * (see `byLife`) and the other ends as merged: the one that goes on follows it, unless it follows one already.
 *
 * @param now ISO 8601
 */
export async function reassignDiscussions(
  db: Transaction<Tables>,
  oldId: string,
  newId: string,
  now: string,
): Promise<void> {
  const unended = await db
    .selectFrom('discussions')
    .selectAll()
    .where('paper_id', 'in', [oldId, newId])
    .where('state', '!=', 'ended')
    .execute();
  const channels = groupBy(unended, ({ platform, tenant, channel }) => JSON.stringify([platform, tenant, channel]));
  for (const [kept, merged] of [...channels.values()].map((ofChannel) => ofChannel.sort(compareByLiveliness))) {
    if (kept === undefined || merged === undefined) continue;
    await db
      .updateTable('discussions')
      .set(endedColumns({ at: now, reason: 'merged' }))
      .where('id', '=', merged.id)
      .execute();
    await db
      .updateTable('discussions')
      .set({ follows: merged.id })
      .where('id', '=', kept.id)
      .where('follows', 'is', null)
      .execute();
  }
  await db.updateTable('discussions').set({ paper_id: newId }).where('paper_id', '=', oldId).execute();
}

/** One whose thread is there before one that is opening, then the one with the latest activity, then the one that was opened first. */
function compareByLiveliness(a: DiscussionRow, b: DiscussionRow): number {
  return (
    Number(b.state === 'open') - Number(a.state === 'open') ||
    (b.last_at ?? 0) - (a.last_at ?? 0) ||
    a.opened_at - b.opened_at ||
    compareCodeUnits(a.id, b.id)
  );
}
