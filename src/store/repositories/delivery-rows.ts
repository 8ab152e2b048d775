import type { Kysely, Transaction } from 'kysely';
import type { ClaimedDelivery, Delivery } from '../../features/highlights/delivery.ts';
import { type DeliveryRow, type Dialect, type Tables, toIso, toMillis } from '../schema.ts';
import { toSubscription } from './subscription-repository.ts';

/** @param tenant the platform and tenant of the delivery's subscription */
export function toDeliveryRow(delivery: Delivery, tenant: Pick<DeliveryRow, 'platform' | 'tenant'>): DeliveryRow {
  const { notBefore, lease, attemptedAt, document, posted } = delivery;
  return {
    id: delivery.id,
    subscription_id: delivery.subscriptionId,
    platform: tenant.platform,
    tenant: tenant.tenant,
    slot: toMillis(delivery.slot),
    state: delivery.state,
    attempts: delivery.attempts,
    not_before: notBefore === undefined ? null : toMillis(notBefore),
    lease_owner: lease?.owner ?? null,
    lease_until: lease === undefined ? null : toMillis(lease.until),
    attempted_at: attemptedAt === undefined ? null : toMillis(attemptedAt),
    last_checked_at: null,
    document: document === undefined ? null : JSON.stringify(document),
    paper_ids: JSON.stringify(delivery.paperIds),
    posted: posted === undefined ? null : JSON.stringify(posted),
    reason: delivery.reason ?? null,
    owner_notified: delivery.ownerNotified ? 1 : 0,
    changed_at: toMillis(delivery.changedAt),
  };
}

/** The delivery of a row, its instants in ISO 8601. */
export function toDelivery(row: DeliveryRow): Delivery {
  const { lease_owner: owner, lease_until: until } = row;
  return {
    id: row.id,
    subscriptionId: row.subscription_id,
    slot: toIso(row.slot),
    state: row.state,
    attempts: row.attempts,
    ...(row.not_before !== null && { notBefore: toIso(row.not_before) }),
    ...(owner !== null && until !== null && { lease: { owner, until: toIso(until) } }),
    ...(row.attempted_at !== null && { attemptedAt: toIso(row.attempted_at) }),
    ...(row.document !== null && { document: JSON.parse(row.document) }),
    paperIds: JSON.parse(row.paper_ids),
    ...(row.posted !== null && { posted: JSON.parse(row.posted) }),
    ...(row.reason !== null && { reason: row.reason }),
    ...(row.owner_notified === 1 && { ownerNotified: true }),
    changedAt: toIso(row.changed_at),
  };
}

/** Deliveries with their subscriptions, in their order, without those whose subscription was removed meanwhile. */
export async function attachSubscriptions(
  db: Kysely<Tables>,
  rows: readonly DeliveryRow[],
): Promise<readonly ClaimedDelivery[]> {
  if (rows.length === 0) return [];
  const ids = [...new Set(rows.map((row) => row.subscription_id))];
  const found = await db.selectFrom('subscriptions').selectAll().where('id', 'in', ids).execute();
  const subscriptions = new Map(found.map((row) => [row.id, toSubscription(row)]));
  return rows.flatMap((row) => {
    const subscription = subscriptions.get(row.subscription_id);
    return subscription === undefined ? [] : [{ delivery: toDelivery(row), subscription }];
  });
}

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
