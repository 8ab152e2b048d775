import type { Transaction } from 'kysely';
import { compare } from '../compare.ts';
import { groupBy } from '../group-by.ts';
import { endedColumns } from './discussion-row.ts';
import type { DiscussionRow, Tables } from './tables.ts';

/**
 * The discussions of a paper are of another from now on, as it turned out to be that one. A channel that discusses both goes on with one
 * (see `byLife`) and the other ends as merged: the one that goes on follows it, unless it follows one already.
 *
 * @param now ISO 8601
 */
export async function moveDiscussions(
  db: Transaction<Tables>,
  oldId: string,
  newId: string,
  now: string,
): Promise<void> {
  const living = await db
    .selectFrom('discussions')
    .selectAll()
    .where('paper_id', 'in', [oldId, newId])
    .where('state', '!=', 'ended')
    .execute();
  const channels = groupBy(living, ({ platform, tenant, channel }) => JSON.stringify([platform, tenant, channel]));
  for (const [goesOn, ends] of [...channels.values()].map((ofChannel) => ofChannel.sort(byLife))) {
    if (goesOn === undefined || ends === undefined) continue;
    await db
      .updateTable('discussions')
      .set(endedColumns({ at: now, why: 'merged' }))
      .where('id', '=', ends.id)
      .execute();
    await db
      .updateTable('discussions')
      .set({ follows: ends.id })
      .where('id', '=', goesOn.id)
      .where('follows', 'is', null)
      .execute();
  }
  await db.updateTable('discussions').set({ paper_id: newId }).where('paper_id', '=', oldId).execute();
}

/** One whose thread is there before one that is opening, then the one with the latest activity, then the one that was opened first. */
function byLife(a: DiscussionRow, b: DiscussionRow): number {
  return (
    Number(b.state === 'open') - Number(a.state === 'open') ||
    (b.last_at ?? 0) - (a.last_at ?? 0) ||
    a.opened_at - b.opened_at ||
    compare(a.id, b.id)
  );
}
