import { type RawBuilder, sql } from 'kysely';
import type { ClaimRequest } from '../runtime/lease.ts';
import { toMillis } from './column-values.ts';
import type { Store } from './database.ts';
import type { Tables } from './schema.ts';

/** The columns of a row without a lease. */
export const NO_LEASE = { lease_owner: null, lease_until: null } as const;

/** Whether a row has no lease, or one that has expired. */
export function isUnleased(at: number, table: string): RawBuilder<boolean> {
  const until = sql.ref(`${table}.lease_until`);
  return sql`(${until} is null or ${until} <= ${at})`;
}

/** What to claim, in SQL. `t` is the row. */
interface ClaimSpec<Row> {
  readonly where: RawBuilder<unknown>;
  /** A join that narrows the rows further. It sees other tables as they were before any row was locked. */
  readonly join?: RawBuilder<unknown>;
  /** The order, oldest first. */
  readonly waitingSince: RawBuilder<unknown>;
  /** Whether every tenant gets its first row before any tenant gets its second. */
  readonly isFair?: boolean;
  /** Columns that change with the lease. */
  readonly set?: Partial<Row>;
}

/**
 * Leases rows, each to one caller only, and returns them in no particular order.
 *
 * One statement chooses and leases. In PostgreSQL it skips rows that another process has locked, and checks a row again
 * once it has the lock: the row may have been leased and released since, which is why `where` is in both steps.
 */
export async function claimRows<Table extends 'deliveries' | 'discussions'>(
  { db, dialect }: Store,
  table: Table,
  { lease, now, limit, platforms }: ClaimRequest,
  { where, join = sql``, waitingSince, isFair = false, set = {} }: ClaimSpec<Tables[Table]>,
): Promise<Tables[Table][]> {
  // An empty list isn't valid SQL.
  if (platforms.length === 0) return [];
  const turn = isFair
    ? sql`row_number() over (partition by t.platform, t.tenant order by ${waitingSince}, t.id)`
    : sql`0`;
  const columns = Object.entries({ ...set, lease_owner: lease.owner, lease_until: toMillis(lease.until) });
  const { rows } = await sql<Tables[Table]>`
    with ranked as (
      select t.id, ${turn} as turn
      from ${sql.table(table)} as t ${join}
      where t.platform in (${sql.join(platforms)}) and ${where} and ${isUnleased(toMillis(now), 't')}
    ),
    picked as (
      select t.id
      from ${sql.table(table)} as t
      inner join ranked on ranked.id = t.id
      where ${where} and ${isUnleased(toMillis(now), 't')}
      order by ranked.turn, ${waitingSince}, t.id
      limit ${limit}
      ${dialect === 'postgres' ? sql`for update of t skip locked` : sql``}
    )
    update ${sql.table(table)}
    set ${sql.join(columns.map(([name, value]) => sql`${sql.ref(name)} = ${value}`))}
    where id in (select id from picked)
    returning *`.execute(db);
  return rows;
}
