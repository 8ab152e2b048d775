import { sql } from 'kysely';
import type { Place } from '../chat/place.ts';
import type { DiscussionRepository } from '../discussions/discussion.ts';
import type { Store } from './database.ts';
import { NO_LEASE } from './discussion-row.ts';
import { toIso, toMillis } from './instant.ts';

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
        look_at: sql<number>`case when stirred = 1 then cast(${earlyRefreshAt} as bigint) else cast(${plannedAt} as bigint) end`,
        looked_at: at,
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
  const earliestRefreshAt = sql<number>`case when looked_at > ${at - MIN_REFRESH_INTERVAL_MS} then looked_at + ${MIN_REFRESH_INTERVAL_MS} else ${at} end`;
  await db
    .updateTable('discussions')
    .set({
      stirred: 1,
      look_at: sql<number>`case when look_at < ${earliestRefreshAt} then look_at else ${earliestRefreshAt} end`,
    })
    .where('platform', '=', platform)
    .where('tenant', '=', tenant)
    .where('thread', '=', thread)
    .where('state', '=', 'open')
    .where((row) =>
      row.or([row('stirred', '=', 0), row('look_at', 'is', null), row('look_at', '>', earliestRefreshAt)]),
    )
    .execute();
}

/** The day of an instant in UTC, as `2026-03-01`. */
export function utcDay(millis: number): string {
  return toIso(millis).slice(0, 10);
}
