import { type ExpressionBuilder, type Kysely, type RawBuilder, type SelectQueryBuilder, sql } from 'kysely';
import type { ClaimedDelivery, ClaimRequest } from '../features/highlights/delivery.ts';
import type { Lease } from '../runtime/lease.ts';
import type { Store } from './database.ts';
import { attachSubscriptions } from './repositories/delivery-rows.ts';
import { type DeliveryRow, type DiscussionRow, type Tables, toMillis } from './schema.ts';

type ClaimTables = Tables & { d: Tables['deliveries']; s: Tables['subscriptions'] };
type ClaimExpressionBuilder = ExpressionBuilder<ClaimTables, 'd' | 's'>;
export type ClaimPredicate = (row: ClaimExpressionBuilder) => ReturnType<ClaimExpressionBuilder['and']>;

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
export async function claimDeliveries(
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

export interface ClaimParams {
  readonly lease: Lease;
  readonly now: string;
  readonly limit: number;
  readonly platforms: readonly string[];
}

type UnleasedDiscussions = SelectQueryBuilder<Tables, 'discussions', { id: string }>;

/**
 * One statement picks and leases. In PostgreSQL a row that another process has in hand is skipped, and one that it let go of just now
 * is looked at again once it is locked. From now on what is taken has not stirred, until it does.
 */
export function claimDiscussions(
  { db, dialect }: Store,
  { lease, now, limit, platforms }: ClaimParams,
  narrow: (unleased: UnleasedDiscussions) => UnleasedDiscussions,
): Promise<DiscussionRow[]> {
  const at = toMillis(now);
  return db
    .with('picked', (tables) => {
      const unleased = (tables as Kysely<Tables>)
        .selectFrom('discussions')
        .select('id')
        .where('platform', 'in', platforms)
        .where((row) => row.or([row('lease_until', 'is', null), row('lease_until', '<=', at)]));
      return narrow(unleased)
        .orderBy('id')
        .limit(limit)
        .$if(dialect === 'postgres', (query) => query.forUpdate().skipLocked());
    })
    .updateTable('discussions')
    .set({ lease_owner: lease.owner, lease_until: toMillis(lease.until), has_new_activity: 0 })
    .where('id', 'in', (tables) => tables.selectFrom('picked').select('picked.id'))
    .returningAll()
    .execute();
}

/** In nobody's hand. */
export const NO_LEASE = { lease_owner: null, lease_until: null } as const;
