import { type Kysely, sql } from 'kysely';
import type { Discussion, NewDiscussion } from '../discussions/discussion.ts';
import type { Lease } from '../lease.ts';
import type { Store } from './database.ts';
import { toDiscussion, toNewDiscussionRow } from './discussion-row.ts';
import type { Tables } from './tables.ts';

/**
 * Begins a discussion, or gives the one that is there: the unique index decides. Whoever comes second finds the row of the first, except
 * where that is gone again by then: then they begin after all.
 */
export async function findOrCreateDiscussion(
  { db }: Store,
  newDiscussion: NewDiscussion,
  lease: Lease,
): Promise<{ readonly isNew: boolean; readonly discussion: Discussion }> {
  const row = toNewDiscussionRow({ ...newDiscussion, paperId: await resolvePaperId(db, newDiscussion.paperId) }, lease);
  for (;;) {
    const inserted = await db
      .insertInto('discussions')
      .values(row)
      .onConflict((conflict) =>
        conflict
          .columns(['platform', 'tenant', 'channel', 'paper_id'])
          // Written out: with a bound value, PostgreSQL would not see that it is the index's own condition.
          .where('state', '!=', sql.lit('ended'))
          .doNothing(),
      )
      .returningAll()
      .executeTakeFirst();
    if (inserted !== undefined) return { isNew: true, discussion: toDiscussion(inserted) };
    const existing = await db
      .selectFrom('discussions')
      .selectAll()
      .where('platform', '=', row.platform)
      .where('tenant', '=', row.tenant)
      .where('channel', '=', row.channel)
      .where('paper_id', '=', row.paper_id)
      .where('state', '!=', 'ended')
      .executeTakeFirst();
    if (existing !== undefined) return { isNew: false, discussion: toDiscussion(existing) };
  }
}

/** A paper may have got another id a moment ago, in another process, and its discussions with it. */
async function resolvePaperId(db: Kysely<Tables>, paperId: string): Promise<string> {
  const row = await db.selectFrom('paper_aliases').select('paper_id').where('alias', '=', paperId).executeTakeFirst();
  return row?.paper_id ?? paperId;
}
