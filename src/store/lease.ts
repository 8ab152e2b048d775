import { type ExpressionBuilder, type Kysely, type RawBuilder, sql } from 'kysely';
import { type Claim, type DeliveryInHand, OWNER_TOLD } from '../highlights/delivering/delivery.ts';
import type { Store } from './database.ts';
import { toDelivery } from './delivery-row.ts';
import { toMillis } from './instant.ts';
import { toSubscription } from './subscription-row.ts';
import type { DeliveryRow, Tables } from './tables.ts';

/** Leases due deliveries of subscriptions that are on, a pause that is over included, or broken. */
export function leaseDue(store: Store, call: Claim): Promise<readonly DeliveryInHand[]> {
  const now = toMillis(call.now);
  const wanted: Wanted = (row) =>
    row.and([
      row('d.state', '=', 'due'),
      row.or([row('d.not_before', 'is', null), row('d.not_before', '<=', now)]),
      row.or([
        // What is broken is tried at its slots: so it mends by itself.
        row('s.state', 'in', ['active', 'broken']),
        row.and([row('s.state', '=', 'paused'), row('s.paused_until', '<=', now)]),
      ]),
    ]);
  return take(store, call, { state: 'due', wanted, waitsSince: sql`d.slot`, also: {} });
}

/** Leases deliveries whose outcome is unknown, of whatever subscription: a message is there or not, also when nothing more is wanted. */
export function leaseUnknown(
  store: Store,
  call: Claim & { readonly attemptedAfter: string; readonly lookedBefore: string },
): Promise<readonly DeliveryInHand[]> {
  const [attemptedAfter, lookedBefore] = [toMillis(call.attemptedAfter), toMillis(call.lookedBefore)];
  const wanted: Wanted = (row) =>
    row.and([
      row('d.state', '=', 'unknown'),
      row.or([
        row(sql`coalesce(d.attempted_at, d.slot)`, '>', attemptedAfter),
        row(sql<string>`coalesce(d.reason, '')`, 'not like', `%${OWNER_TOLD}`),
      ]),
      row.or([row('d.looked_at', 'is', null), row('d.looked_at', '<', lookedBefore)]),
    ]);
  // Else many that stay unknown would keep the others from being looked for.
  const waitsSince = sql`coalesce(d.looked_at, 0)`;
  return take(store, call, { state: 'unknown', wanted, waitsSince, also: { looked_at: toMillis(call.now) } });
}

type Aliased = Tables & { d: Tables['deliveries']; s: Tables['subscriptions'] };
type Row = ExpressionBuilder<Aliased, 'd' | 's'>;
type Wanted = (row: Row) => ReturnType<Row['and']>;

interface Taking {
  readonly state: DeliveryRow['state'];
  readonly wanted: Wanted;
  /** The instant since which a delivery waits for its turn. */
  readonly waitsSince: RawBuilder<unknown>;
  /** What changes with the lease. */
  readonly also: Partial<DeliveryRow>;
}

/**
 * One statement picks and leases. The turns are counted over everything that is wanted, so that a tenant with a thousand deliveries
 * gets its second after every other tenant's first. In PostgreSQL a row that another process has in hand is skipped; one that it let go
 * of just now is looked at again once it is locked, which is why whether it is free stands in the second step.
 */
async function take(
  store: Store,
  { lease, now, limit, platforms }: Claim,
  { state, wanted, waitsSince, also }: Taking,
): Promise<readonly DeliveryInHand[]> {
  const at = toMillis(now);
  const rows = await store.db
    .with('ranked', (db) =>
      db
        .selectFrom('deliveries as d')
        .innerJoin('subscriptions as s', 's.id', 'd.subscription_id')
        // Kysely names the type of aliased tables in a way that can't be written down.
        .where((row) => wanted(row as unknown as Row))
        .where('d.platform', 'in', platforms)
        .where(isFree(at))
        .select([
          'd.id',
          sql<number>`row_number() over (partition by d.platform, d.tenant order by ${waitsSince}, d.slot, d.id)`.as(
            'turn',
          ),
        ]),
    )
    .with('picked', (db) =>
      db
        .selectFrom('deliveries as d')
        .innerJoin('ranked', 'ranked.id', 'd.id')
        .where('d.state', '=', state)
        .where(isFree(at))
        .orderBy('ranked.turn')
        .orderBy(waitsSince)
        .orderBy('d.slot')
        .orderBy('d.id')
        .limit(limit)
        .select('d.id')
        .$if(store.dialect === 'postgres', (query) => query.forUpdate('d').skipLocked()),
    )
    .updateTable('deliveries')
    .set({ ...also, lease_owner: lease.owner, lease_until: toMillis(lease.until) })
    .where('id', 'in', (db) => db.selectFrom('picked').select('picked.id'))
    .returningAll()
    .execute();
  return withSubscriptions(store.db, inTurns(rows));
}

function isFree(at: number) {
  return sql<boolean>`(d.lease_until is null or d.lease_until <= ${at})`;
}

/** Every tenant's first, then every tenant's second, each by slot. A database gives back what it changed in any order. */
function inTurns(rows: readonly DeliveryRow[]): DeliveryRow[] {
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
async function withSubscriptions(db: Kysely<Tables>, rows: readonly DeliveryRow[]): Promise<readonly DeliveryInHand[]> {
  if (rows.length === 0) return [];
  const ids = [...new Set(rows.map((row) => row.subscription_id))];
  const found = await db.selectFrom('subscriptions').selectAll().where('id', 'in', ids).execute();
  const subscriptions = new Map(found.map((row) => [row.id, toSubscription(row)]));
  return rows.flatMap((row) => {
    const subscription = subscriptions.get(row.subscription_id);
    return subscription === undefined ? [] : [{ delivery: toDelivery(row), subscription }];
  });
}
