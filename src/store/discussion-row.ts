import type { Thread } from '../chat/platform.ts';
import type { Discussion, DiscussionState, NewDiscussion } from '../discussions/discussion.ts';
import type { Lease } from '../lease.ts';
import { toIso, toMillis } from './instant.ts';
import type { DiscussionRow } from './tables.ts';

/** In nobody's hand. */
export const NO_LEASE = { lease_owner: null, lease_until: null } as const;

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
    ended_why: null,
    card: null,
    thread: null,
    thread_url: null,
    follows: newDiscussion.follows ?? null,
    listed: 1,
    replies: 0,
    people: 0,
    last_at: null,
    look_at: null,
    looked_at: null,
    stirred: 0,
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
  return { state: 'ended', ended_at: toMillis(at), ended_why: reason, look_at: null, ...NO_LEASE } as const;
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
      return { kind: 'ended', at: toIso(row.ended_at ?? 0), reason: row.ended_why ?? 'deleted' };
  }
}
