import { sql } from 'kysely';
import type {
  ClaimedDelivery,
  Delivery,
  DeliveryRepository,
  DeliveryState,
} from '../../features/highlights/delivery.ts';
import type { ClaimRequest } from '../../runtime/lease.ts';
import { claimRows, isUnleased, NO_LEASE } from '../claim.ts';
import { countAffected, parseJson, toMillis, toMillisOrNull } from '../column-values.ts';
import type { Store } from '../database.ts';
import type { DeliveryRow } from '../schema.ts';
import {
  attachSubscriptions,
  lockSubscription,
  markShown,
  resultColumns,
  toDelivery,
  toDeliveryRow,
  unmarkShown,
} from './delivery-rows.ts';

/** Timestamps are returned with milliseconds, whatever form they were stored in. */
export class SqlDeliveryRepository implements DeliveryRepository {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Returns false also if the subscription was deleted meanwhile. */
  plan(delivery: Delivery, next: Parameters<DeliveryRepository['plan']>[1]): Promise<boolean> {
    return this.#store.db.transaction().execute(async (transaction) => {
      const subscription = await transaction
        .updateTable('subscriptions')
        .set({ next_slot: toMillisOrNull(next.nextSlot), zone_data: next.tzdataVersion })
        .where('id', '=', delivery.subscriptionId)
        .returning(['platform', 'tenant'])
        .executeTakeFirst();
      if (subscription === undefined) return false;
      return (
        (await countAffected(
          transaction
            .insertInto('deliveries')
            .values(toDeliveryRow(delivery, subscription))
            .onConflict((conflict) => conflict.columns(['subscription_id', 'slot']).doNothing()),
        )) > 0
      );
    });
  }

  /** Claims deliveries of subscriptions that are active, broken, or past their pause. */
  async claim(request: ClaimRequest): Promise<readonly ClaimedDelivery[]> {
    const now = toMillis(request.now);
    const rows = await claimRows(this.#store, 'deliveries', request, {
      where: sql`t.state = 'due' and (t.not_before is null or t.not_before <= ${now})`,
      // A broken subscription is tried at each of its slots, so it recovers automatically.
      join: sql`inner join subscriptions as s on s.id = t.subscription_id
        and (s.state in ('active', 'broken') or (s.state = 'paused' and s.paused_until <= ${now}))`,
      waitingSince: sql`t.slot`,
      isFair: true,
    });
    return attachSubscriptions(this.#store.db, interleaveByTenant(rows));
  }

  /** Claims deliveries of any subscription: the message may exist even if nobody wants the next one. */
  async claimUnknown(request: Parameters<DeliveryRepository['claimUnknown']>[0]): Promise<readonly ClaimedDelivery[]> {
    const rows = await claimRows(this.#store, 'deliveries', request, {
      where: sql`t.state = 'unknown'
        and (coalesce(t.attempted_at, t.slot) > ${toMillis(request.attemptedAfter)} or t.owner_notified = 0)
        and (t.last_checked_at is null or t.last_checked_at < ${toMillis(request.checkedBefore)})`,
      // Otherwise those that stay unknown would starve the others.
      waitingSince: sql`coalesce(t.last_checked_at, 0), t.slot`,
      isFair: true,
      set: { last_checked_at: toMillis(request.now) },
    });
    return attachSubscriptions(this.#store.db, interleaveByTenant(rows));
  }

  async markSending(
    id: string,
    { lease, now, document, paperIds }: Parameters<DeliveryRepository['markSending']>[1],
  ): Promise<boolean> {
    return (
      (await countAffected(
        this.#store.db
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
          .where('lease_owner', '=', lease.owner),
      )) > 0
    );
  }

  async recordResult(
    id: string,
    { owner, now, result, onlyIfUnknown = false }: Parameters<DeliveryRepository['recordResult']>[1],
  ): Promise<boolean> {
    const { db, dialect } = this.#store;
    return db.transaction().execute(async (transaction) => {
      const found = await transaction
        .selectFrom('deliveries')
        .select('subscription_id')
        .where('id', '=', id)
        .executeTakeFirst();
      if (found === undefined || !(await lockSubscription(transaction, dialect, found.subscription_id))) return false;
      const row = await transaction
        .updateTable('deliveries')
        .set({ ...resultColumns(result), ...NO_LEASE, changed_at: toMillis(now) })
        .where('id', '=', id)
        .where('lease_owner', '=', owner)
        .$if(onlyIfUnknown, (query) => query.where('state', '=', 'unknown'))
        .returning('paper_ids')
        .executeTakeFirst();
      if (row === undefined) return false;
      if (result.state === 'sent' || result.state === 'unknown') {
        await markShown(transaction, found.subscription_id, parseJson(row.paper_ids), id);
      } else {
        await unmarkShown(transaction, id);
      }
      return true;
    });
  }

  async release(owner: string): Promise<void> {
    await this.#store.db
      .updateTable('deliveries')
      .set({ ...NO_LEASE, last_checked_at: null })
      .where('lease_owner', '=', owner)
      .where('state', 'in', ['due', 'unknown'])
      .execute();
  }

  /** The lease stays with its owner until another process claims the delivery, so that a late result still counts. */
  async markStaleAsUnknown(now: string): Promise<number> {
    const at = toMillis(now);
    const { db, dialect } = this.#store;
    const stale = await db
      .selectFrom('deliveries')
      .select(['id', 'subscription_id'])
      .where('state', '=', 'sending')
      .where('lease_until', '<=', at)
      .execute();
    let count = 0;
    // One at a time, so that no two subscriptions are locked at once. There are few.
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
        await markShown(transaction, subscription_id, parseJson(row.paper_ids), id);
        count += 1;
      });
    }
    return count;
  }

  /** Returns the ids that papers had then. A paper may have another id now. */
  async shownPaperIds(subscriptionId: string): Promise<ReadonlySet<string>> {
    const rows = await this.#store.db
      .selectFrom('shown_papers')
      .select('paper_id')
      .distinct()
      .where('subscription_id', '=', subscriptionId)
      .execute();
    return new Set(rows.map((row) => row.paper_id));
  }

  async history(subscriptionId: string, limit: number): Promise<readonly Delivery[]> {
    const rows = await this.#store.db
      .selectFrom('deliveries')
      .selectAll()
      .where('subscription_id', '=', subscriptionId)
      .orderBy('slot', 'desc')
      .limit(limit)
      .execute();
    return rows.map(toDelivery);
  }

  async expireUnroutable({
    platforms,
    unchangedSince,
    now,
  }: Parameters<DeliveryRepository['expireUnroutable']>[0]): Promise<readonly string[]> {
    const rows = await this.#store.db
      .updateTable('deliveries')
      .set({ state: 'expired', reason: 'Paperboy was not connected to its platform', changed_at: toMillis(now) })
      .where('state', '=', 'due')
      // An empty list isn't valid SQL.
      .$if(platforms.length > 0, (query) => query.where('platform', 'not in', platforms))
      .where('changed_at', '<', toMillis(unchangedSince))
      .where(isUnleased(toMillis(now), 'deliveries'))
      .returning('platform')
      .execute();
    return rows.map(({ platform }) => platform);
  }

  async deleteFinished(before: string): Promise<number> {
    return countAffected(
      this.#store.db
        .deleteFrom('deliveries')
        .where('slot', '<', toMillis(before))
        .where('state', 'in', ['sent', 'unknown', 'failed', 'expired', 'skipped']),
    );
  }

  async countByState(): Promise<Readonly<Record<DeliveryState, number>>> {
    const rows = await this.#store.db
      .selectFrom('deliveries')
      .select(({ fn }) => ['state', fn.countAll<number>().as('count')])
      .groupBy('state')
      .execute();
    const counts = { due: 0, sending: 0, sent: 0, unknown: 0, failed: 0, expired: 0, skipped: 0 };
    for (const { state, count } of rows) counts[state] = count;
    return counts;
  }
}

/** Every tenant's first delivery, then every tenant's second, each by slot. */
function interleaveByTenant(rows: readonly DeliveryRow[]): DeliveryRow[] {
  const turns = new Map<string, number>();
  return rows
    .toSorted((a, b) => a.slot - b.slot)
    .map((row) => {
      const tenant = JSON.stringify([row.platform, row.tenant]);
      const turn = turns.get(tenant) ?? 0;
      turns.set(tenant, turn + 1);
      return { row, turn };
    })
    .sort((a, b) => a.turn - b.turn)
    .map(({ row }) => row);
}
