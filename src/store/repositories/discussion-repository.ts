import { type Kysely, sql, type UpdateObject } from 'kysely';
import type { Place } from '../../chat/place.ts';
import type {
  Discussion,
  DiscussionRepository,
  NewDiscussion,
  RankedDiscussion,
} from '../../features/discussions/discussion.ts';
import { compareCodeUnits } from '../../runtime/collections.ts';
import type { ClaimRequest, Lease } from '../../runtime/lease.ts';
import { claimRows, NO_LEASE } from '../claim.ts';
import { countAffected, toIso, toMillis, toMillisOrNull } from '../column-values.ts';
import type { Store } from '../database.ts';
import type { Tables } from '../schema.ts';
import { endedColumns, threadColumns, toDiscussion, toNewDiscussionRow } from './discussion-rows.ts';

/** A card is updated at most once a minute, so its thread isn't read more often. */
const MIN_REFRESH_INTERVAL_MS = 60_000;

/** The latest reply, or the opening if there is none. */
const LAST_ACTIVITY = sql`coalesce(last_at, opened_at)`;

type Params<Method extends 'recordPostAttempt' | 'recordCard' | 'markOpen' | 'release' | 'end' | 'recordRefresh'> =
  Parameters<DiscussionRepository[Method]>[1];

/** Timestamps are returned with milliseconds, whatever form they were stored in. */
export class SqlDiscussionRepository implements DiscussionRepository {
  readonly #store: Store;
  readonly #db: Kysely<Tables>;

  constructor(store: Store) {
    this.#store = store;
    this.#db = store.db;
  }

  /** The unique index decides who creates it. */
  async findOrCreate(
    newDiscussion: NewDiscussion,
    lease: Lease,
  ): Promise<{ readonly isNew: boolean; readonly discussion: Discussion }> {
    const paperId = await this.#resolvePaperId(newDiscussion.paperId);
    const row = toNewDiscussionRow({ ...newDiscussion, paperId }, lease);
    const { platform, tenant, channel, paper_id } = row;
    for (;;) {
      const inserted = await this.#db
        .insertInto('discussions')
        .values(row)
        .onConflict((conflict) =>
          conflict
            .columns(['platform', 'tenant', 'channel', 'paper_id'])
            // A literal: with a bound value, PostgreSQL doesn't recognize the condition of the index.
            .where('state', '!=', sql.lit('ended'))
            .doNothing(),
        )
        .returningAll()
        .executeTakeFirst();
      if (inserted !== undefined) return { isNew: true, discussion: toDiscussion(inserted) };
      const existing = await this.#db
        .selectFrom('discussions')
        .selectAll()
        .where((found) => found.and({ platform, tenant, channel, paper_id }))
        .where('state', '!=', 'ended')
        .executeTakeFirst();
      // Otherwise it has ended since the insert.
      if (existing !== undefined) return { isNew: false, discussion: toDiscussion(existing) };
    }
  }

  async get(platform: string, tenant: string, id: string): Promise<Discussion | undefined> {
    const row = await this.#db
      .selectFrom('discussions')
      .selectAll()
      .where((discussion) => discussion.and({ platform, tenant, id }))
      .executeTakeFirst();
    return row && toDiscussion(row);
  }

  /** Includes unlisted discussions. */
  async findOpenByPapers(place: Place, paperIds: readonly string[]): Promise<readonly Discussion[]> {
    if (paperIds.length === 0) return [];
    const rows = await this.#inChannel(place)
      .where('paper_id', 'in', paperIds)
      .where('state', '=', 'open')
      .orderBy('opened_at')
      .orderBy('id')
      .execute();
    return rows.map(toDiscussion);
  }

  async findByThread(place: Place): Promise<Discussion | undefined> {
    if (place.thread === undefined) return undefined;
    const row = await this.#inChannel(place).where('thread', '=', place.thread).executeTakeFirst();
    return row && toDiscussion(row);
  }

  async findLastEnded(place: Place, paperIds: readonly string[]): Promise<Discussion | undefined> {
    if (paperIds.length === 0) return undefined;
    const row = await this.#inChannel(place)
      .where('paper_id', 'in', paperIds)
      .where('state', '=', 'ended')
      .where('ended_reason', 'in', ['deleted', 'locked'])
      .orderBy('ended_at', 'desc')
      .orderBy('id')
      .limit(1)
      .executeTakeFirst();
    return row && toDiscussion(row);
  }

  async list(place: Place, limit: number): Promise<readonly Discussion[]> {
    const rows = await this.#inChannel(place)
      .where((row) => row.and({ state: 'open', listed: 1 }))
      .orderBy(LAST_ACTIVITY, 'desc')
      .orderBy('id')
      .limit(limit)
      .execute();
    return rows.map(toDiscussion);
  }

  /**
   * Earlier replies are those of the last refresh before that day. A discussion opened on that day or later starts with
   * none, and an older one that was never refreshed before starts with those of its first refresh.
   */
  async listMostDiscussed(place: Place, since: string, limit: number): Promise<readonly RankedDiscussion[]> {
    const day = utcDay(toMillis(since));
    const earlierReplies = sql<number>`coalesce(
      (select replies from discussion_days where discussion_id = discussions.id and day < ${day}
        order by day desc limit 1),
      case when opened_at < ${toMillis(day)}
        then (select replies from discussion_days where discussion_id = discussions.id order by day limit 1) end,
      0)`;
    const ranked = this.#inChannel(place)
      .where((row) => row.and({ state: 'open', listed: 1 }))
      .select(sql<number>`replies - ${earlierReplies}`.as('gained'));
    const rows = await this.#db
      .selectFrom(ranked.as('ranked'))
      .selectAll()
      .where('gained', '>', 0)
      .orderBy('gained', 'desc')
      .orderBy(LAST_ACTIVITY, 'desc')
      .orderBy('id')
      .limit(limit)
      .execute();
    return rows.map((row) => ({ discussion: toDiscussion(row), replies: row.gained }));
  }

  /** Keeps the time of the first attempt: the card may exist since then. */
  recordPostAttempt(id: string, { owner, at }: Params<'recordPostAttempt'>): Promise<boolean> {
    return this.#updateOpening(id, owner, { attempted_at: sql<number>`coalesce(attempted_at, ${toMillis(at)})` });
  }

  recordCard(id: string, { owner, card }: Params<'recordCard'>): Promise<boolean> {
    return this.#updateOpening(id, owner, { card: JSON.stringify(card) });
  }

  async markOpen(id: string, { owner, thread, refreshAt }: Params<'markOpen'>): Promise<boolean> {
    return this.#updateOpening(id, owner, {
      state: 'open',
      ...threadColumns(thread),
      refresh_at: toMillis(refreshAt),
      ...NO_LEASE,
    });
  }

  async deleteOpening(id: string, owner: string): Promise<boolean> {
    return (
      (await countAffected(
        this.#db.deleteFrom('discussions').where((row) => row.and({ id, state: 'opening', lease_owner: owner })),
      )) > 0
    );
  }

  async release(id: string, { owner, until }: Params<'release'>): Promise<void> {
    await this.#updateOpening(id, owner, { lease_owner: null, lease_until: toMillis(until) });
  }

  async end(id: string, { at, reason }: Params<'end'>): Promise<boolean> {
    return (
      (await countAffected(
        this.#db
          .updateTable('discussions')
          .set(endedColumns(at, reason))
          .where('id', '=', id)
          .where('state', '!=', 'ended'),
      )) > 0
    );
  }

  async setListed(
    { id, place: { platform, tenant } }: Pick<Discussion, 'id' | 'place'>,
    isListed: boolean,
    openerId?: string,
  ): Promise<boolean> {
    return (
      (await countAffected(
        this.#db
          .updateTable('discussions')
          .set({ listed: isListed ? 1 : 0 })
          .where((row) => row.and({ platform, tenant, id, ...(openerId !== undefined && { opener_id: openerId }) })),
      )) > 0
    );
  }

  async claimOpenings(request: ClaimRequest): Promise<readonly Discussion[]> {
    const rows = await claimRows(this.#store, 'discussions', request, {
      where: sql`t.state = 'opening'`,
      waitingSince: sql`t.lease_until`,
      set: { has_new_activity: 0 },
    });
    return rows.sort((a, b) => a.opened_at - b.opened_at || compareCodeUnits(a.id, b.id)).map(toDiscussion);
  }

  async claimDueRefreshes(request: ClaimRequest): Promise<readonly Discussion[]> {
    const rows = await claimRows(this.#store, 'discussions', request, {
      where: sql`t.state = 'open' and t.refresh_at <= ${toMillis(request.now)}`,
      waitingSince: sql`t.refresh_at`,
      set: { has_new_activity: 0 },
    });
    return rows
      .sort((a, b) => (a.refresh_at ?? 0) - (b.refresh_at ?? 0) || compareCodeUnits(a.id, b.id))
      .map(toDiscussion);
  }

  /** Activity since the claim may be missing in the count, so it brings the next refresh forward. */
  recordRefresh(id: string, { owner, now, activity, refreshAt }: Params<'recordRefresh'>): Promise<boolean> {
    const at = toMillis(now);
    const plannedAt = toMillisOrNull(refreshAt);
    const earlyAt = Math.min(plannedAt ?? Number.POSITIVE_INFINITY, at + MIN_REFRESH_INTERVAL_MS);
    const { replies, people, lastAt } = activity;
    return this.#db.transaction().execute(async (transaction) => {
      const { numUpdatedRows } = await transaction
        .updateTable('discussions')
        .set({
          replies,
          people,
          last_at: toMillisOrNull(lastAt),
          refresh_at: sql<number>`
            case when has_new_activity = 1 then cast(${earlyAt} as bigint) else cast(${plannedAt} as bigint) end`,
          refreshed_at: at,
          ...NO_LEASE,
        })
        .where((row) => row.and({ id, state: 'open', lease_owner: owner }))
        .executeTakeFirstOrThrow();
      if (numUpdatedRows === 0n) return false;
      await transaction
        .insertInto('discussion_days')
        .values({ discussion_id: id, day: utcDay(at), replies })
        .onConflict((conflict) => conflict.columns(['discussion_id', 'day']).doUpdateSet({ replies }))
        .execute();
      return true;
    });
  }

  /**
   * Runs for every message in every thread, so it is one statement that uses an index, and changes a row only if that
   * brings the next refresh forward.
   */
  async recordThreadActivity({ platform, tenant, thread }: Place, now: string): Promise<void> {
    if (thread === undefined) return;
    const at = toMillis(now);
    const earliestAt = sql<number>`case when refreshed_at > ${at - MIN_REFRESH_INTERVAL_MS}
      then refreshed_at + ${MIN_REFRESH_INTERVAL_MS} else ${at} end`;
    await this.#db
      .updateTable('discussions')
      .set({
        has_new_activity: 1,
        refresh_at: sql<number>`case when refresh_at < ${earliestAt} then refresh_at else ${earliestAt} end`,
      })
      .where((row) => row.and({ platform, tenant, thread, state: 'open' }))
      .where((row) =>
        row.or([row('has_new_activity', '=', 0), row('refresh_at', 'is', null), row('refresh_at', '>', earliestAt)]),
      )
      .execute();
  }

  async deleteEnded(before: string): Promise<number> {
    return countAffected(
      this.#db.deleteFrom('discussions').where('state', '=', 'ended').where('ended_at', '<', toMillis(before)),
    );
  }

  #inChannel({ platform, tenant, channel }: Place) {
    return this.#db
      .selectFrom('discussions')
      .selectAll()
      .where((row) => row.and({ platform, tenant, channel }));
  }

  /** Returns false if the discussion isn't opening, or another owner has the lease. */
  async #updateOpening(id: string, owner: string, columns: UpdateObject<Tables, 'discussions'>): Promise<boolean> {
    return (
      (await countAffected(
        this.#db
          .updateTable('discussions')
          .set(columns)
          .where((row) => row.and({ id, state: 'opening', lease_owner: owner })),
      )) > 0
    );
  }

  /** Another process may have merged the paper into one with another id a moment ago. */
  async #resolvePaperId(id: string): Promise<string> {
    const row = await this.#db
      .selectFrom('paper_aliases')
      .select('paper_id')
      .where('alias', '=', id)
      .executeTakeFirst();
    return row?.paper_id ?? id;
  }
}

/** The UTC day of a time, for example `2026-03-01`. */
function utcDay(millis: number): string {
  return toIso(millis).slice(0, 'YYYY-MM-DD'.length);
}
