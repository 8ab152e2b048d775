import type { Delivery } from '../highlights/delivering/delivery.ts';
import { toIso, toMillis } from './instant.ts';
import type { DeliveryRow } from './tables.ts';

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
    looked_at: null,
    document: document === undefined ? null : JSON.stringify(document),
    paper_ids: JSON.stringify(delivery.paperIds),
    posted: posted === undefined ? null : JSON.stringify(posted),
    reason: delivery.reason ?? null,
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
    changedAt: toIso(row.changed_at),
  };
}
