import { type ExpressionBuilder, type Kysely, type RawBuilder, sql } from 'kysely';
import { type ClaimedDelivery, type ClaimRequest, OWNER_NOTIFIED_SUFFIX } from '../highlights/delivering/delivery.ts';
import type { Store } from './database.ts';
import { toDelivery } from './delivery-row.ts';
import { toMillis } from './instant.ts';
import { toSubscription } from './subscription-row.ts';
import type { DeliveryRow, Tables } from './tables.ts';

/** Leases due deliveries of subscriptions that are on, a pause that is over included, or broken. */
export function claimDueDeliveries(store: Store, params: ClaimRequest): Promise<readonly ClaimedDelivery[]> {
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
export function claimUnknownDeliveries(
  store: Store,
  params: ClaimRequest & { readonly attemptedAfter: string; readonly checkedBefore: string },
): Promise<readonly ClaimedDelivery[]> {
  const [attemptedAfter, checkedBefore] = [toMillis(params.attemptedAfter), toMillis(params.checkedBefore)];
  const predicate: ClaimPredicate = (row) =>
    row.and([
      row('d.state', '=', 'unknown'),
      row.or([
        row(sql`coalesce(d.attempted_at, d.slot)`, '>', attemptedAfter),
        row(sql<string>`coalesce(d.reason, '')`, 'not like', `%${OWNER_NOTIFIED_SUFFIX}`),
      ]),
      row.or([row('d.looked_at', 'is', null), row('d.looked_at', '<', checkedBefore)]),
    ]);
  // Else many that stay unknown would keep the others from being looked for.
  const waitingSince = sql`coalesce(d.looked_at, 0)`;
  return claimDeliveries(store, params, {
    state: 'unknown',
    predicate,
    waitingSince,
    extraColumns: { looked_at: toMillis(params.now) },
  });
}

type ClaimTables = Tables & { d: Tables['deliveries']; s: Tables['subscriptions'] };
type ClaimExpressionBuilder = ExpressionBuilder<ClaimTables, 'd' | 's'>;
type ClaimPredicate = (row: ClaimExpressionBuilder) => ReturnType<ClaimExpressionBuilder['and']>;

interface DeliveryClaimSpec {
  readonly state: DeliveryRow['state'];
  readonly predicate: ClaimPredicate;
  /** The instant since which a delivery waits for its turn. */
  readonly waitingSince: RawBuilder<unknown>;
  /** What changes with the lease. */
  readonly extraColumns: Partial<DeliveryRow>;
}

/**
 * One statement picks and leases. The turns are counted over everything that is wanted, so that a tenant with a thousand deliveries
 * gets its second after every other tenant's first. In PostgreSQL a row that another process has in hand is skipped; one that it let go
 * of just now is looked at again once it is locked, which is why whether it is free stands in the second step.
 */
async function claimDeliveries(
  store: Store,
  { lease, now, limit, platforms }: ClaimRequest,
  { state, predicate, waitingSince, extraColumns }: DeliveryClaimSpec,
): Promise<readonly ClaimedDelivery[]> {
  const at = toMillis(now);
  const rows = await store.db
    .with('ranked', (db) =>
      db
        .selectFrom('deliveries as d')
        .innerJoin('subscriptions as s', 's.id', 'd.subscription_id')
        // Kysely names the type of aliased tables in a way that can't be written down.
        .where((row) => predicate(row as unknown as ClaimExpressionBuilder))
        .where('d.platform', 'in', platforms)
        .where(isUnleased(at))
        .select([
          'd.id',
          sql<number>`row_number() over (partition by d.platform, d.tenant order by ${waitingSince}, d.slot, d.id)`.as(
            'turn',
          ),
        ]),
    )
    .with('picked', (db) =>
      db
        .selectFrom('deliveries as d')
        .innerJoin('ranked', 'ranked.id', 'd.id')
        .where('d.state', '=', state)
        .where(isUnleased(at))
        .orderBy('ranked.turn')
        .orderBy(waitingSince)
        .orderBy('d.slot')
        .orderBy('d.id')
        .limit(limit)
        .select('d.id')
        .$if(store.dialect === 'postgres', (query) => query.forUpdate('d').skipLocked()),
    )
    .updateTable('deliveries')
    .set({ ...extraColumns, lease_owner: lease.owner, lease_until: toMillis(lease.until) })
    .where('id', 'in', (db) => db.selectFrom('picked').select('picked.id'))
    .returningAll()
    .execute();
  return attachSubscriptions(store.db, interleaveByTenant(rows));
}

function isUnleased(at: number) {
  return sql<boolean>`(d.lease_until is null or d.lease_until <= ${at})`;
}

/** Every tenant's first, then every tenant's second, each by slot. A database gives back what it changed in any order. */
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

/** Deliveries with their subscriptions, in their order, without those whose subscription was removed meanwhile. */
async function attachSubscriptions(
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
