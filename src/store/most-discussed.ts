import { sql } from 'kysely';
import type { Place } from '../chat/place.ts';
import type { RankedDiscussion } from '../discussions/discussion.ts';
import type { Store } from './database.ts';
import { utcDay } from './discussion-looks.ts';
import { toDiscussion } from './discussion-row.ts';
import { toMillis } from './instant.ts';

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
