import { sql } from 'kysely';
import type {
  ClaimedDelivery,
  ClaimRequest,
  DeliveryRepository,
  DeliveryResult,
  DeliveryState,
} from '../../features/highlights/delivery.ts';
import { type ClaimPredicate, claimDeliveries } from '../claim.ts';
import type { Store } from '../database.ts';
import { type DeliveryRow, toMillis } from '../schema.ts';
import {
  findShownPaperIds,
  lockSubscription,
  markShown,
  toDelivery,
  toDeliveryRow,
  unmarkShown,
} from './delivery-rows.ts';

const ZERO_COUNTS = { due: 0, sending: 0, sent: 0, unknown: 0, failed: 0, expired: 0, skipped: 0 } as const;
const NO_LEASE = { lease_owner: null, lease_until: null } as const;

/** Deliveries in the database. Instants come back with milliseconds, whatever form they were given in. */
export function createDeliveryRepository(store: Store): DeliveryRepository {
  const { db, dialect } = store;
  return {
    /** False as well where the subscription was removed meanwhile. */
    plan: (delivery, next) =>
      db.transaction().execute(async (transaction) => {
        const subscription = await transaction
          .updateTable('subscriptions')
          .set({
            next_slot: next.nextSlot === undefined ? null : toMillis(next.nextSlot),
            zone_data: next.tzdataVersion,
          })
          .where('id', '=', delivery.subscriptionId)
          .returning(['platform', 'tenant'])
          .executeTakeFirst();
        if (subscription === undefined) return false;
        const { numInsertedOrUpdatedRows = 0n } = await transaction
          .insertInto('deliveries')
          .values(toDeliveryRow(delivery, subscription))
          .onConflict((conflict) => conflict.columns(['subscription_id', 'slot']).doNothing())
          .executeTakeFirstOrThrow();
        return numInsertedOrUpdatedRows > 0;
      }),

    claim: (params) => claimDueDeliveries(store, params),

    claimUnknown: (params) => claimUnknownDeliveries(store, params),

    async markSending(id, { lease, now, document, paperIds }) {
      const { numUpdatedRows } = await db
        .updateTable('deliveries')
        .set((row) => ({
          state: 'sending',
          attempts: row('attempts', '+', 1),
          attempted_at: toMillis(now),
          not_before: null,
          lease_until: toMillis(lease.until),
          last_checked_at: null,
          document: JSON.stringify(document),
          paper_ids: JSON.stringify(paperIds),
          reason: null,
          owner_notified: 0,
          changed_at: toMillis(now),
        }))
        .where('id', '=', id)
        .where('state', '=', 'due')
        .where('lease_owner', '=', lease.owner)
        .executeTakeFirstOrThrow();
      return numUpdatedRows > 0;
    },

    recordResult: (id, { owner, now, result, onlyIfUnknown = false }) =>
      db.transaction().execute(async (transaction) => {
        const found = await transaction
          .selectFrom('deliveries')
          .select('subscription_id')
          .where('id', '=', id)
          .executeTakeFirst();
        if (found === undefined || !(await lockSubscription(transaction, dialect, found.subscription_id))) return false;
        const row = await transaction
          .updateTable('deliveries')
          .set({ ...toOutcomeColumns(result), ...NO_LEASE, changed_at: toMillis(now) })
          .where('id', '=', id)
          .where('lease_owner', '=', owner)
          .$if(onlyIfUnknown, (query) => query.where('state', '=', 'unknown'))
          .returning('paper_ids')
          .executeTakeFirst();
        if (row === undefined) return false;
        if (result.state === 'sent' || result.state === 'unknown') {
          await markShown(transaction, found.subscription_id, JSON.parse(row.paper_ids), id);
        } else {
          await unmarkShown(transaction, id);
        }
        return true;
      }),

    async release(owner) {
      await db
        .updateTable('deliveries')
        .set({ ...NO_LEASE, last_checked_at: null })
        .where('lease_owner', '=', owner)
        .where('state', 'in', ['due', 'unknown'])
        .execute();
    },

    markStaleAsUnknown: (now) => markStaleAsUnknown(store, now),

    shownPaperIds: (subscriptionId) => findShownPaperIds(db, subscriptionId),

    async history(subscriptionId, limit) {
      const rows = await db
        .selectFrom('deliveries')
        .selectAll()
        .where('subscription_id', '=', subscriptionId)
        .orderBy('slot', 'desc')
        .limit(limit)
        .execute();
      return rows.map(toDelivery);
    },

    async expireUnroutable({ platforms, unchangedSince, now }) {
      const rows = await db
        .updateTable('deliveries')
        .set({ state: 'expired', reason: 'Paperboy was not connected to its platform', changed_at: toMillis(now) })
        .where('state', '=', 'due')
        // A list without anything in it is no SQL.
        .$if(platforms.length > 0, (query) => query.where('platform', 'not in', platforms))
        .where('changed_at', '<', toMillis(unchangedSince))
        .where((row) => row.or([row('lease_until', 'is', null), row('lease_until', '<=', toMillis(now))]))
        .returning('platform')
        .execute();
      return rows.map(({ platform }) => platform);
    },

    async deleteFinished(before) {
      const { numDeletedRows } = await db
        .deleteFrom('deliveries')
        .where('slot', '<', toMillis(before))
        .where('state', 'in', ['sent', 'unknown', 'failed', 'expired', 'skipped'])
        .executeTakeFirstOrThrow();
      return Number(numDeletedRows);
    },

    async countByState() {
      const rows = await db
        .selectFrom('deliveries')
        .select(({ fn }) => ['state', fn.countAll<number>().as('count')])
        .groupBy('state')
        .execute();
      const counts: Record<DeliveryState, number> = { ...ZERO_COUNTS };
      for (const { state, count } of rows) counts[state] = count;
      return counts;
    },
  };
}

function toOutcomeColumns(outcome: DeliveryResult): Partial<DeliveryRow> {
  switch (outcome.state) {
    case 'sent':
      return {
        state: 'sent',
        not_before: null,
        posted: outcome.posted === undefined ? null : JSON.stringify(outcome.posted),
        reason: outcome.reason ?? null,
        owner_notified: 0,
      };
    case 'due':
      return { state: 'due', not_before: toMillis(outcome.notBefore), reason: outcome.reason, owner_notified: 0 };
    case 'unknown':
      return {
        state: 'unknown',
        not_before: null,
        reason: outcome.reason,
        owner_notified: outcome.ownerNotified ? 1 : 0,
      };
    default:
      return { state: outcome.state, not_before: null, reason: outcome.reason, owner_notified: 0 };
  }
}

/** Leases due deliveries of subscriptions that are on, a pause that is over included, or broken. */
function claimDueDeliveries(store: Store, params: ClaimRequest): Promise<readonly ClaimedDelivery[]> {
  const now = toMillis(params.now);
  const predicate: ClaimPredicate = (row) =>
    row.and([
      row('d.state', '=', 'due'),
      row.or([row('d.not_before', 'is', null), row('d.not_before', '<=', now)]),
      row.or([
        // What is broken is tried at its slots: so it mends by itself.
        row('s.state', 'in', ['active', 'broken']),
        row.and([row('s.state', '=', 'paused'), row('s.paused_until', '<=', now)]),
      ]),
    ]);
  return claimDeliveries(store, params, { state: 'due', predicate, waitingSince: sql`d.slot`, extraColumns: {} });
}

/** Leases deliveries whose outcome is unknown, of whatever subscription: a message is there or not, also when nothing more is wanted. */
function claimUnknownDeliveries(
  store: Store,
  params: ClaimRequest & { readonly attemptedAfter: string; readonly checkedBefore: string },
): Promise<readonly ClaimedDelivery[]> {
  const [attemptedAfter, checkedBefore] = [toMillis(params.attemptedAfter), toMillis(params.checkedBefore)];
  const predicate: ClaimPredicate = (row) =>
    row.and([
      row('d.state', '=', 'unknown'),
      row.or([row(sql`coalesce(d.attempted_at, d.slot)`, '>', attemptedAfter), row('d.owner_notified', '=', 0)]),
      row.or([row('d.last_checked_at', 'is', null), row('d.last_checked_at', '<', checkedBefore)]),
    ]);
  // Else many that stay unknown would keep the others from being looked for.
  const waitingSince = sql`coalesce(d.last_checked_at, 0)`;
  return claimDeliveries(store, params, {
    state: 'unknown',
    predicate,
    waitingSince,
    extraColumns: { last_checked_at: toMillis(params.now) },
  });
}

/**
 * Makes every delivery `unknown` that is being sent under a lease that ended, and gives how many: whoever sent it is gone, or stuck.
 *
 * It stays the owner of the lease until somebody else takes the delivery in hand, so that an outcome that comes late after all counts.
 */
async function markStaleAsUnknown({ db, dialect }: Store, now: string): Promise<number> {
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
