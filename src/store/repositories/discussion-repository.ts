import { type Kysely, sql, type UpdateObject } from 'kysely';
import type { Place } from '../../chat/place.ts';
import type { Discussion, DiscussionRepository, NewDiscussion } from '../../features/discussions/discussion.ts';
import { compareCodeUnits } from '../../runtime/collections.ts';
import type { Lease } from '../../runtime/lease.ts';
import { type ClaimParams, claimDiscussions, NO_LEASE } from '../claim.ts';
import type { Store } from '../database.ts';
import { type Tables, toMillis } from '../schema.ts';
import {
  endedColumns,
  listMostDiscussed,
  recordRefresh,
  recordThreadActivity,
  threadColumns,
  toDiscussion,
  toNewDiscussionRow,
} from './discussion-rows.ts';

type DiscussionColumns = UpdateObject<Tables, 'discussions'>;

/** Discussions in the database. Instants come back with milliseconds, whatever form they were given in. */
export function createDiscussionRepository(store: Store): DiscussionRepository {
  const { db } = store;

  const inChannel = ({ platform, tenant, channel }: Place) =>
    db
      .selectFrom('discussions')
      .selectAll()
      .where('platform', '=', platform)
      .where('tenant', '=', tenant)
      .where('channel', '=', channel);

  /** Changes one that is opening, for whoever has it in hand. */
  async function changeOpening(id: string, owner: string, columns: DiscussionColumns): Promise<boolean> {
    const { numUpdatedRows } = await db
      .updateTable('discussions')
      .set(columns)
      .where('id', '=', id)
      .where('state', '=', 'opening')
      .where('lease_owner', '=', owner)
      .executeTakeFirstOrThrow();
    return numUpdatedRows > 0n;
  }

  return {
    findOrCreate: (newDiscussion, lease) => findOrCreateDiscussion(store, newDiscussion, lease),

    async get(platform, tenant, id) {
      const row = await db
        .selectFrom('discussions')
        .selectAll()
        .where('platform', '=', platform)
        .where('tenant', '=', tenant)
        .where('id', '=', id)
        .executeTakeFirst();
      return row && toDiscussion(row);
    },

    /** Also those that were taken out of the lists: their threads are there all the same. */
    async findOpenByPapers(place, paperIds) {
      if (paperIds.length === 0) return [];
      const rows = await inChannel(place)
        .where('paper_id', 'in', paperIds)
        .where('state', '=', 'open')
        .orderBy('opened_at')
        .orderBy('id')
        .execute();
      return rows.map(toDiscussion);
    },

    async findByThread(place) {
      const { thread } = place;
      if (thread === undefined) return undefined;
      const row = await inChannel(place).where('thread', '=', thread).executeTakeFirst();
      return row && toDiscussion(row);
    },

    async findLastEnded(place, paperIds) {
      if (paperIds.length === 0) return undefined;
      const row = await inChannel(place)
        .where('paper_id', 'in', paperIds)
        .where('state', '=', 'ended')
        .where('ended_reason', 'in', ['deleted', 'locked'])
        .orderBy('ended_at', 'desc')
        .orderBy('id')
        .limit(1)
        .executeTakeFirst();
      return row && toDiscussion(row);
    },

    async list(place, limit) {
      const rows = await inChannel(place)
        .where('state', '=', 'open')
        .where('listed', '=', 1)
        .orderBy(sql`coalesce(last_at, opened_at)`, 'desc')
        .orderBy('id')
        .limit(limit)
        .execute();
      return rows.map(toDiscussion);
    },

    listMostDiscussed: (place, since, limit) => listMostDiscussed(store, place, since, limit),

    /** The first of several attempts stays noted: from then on its card may be there. */
    recordPostAttempt: (id, { owner, at }) =>
      changeOpening(id, owner, { attempted_at: sql<number>`coalesce(attempted_at, ${toMillis(at)})` }),

    recordCard: (id, { owner, card }) => changeOpening(id, owner, { card: JSON.stringify(card) }),

    /** Gives the lease back as well. */
    markOpen: async (id, { owner, thread, refreshAt }) =>
      changeOpening(id, owner, {
        state: 'open',
        ...threadColumns(thread),
        refresh_at: toMillis(refreshAt),
        ...NO_LEASE,
      }),

    async deleteOpening(id, owner) {
      const { numDeletedRows } = await db
        .deleteFrom('discussions')
        .where('id', '=', id)
        .where('state', '=', 'opening')
        .where('lease_owner', '=', owner)
        .executeTakeFirstOrThrow();
      return numDeletedRows > 0n;
    },

    async release(id, { owner, until }) {
      await changeOpening(id, owner, { lease_owner: null, lease_until: toMillis(until) });
    },

    /** One that is opening ends as well. */
    async end(id, outcome) {
      const { numUpdatedRows } = await db
        .updateTable('discussions')
        .set(endedColumns(outcome))
        .where('id', '=', id)
        .where('state', '!=', 'ended')
        .executeTakeFirstOrThrow();
      return numUpdatedRows > 0n;
    },

    async setListed({ id, place: { platform, tenant } }, isListed, openerId) {
      const { numUpdatedRows } = await db
        .updateTable('discussions')
        .set({ listed: isListed ? 1 : 0 })
        .where('platform', '=', platform)
        .where('tenant', '=', tenant)
        .where('id', '=', id)
        .$if(openerId !== undefined, (query) => query.where('opener_id', '=', openerId as string))
        .executeTakeFirstOrThrow();
      return numUpdatedRows > 0n;
    },

    claimOpenings: (params) => claimOpenings(store, params),

    claimDueRefreshes: (params) => claimDueRefreshes(store, params),

    recordRefresh: (id, params) => recordRefresh(store, id, params),

    recordThreadActivity: (thread, now) => recordThreadActivity(store, thread, now),

    async deleteEnded(before) {
      const { numDeletedRows } = await db
        .deleteFrom('discussions')
        .where('state', '=', 'ended')
        .where('ended_at', '<', toMillis(before))
        .executeTakeFirstOrThrow();
      return Number(numDeletedRows);
    },
  };
}

/**
 * Begins a discussion, or gives the one that is there: the unique index decides. Whoever comes second finds the row of the first, except
 * where that is gone again by then: then they begin after all.
 */
async function findOrCreateDiscussion(
  { db }: Store,
  newDiscussion: NewDiscussion,
  lease: Lease,
): Promise<{ readonly isNew: boolean; readonly discussion: Discussion }> {
  const row = toNewDiscussionRow({ ...newDiscussion, paperId: await resolvePaperId(db, newDiscussion.paperId) }, lease);
  for (;;) {
    const inserted = await db
      .insertInto('discussions')
      .values(row)
      .onConflict((conflict) =>
        conflict
          .columns(['platform', 'tenant', 'channel', 'paper_id'])
          // Written out: with a bound value, PostgreSQL would not see that it is the index's own condition.
          .where('state', '!=', sql.lit('ended'))
          .doNothing(),
      )
      .returningAll()
      .executeTakeFirst();
    if (inserted !== undefined) return { isNew: true, discussion: toDiscussion(inserted) };
    const existing = await db
      .selectFrom('discussions')
      .selectAll()
      .where('platform', '=', row.platform)
      .where('tenant', '=', row.tenant)
      .where('channel', '=', row.channel)
      .where('paper_id', '=', row.paper_id)
      .where('state', '!=', 'ended')
      .executeTakeFirst();
    if (existing !== undefined) return { isNew: false, discussion: toDiscussion(existing) };
  }
}

/** A paper may have got another id a moment ago, in another process, and its discussions with it. */
async function resolvePaperId(db: Kysely<Tables>, paperId: string): Promise<string> {
  const row = await db.selectFrom('paper_aliases').select('paper_id').where('alias', '=', paperId).executeTakeFirst();
  return row?.paper_id ?? paperId;
}

/** Leases those that are opening and in nobody's hand, those that wait longest first. */
async function claimOpenings(store: Store, params: ClaimParams): Promise<readonly Discussion[]> {
  const rows = await claimDiscussions(store, params, (unleased) =>
    unleased.where('state', '=', 'opening').orderBy('lease_until'),
  );
  return rows.sort((a, b) => a.opened_at - b.opened_at || compareCodeUnits(a.id, b.id)).map(toDiscussion);
}

/** Leases open ones that are due to be looked at, those that wait longest first. */
async function claimDueRefreshes(store: Store, params: ClaimParams): Promise<readonly Discussion[]> {
  const now = toMillis(params.now);
  const rows = await claimDiscussions(store, params, (unleased) =>
    unleased.where('state', '=', 'open').where('refresh_at', '<=', now).orderBy('refresh_at'),
  );
  return rows
    .sort((a, b) => (a.refresh_at ?? 0) - (b.refresh_at ?? 0) || compareCodeUnits(a.id, b.id))
    .map(toDiscussion);
}
