import fc from 'fast-check';
import type { Discussion, DiscussionRepository, NewDiscussion } from '../../../src/features/discussions/discussion.ts';
import { anyInstant, anyPlace, anyText, at, keptText } from './records.ts';

/** A lease that doesn't expire during a test. */
export const LEASE = { owner: 'me', until: at('23:00') };
/** Every platform of these tests. */
export const PLATFORMS = ['discord', 'slack', 'test'];
export const CHANNEL = { platform: 'discord', tenant: 'T1', channel: 'C1' };

export function newDiscussion(fields: Partial<NewDiscussion> & { readonly id: string }): NewDiscussion {
  return { place: CHANNEL, paperId: 'p1', opener: { id: 'U1', name: 'Ada' }, openedAt: at('08:00'), ...fields };
}

/** Stores an open discussion, due for a refresh at 08:01. The id of its thread is its own. */
export async function openOne(
  discussions: DiscussionRepository,
  fields: Partial<NewDiscussion> & { readonly id: string },
): Promise<void> {
  const { id, place, ...more } = newDiscussion({ paperId: `paper of ${fields.id}`, ...fields });
  await discussions.findOrCreate({ id, place, ...more }, LEASE);
  await discussions.recordCard(id, { owner: 'me', card: { place, message: id } });
  await discussions.markOpen(id, { owner: 'me', thread: { place: { ...place, thread: id } }, refreshAt: at('08:01') });
}

/** Refreshes all due discussions with these total numbers of replies, the last one now. */
export async function refresh(
  discussions: DiscussionRepository,
  now: string,
  replies: Readonly<Record<string, number>>,
  refreshAt?: string,
): Promise<void> {
  const claimed = await discussions.claimDueRefreshes({
    lease: { owner: 'me', until: at('23:00') },
    now,
    limit: 100,
    platforms: PLATFORMS,
  });
  for (const { id, activity } of claimed) {
    const seen = { replies: replies[id] ?? activity.replies, people: 1, lastAt: now };
    await discussions.recordRefresh(id, {
      owner: 'me',
      now,
      activity: seen,
      ...(refreshAt !== undefined && { refreshAt }),
    });
  }
}

/** Stores a discussion through the steps of its life. */
export async function storeDiscussion(discussions: DiscussionRepository, one: Discussion): Promise<void> {
  const { id, place, paperId, opener, openedAt, follows, state, card, thread } = one;
  await discussions.findOrCreate(
    { id, place, paperId, opener, openedAt, ...(follows !== undefined && { follows }) },
    LEASE,
  );
  if (state.kind === 'opening' && state.attemptedAt !== undefined) {
    await discussions.recordPostAttempt(id, { owner: 'me', at: state.attemptedAt });
  }
  if (card !== undefined) await discussions.recordCard(id, { owner: 'me', card });
  if (thread !== undefined) {
    const never = '1969-01-01T00:00:00Z';
    await discussions.markOpen(id, { owner: 'me', thread, refreshAt: never });
    await discussions.claimDueRefreshes({ lease: LEASE, now: never, limit: 1, platforms: PLATFORMS });
    await discussions.recordRefresh(id, { owner: 'me', now: openedAt, activity: one.activity });
  }
  await discussions.setListed(one, one.isListed);
  if (state.kind === 'ended') await discussions.end(id, { at: state.at, reason: state.reason as 'deleted' | 'locked' });
}

const NO_ACTIVITY = { replies: 0, people: 0 };

const anyChannel = anyPlace.map(({ platform, tenant, channel }) => ({ platform, tenant, channel }));

const anyCard = fc.record({ place: anyPlace, message: anyText });

const ended = fc.record({
  kind: fc.constant('ended' as const),
  at: anyInstant,
  reason: fc.constantFrom('deleted' as const, 'locked' as const),
});

const opening = fc.record(
  { kind: fc.constant('opening' as const), attemptedAt: anyInstant },
  { requiredKeys: ['kind'] },
);

/** The fields that depend on the state. */
const anyProgress = fc.oneof(
  fc.record(
    { state: fc.oneof(opening, ended), card: anyCard, activity: fc.constant(NO_ACTIVITY) },
    { requiredKeys: ['state', 'activity'] },
  ),
  fc.record(
    {
      state: fc.oneof(fc.constant({ kind: 'open' as const }), ended),
      card: anyCard,
      thread: fc.record({ message: keptText, url: keptText }, { requiredKeys: ['message'] }),
      activity: fc.record(
        { replies: fc.nat(), people: fc.nat(), lastAt: anyInstant },
        { requiredKeys: ['replies', 'people'] },
      ),
    },
    { requiredKeys: ['state', 'thread', 'activity'] },
  ),
);

/** Any discussion whose texts are stored unchanged. */
export const anyDiscussion: fc.Arbitrary<Discussion> = fc
  .tuple(
    fc.record(
      {
        id: fc.uuid(),
        place: anyChannel,
        paperId: keptText,
        opener: fc.record({ id: keptText, name: keptText }),
        openedAt: anyInstant,
        follows: keptText,
        isListed: fc.boolean(),
      },
      { requiredKeys: ['id', 'place', 'paperId', 'opener', 'openedAt', 'isListed'] },
    ),
    anyProgress,
  )
  .map(([fields, progress]) => {
    const { thread, ...more } = { thread: undefined, ...progress };
    const { place } = fields;
    return structuredClone({
      ...fields,
      ...more,
      ...(thread !== undefined && {
        thread: {
          place: { ...place, thread: thread.message },
          ...(thread.url !== undefined && { url: thread.url }),
        },
      }),
    });
  });
