import type { Kysely, Transaction } from 'kysely';
import type { Dialect } from './dialect.ts';
import type { Tables } from './tables.ts';

/**
 * Holds a subscription for a transaction that will write what belongs to it, and tells whether it is still there. PostgreSQL would take
 * this very lock later, for the foreign key; taken first, in everything that writes deliveries, it can't wait crosswise for somebody
 * who removes the subscription. SQLite has one writer at a time anyway.
 */
export async function lockSubscription(db: Transaction<Tables>, dialect: Dialect, id: string): Promise<boolean> {
  const row = await db
    .selectFrom('subscriptions')
    .select('id')
    .where('id', '=', id)
    .$if(dialect === 'postgres', (query) => query.forKeyShare())
    .executeTakeFirst();
  return row !== undefined;
}

/** Marks papers as shown by a delivery to a subscription that is held. */
export async function markShown(
  db: Transaction<Tables>,
  subscriptionId: string,
  paperIds: readonly string[],
  deliveryId: string,
): Promise<void> {
  const ids = [...new Set(paperIds)];
  if (ids.length === 0) return;
  await db
    .insertInto('shown_papers')
    .values(ids.map((id) => ({ subscription_id: subscriptionId, paper_id: id, delivery_id: deliveryId })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Takes back what a delivery showed, as it turned out not to be there. What another delivery showed as well stays shown. */
export async function unmarkShown(db: Transaction<Tables>, deliveryId: string): Promise<void> {
  await db.deleteFrom('shown_papers').where('delivery_id', '=', deliveryId).execute();
}

/** The ids under which papers were shown to a subscription: a paper may have another id by now. */
export async function findShownPaperIds(db: Kysely<Tables>, subscriptionId: string): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom('shown_papers')
    .select('paper_id')
    .distinct()
    .where('subscription_id', '=', subscriptionId)
    .execute();
  return new Set(rows.map((row) => row.paper_id));
}
