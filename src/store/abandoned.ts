import type { Store } from './database.ts';
import { toMillis } from './instant.ts';
import { lockSubscription, markShown } from './shown-papers.ts';

/**
 * Makes every delivery `unknown` that is being sent under a lease that ended, and gives how many: whoever sent it is gone, or stuck.
 *
 * It stays the owner of the lease until somebody else takes the delivery in hand, so that an outcome that comes late after all counts.
 */
export async function markStaleAsUnknown({ db, dialect }: Store, now: string): Promise<number> {
  const at = toMillis(now);
  const stale = await db
    .selectFrom('deliveries')
    .select(['id', 'subscription_id'])
    .where('state', '=', 'sending')
    .where('lease_until', '<=', at)
    .execute();
  let count = 0;
  // One by one, so that no two subscriptions are held at a time; they are few.
  for (const { id, subscription_id } of stale) {
    await db.transaction().execute(async (transaction) => {
      if (!(await lockSubscription(transaction, dialect, subscription_id))) return;
      const row = await transaction
        .updateTable('deliveries')
        .set({ state: 'unknown', reason: 'Paperboy stopped while it was being sent', changed_at: at })
        .where('id', '=', id)
        .where('state', '=', 'sending')
        .where('lease_until', '<=', at)
        .returning('paper_ids')
        .executeTakeFirst();
      if (row === undefined) return;
      await markShown(transaction, subscription_id, JSON.parse(row.paper_ids), id);
      count += 1;
    });
  }
  return count;
}
