import type { Kysely, SelectQueryBuilder } from 'kysely';
import { compare } from '../compare.ts';
import type { Discussion } from '../discussions/discussion.ts';
import type { Lease } from '../lease.ts';
import type { Store } from './database.ts';
import { toDiscussion } from './discussion-row.ts';
import { toMillis } from './instant.ts';
import type { DiscussionRow, Tables } from './tables.ts';

interface Call {
  readonly lease: Lease;
  readonly now: string;
  readonly limit: number;
  readonly platforms: readonly string[];
}

/** Leases those that are opening and in nobody's hand, those that wait longest first. */
export async function leaseOpenings(store: Store, call: Call): Promise<readonly Discussion[]> {
  const rows = await take(store, call, (free) => free.where('state', '=', 'opening').orderBy('lease_until'));
  return rows.sort((a, b) => a.opened_at - b.opened_at || compare(a.id, b.id)).map(toDiscussion);
}

/** Leases open ones that are due to be looked at, those that wait longest first. */
export async function leaseLooks(store: Store, call: Call): Promise<readonly Discussion[]> {
  const now = toMillis(call.now);
  const rows = await take(store, call, (free) =>
    free.where('state', '=', 'open').where('look_at', '<=', now).orderBy('look_at'),
  );
  return rows.sort((a, b) => (a.look_at ?? 0) - (b.look_at ?? 0) || compare(a.id, b.id)).map(toDiscussion);
}

type Free = SelectQueryBuilder<Tables, 'discussions', { id: string }>;

/**
 * One statement picks and leases. In PostgreSQL a row that another process has in hand is skipped, and one that it let go of just now
 * is looked at again once it is locked. From now on what is taken has not stirred, until it does.
 */
function take(
  { db, dialect }: Store,
  { lease, now, limit, platforms }: Call,
  wanted: (free: Free) => Free,
): Promise<DiscussionRow[]> {
  const at = toMillis(now);
  return db
    .with('picked', (tables) => {
      const free = (tables as Kysely<Tables>)
        .selectFrom('discussions')
        .select('id')
        .where('platform', 'in', platforms)
        .where((row) => row.or([row('lease_until', 'is', null), row('lease_until', '<=', at)]));
      return wanted(free)
        .orderBy('id')
        .limit(limit)
        .$if(dialect === 'postgres', (query) => query.forUpdate().skipLocked());
    })
    .updateTable('discussions')
    .set({ lease_owner: lease.owner, lease_until: toMillis(lease.until), stirred: 0 })
    .where('id', 'in', (tables) => tables.selectFrom('picked').select('picked.id'))
    .returningAll()
    .execute();
}
