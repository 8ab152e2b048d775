import type { Kysely, Transaction } from 'kysely';
import type { ClaimedDelivery, Delivery, DeliveryResult } from '../../features/highlights/delivery.ts';
import {
  omitNulls,
  parseJson,
  parseJsonOrNull,
  toIso,
  toIsoOrNull,
  toJsonOrNull,
  toMillis,
  toMillisOrNull,
} from '../column-values.ts';
import type { DeliveryRow, Dialect, Tables } from '../schema.ts';
import { toSubscription } from './subscription-repository.ts';

/** @param tenant the platform and tenant of the subscription */
export function toDeliveryRow(delivery: Delivery, tenant: Pick<DeliveryRow, 'platform' | 'tenant'>): DeliveryRow {
  return {
    id: delivery.id,
    subscription_id: delivery.subscriptionId,
    platform: tenant.platform,
    tenant: tenant.tenant,
    slot: toMillis(delivery.slot),
    state: delivery.state,
    attempts: delivery.attempts,
    not_before: toMillisOrNull(delivery.notBefore),
    lease_owner: delivery.lease?.owner ?? null,
    lease_until: toMillisOrNull(delivery.lease?.until),
    attempted_at: toMillisOrNull(delivery.attemptedAt),
    last_checked_at: null,
    document: toJsonOrNull(delivery.document),
    paper_ids: JSON.stringify(delivery.paperIds),
    posted: toJsonOrNull(delivery.posted),
    reason: delivery.reason ?? null,
    owner_notified: delivery.ownerNotified ? 1 : 0,
    changed_at: toMillis(delivery.changedAt),
  };
}

export function toDelivery(row: DeliveryRow): Delivery {
  const { lease_owner: owner, lease_until: until } = row;
  return omitNulls<Delivery>({
    id: row.id,
    subscriptionId: row.subscription_id,
    slot: toIso(row.slot),
    state: row.state,
    attempts: row.attempts,
    notBefore: toIsoOrNull(row.not_before),
    lease: owner !== null && until !== null ? { owner, until: toIso(until) } : null,
    attemptedAt: toIsoOrNull(row.attempted_at),
    document: parseJsonOrNull(row.document),
    paperIds: parseJson(row.paper_ids),
    posted: parseJsonOrNull(row.posted),
    reason: row.reason,
    ownerNotified: row.owner_notified === 1 || null,
    changedAt: toIso(row.changed_at),
  });
}

/** The columns that a result changes. */
export function resultColumns(result: DeliveryResult): Partial<DeliveryRow> {
  return {
    state: result.state,
    not_before: result.state === 'due' ? toMillis(result.notBefore) : null,
    ...(result.state === 'sent' && { posted: toJsonOrNull(result.posted) }),
    reason: result.reason ?? null,
    owner_notified: result.state === 'unknown' && result.ownerNotified ? 1 : 0,
  };
}

/**
 * Deliveries with their subscriptions, in the same order. Leaves out those whose subscription was deleted meanwhile.
 */
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
 * Locks a subscription for a transaction that writes what belongs to it. Returns false if it was deleted.
 *
 * PostgreSQL would take the same lock later, for the foreign key. Everything that writes deliveries takes it first, so
 * it can't deadlock with a transaction that deletes the subscription. SQLite has a single writer anyway.
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

/** Marks papers as shown by a delivery. The subscription must be locked. */
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

/** Takes back what a delivery showed. Papers that another delivery showed as well stay marked. */
export async function unmarkShown(db: Transaction<Tables>, deliveryId: string): Promise<void> {
  await db.deleteFrom('shown_papers').where('delivery_id', '=', deliveryId).execute();
}
