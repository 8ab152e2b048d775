import { sql } from 'kysely';
import type { Place } from '../../chat/place.ts';
import type { Thread } from '../../chat/platform.ts';
import type {
  Discussion,
  DiscussionRepository,
  DiscussionState,
  NewDiscussion,
  RankedDiscussion,
} from '../../features/discussions/discussion.ts';
import type { Lease } from '../../runtime/lease.ts';
import { NO_LEASE } from '../claim.ts';
import type { Store } from '../database.ts';
import { type DiscussionRow, toIso, toMillis } from '../schema.ts';

/** The row of a discussion that begins, in the hand of whoever begins it. */
export function toNewDiscussionRow(newDiscussion: NewDiscussion, lease: Lease): DiscussionRow {
  const { place, opener } = newDiscussion;
  return {
    id: newDiscussion.id,
    platform: place.platform,
    tenant: place.tenant,
    channel: place.channel,
    paper_id: newDiscussion.paperId,
    opener_id: opener.id,
    opener_name: opener.name,
    opened_at: toMillis(newDiscussion.openedAt),
    state: 'opening',
    attempted_at: null,
    ended_at: null,
    ended_reason: null,
    card: null,
    thread: null,
    thread_url: null,
    follows: newDiscussion.follows ?? null,
    listed: 1,
    replies: 0,
    people: 0,
    last_at: null,
    refresh_at: null,
    refreshed_at: null,
    has_new_activity: 0,
    lease_owner: lease.owner,
    lease_until: toMillis(lease.until),
  };
}

/** Where the thread of a discussion is, in the columns that say so: it is in the discussion's own channel. */
export function threadColumns({ place, url }: Thread) {
  if (place.thread === undefined) throw new TypeError(`no thread: ${JSON.stringify(place)}`);
  return { thread: place.thread, thread_url: url ?? null };
}

type EndedState = Extract<DiscussionState, { kind: 'ended' }>;

/** How a discussion that has ended stands, in the columns that say so. */
export function endedColumns({ at, reason }: Omit<EndedState, 'kind'>) {
  return { state: 'ended', ended_at: toMillis(at), ended_reason: reason, refresh_at: null, ...NO_LEASE } as const;
}

/** The discussion of a row, its instants in ISO 8601. */
export function toDiscussion(row: DiscussionRow): Discussion {
  const place = { platform: row.platform, tenant: row.tenant, channel: row.channel };
  return {
    id: row.id,
    place,
    paperId: row.paper_id,
    opener: { id: row.opener_id, name: row.opener_name },
    openedAt: toIso(row.opened_at),
    state: toDiscussionState(row),
    ...(row.card !== null && { card: JSON.parse(row.card) }),
    ...(row.thread !== null && {
      thread: { place: { ...place, thread: row.thread }, ...(row.thread_url !== null && { url: row.thread_url }) },
    }),
    activity: {
      replies: row.replies,
      people: row.people,
      ...(row.last_at !== null && { lastAt: toIso(row.last_at) }),
    },
    ...(row.follows !== null && { follows: row.follows }),
    isListed: row.listed === 1,
  };
}

function toDiscussionState(row: DiscussionRow): DiscussionState {
  switch (row.state) {
    case 'opening':
      return { kind: 'opening', ...(row.attempted_at !== null && { attemptedAt: toIso(row.attempted_at) }) };
    case 'open':
      return { kind: 'open' };
    case 'ended':
      return { kind: 'ended', at: toIso(row.ended_at ?? 0), reason: row.ended_reason ?? 'deleted' };
  }
}

/** A card is brought up to date once a minute at most, so nothing is looked at more often. */
const MIN_REFRESH_INTERVAL_MS = 60_000;

/**
 * Notes what a look has seen. What stirred since it began, after the thread was read maybe, is not lost: it is looked at again, a minute
 * from now at the latest.
 */
export function recordRefresh(
  { db }: Store,
  id: string,
  { owner, now, activity, refreshAt }: Parameters<DiscussionRepository['recordRefresh']>[1],
): Promise<boolean> {
  const at = toMillis(now);
  const plannedAt = refreshAt === undefined ? null : toMillis(refreshAt);
  const earlyRefreshAt = Math.min(plannedAt ?? Number.POSITIVE_INFINITY, at + MIN_REFRESH_INTERVAL_MS);
  const { replies, people, lastAt } = activity;
  return db.transaction().execute(async (transaction) => {
    const { numUpdatedRows } = await transaction
      .updateTable('discussions')
      .set({
        replies,
        people,
        last_at: lastAt === undefined ? null : toMillis(lastAt),
        refresh_at: sql<number>`case when has_new_activity = 1 then cast(${earlyRefreshAt} as bigint) else cast(${plannedAt} as bigint) end`,
        refreshed_at: at,
        ...NO_LEASE,
      })
      .where('id', '=', id)
      .where('state', '=', 'open')
      .where('lease_owner', '=', owner)
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
 * Notes that something happened in a thread, where it is one of a discussion. It is asked for every message in every thread, so it is one
 * statement that finds by an index and changes a row only where that brings the next look forward.
 */
export async function recordThreadActivity(
  { db }: Store,
  { platform, tenant, thread }: Place,
  now: string,
): Promise<void> {
  if (thread === undefined) return;
  const at = toMillis(now);
  const earliestRefreshAt = sql<number>`case when refreshed_at > ${at - MIN_REFRESH_INTERVAL_MS} then refreshed_at + ${MIN_REFRESH_INTERVAL_MS} else ${at} end`;
  await db
    .updateTable('discussions')
    .set({
      has_new_activity: 1,
      refresh_at: sql<number>`case when refresh_at < ${earliestRefreshAt} then refresh_at else ${earliestRefreshAt} end`,
    })
    .where('platform', '=', platform)
    .where('tenant', '=', tenant)
    .where('thread', '=', thread)
    .where('state', '=', 'open')
    .where((row) =>
      row.or([
        row('has_new_activity', '=', 0),
        row('refresh_at', 'is', null),
        row('refresh_at', '>', earliestRefreshAt),
      ]),
    )
    .execute();
}

/** The day of an instant in UTC, as `2026-03-01`. */
function utcDay(millis: number): string {
  return toIso(millis).slice(0, 10);
}

/**
 * The open and listed discussions of a channel with replies since the UTC day of an instant, the one with the most first, then the one
 * with the latest activity. How many there were before that day stands in the last look before it. A discussion that was opened on that
 * day or later began with none; of an older one that was never looked at before, the first look counts as the beginning.
 */
export async function listMostDiscussed(
  { db }: Store,
  { platform, tenant, channel }: Place,
  since: string,
  limit: number,
): Promise<readonly RankedDiscussion[]> {
  const day = utcDay(toMillis(since));
  const repliesBefore = sql<number>`coalesce(
    (select replies from discussion_days where discussion_id = d.id and day < ${day} order by day desc limit 1),
    case when d.opened_at < ${toMillis(day)}
      then (select replies from discussion_days where discussion_id = d.id order by day limit 1) end,
    0)`;
  const rows = await db
    .selectFrom((tables) =>
      tables
        .selectFrom('discussions as d')
        .selectAll('d')
        .select(sql<number>`d.replies - ${repliesBefore}`.as('gained'))
        .where('d.platform', '=', platform)
        .where('d.tenant', '=', tenant)
        .where('d.channel', '=', channel)
        .where('d.state', '=', 'open')
        .where('d.listed', '=', 1)
        .as('known'),
    )
    .selectAll()
    .where('gained', '>', 0)
    .orderBy('gained', 'desc')
    .orderBy(sql`coalesce(last_at, opened_at)`, 'desc')
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map((row) => ({ discussion: toDiscussion(row), replies: row.gained }));
}
