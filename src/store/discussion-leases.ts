import type { Kysely, SelectQueryBuilder } from 'kysely';
import { compareCodeUnits } from '../compare.ts';
import type { Discussion } from '../discussions/discussion.ts';
import type { Lease } from '../lease.ts';
import type { Store } from './database.ts';
import { toDiscussion } from './discussion-row.ts';
import { toMillis } from './instant.ts';
import type { DiscussionRow, Tables } from './tables.ts';

interface ClaimParams {
  readonly lease: Lease;
  readonly now: string;
  readonly limit: number;
  readonly platforms: readonly string[];
}

/** Leases those that are opening and in nobody's hand, those that wait longest first. */
export async function claimOpenings(store: Store, params: ClaimParams): Promise<readonly Discussion[]> {
  const rows = await claimDiscussions(store, params, (unleased) =>
    unleased.where('state', '=', 'opening').orderBy('lease_until'),
  );
  return rows.sort((a, b) => a.opened_at - b.opened_at || compareCodeUnits(a.id, b.id)).map(toDiscussion);
}

/** Leases open ones that are due to be looked at, those that wait longest first. */
export async function claimDueRefreshes(store: Store, params: ClaimParams): Promise<readonly Discussion[]> {
  const now = toMillis(params.now);
  const rows = await claimDiscussions(store, params, (unleased) =>
    unleased.where('state', '=', 'open').where('look_at', '<=', now).orderBy('look_at'),
  );
  return rows.sort((a, b) => (a.look_at ?? 0) - (b.look_at ?? 0) || compareCodeUnits(a.id, b.id)).map(toDiscussion);
}

type UnleasedDiscussions = SelectQueryBuilder<Tables, 'discussions', { id: string }>;

/**
 * One statement picks and leases. In PostgreSQL a row that another process has in hand is skipped, and one that it let go of just now
 * is looked at again once it is locked. From now on what is taken has not stirred, until it does.
 */
function claimDiscussions(
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
    .set({ lease_owner: lease.owner, lease_until: toMillis(lease.until), stirred: 0 })
    .where('id', 'in', (tables) => tables.selectFrom('picked').select('picked.id'))
    .returningAll()
    .execute();
}
