import type { Thread } from '../../chat/platform.ts';
import type { Discussion, DiscussionState, EndReason, NewDiscussion } from '../../features/discussions/discussion.ts';
import type { Lease } from '../../runtime/lease.ts';
import { NO_LEASE } from '../claim.ts';
import { omitNulls, parseJsonOrNull, toIso, toIsoOrNull, toMillis } from '../column-values.ts';
import type { DiscussionRow } from '../schema.ts';

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

/** A thread is always in the discussion's channel, so these columns are enough. */
export function threadColumns({ place, url }: Thread) {
  if (place.thread === undefined) throw new TypeError(`not a thread: ${JSON.stringify(place)}`);
  return { thread: place.thread, thread_url: url ?? null };
}

export function endedColumns(at: string, reason: EndReason | 'merged') {
  return { state: 'ended', ended_at: toMillis(at), ended_reason: reason, refresh_at: null, ...NO_LEASE } as const;
}

export function toDiscussion(row: DiscussionRow): Discussion {
  const place = { platform: row.platform, tenant: row.tenant, channel: row.channel };
  return omitNulls<Discussion>({
    id: row.id,
    place,
    paperId: row.paper_id,
    opener: { id: row.opener_id, name: row.opener_name },
    openedAt: toIso(row.opened_at),
    state: toDiscussionState(row),
    card: parseJsonOrNull(row.card),
    thread: row.thread === null ? null : omitNulls({ place: { ...place, thread: row.thread }, url: row.thread_url }),
    activity: omitNulls({ replies: row.replies, people: row.people, lastAt: toIsoOrNull(row.last_at) }),
    follows: row.follows,
    isListed: row.listed === 1,
  });
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
