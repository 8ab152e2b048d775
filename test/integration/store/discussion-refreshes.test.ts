import { expect, it } from 'vitest';
import type { Discussion } from '../../../src/features/discussions/discussion.ts';
import { SqlDiscussionRepository } from '../../../src/store/repositories/discussion-repository.ts';
import { CHANNEL, LEASE, newDiscussion, openOne, PLATFORMS } from './discussion-records.ts';
import { at } from './records.ts';
import { describePostgres, describeStores } from './stores.ts';

const ME = { owner: 'me', until: at('08:30') };
const OTHER = { owner: 'other', until: at('08:40') };
const THREAD = { ...CHANNEL, thread: 'd1' };
const SEEN = { replies: 12, people: 3, lastAt: at('08:09') };

function ids(discussions: readonly Discussion[]): string[] {
  return discussions.map(({ id }) => id);
}

/** A time with seconds, for example `08:01:30`. */
function second(time: string): string {
  return `2026-03-01T${time}.000Z`;
}

describeStores('refreshing discussions', (fresh) => {
  /** A store with open discussions, due from 08:01 on. */
  async function open(...openIds: readonly string[]) {
    const store = await (await fresh()).open();
    const discussions = new SqlDiscussionRepository(store);
    for (const id of openIds) await openOne(discussions, { id });
    return {
      discussions,
      store,
      due: async (now: string) =>
        ids(await discussions.claimDueRefreshes({ lease: OTHER, now, limit: 10, platforms: PLATFORMS })),
    };
  }

  it('claims due discussions up to the limit, longest due first', async () => {
    const { discussions } = await open();
    for (const [id, lookAt] of [
      ['d1', '08:12'],
      ['d2', '08:10'],
      ['d3', '08:11'],
      ['d4', '08:13'],
    ] as const) {
      await discussions.findOrCreate(newDiscussion({ id, paperId: id }), LEASE);
      await discussions.markOpen(id, {
        owner: 'me',
        thread: { place: { ...CHANNEL, thread: id } },
        refreshAt: at(lookAt),
      });
    }
    expect(
      await discussions.claimDueRefreshes({ lease: ME, now: at('08:09'), limit: 2, platforms: PLATFORMS }),
    ).toEqual([]);
    expect(
      ids(await discussions.claimDueRefreshes({ lease: ME, now: at('08:12'), limit: 2, platforms: PLATFORMS })),
    ).toEqual(['d2', 'd3']);
    expect(
      ids(await discussions.claimDueRefreshes({ lease: ME, now: at('08:12'), limit: 2, platforms: PLATFORMS })),
    ).toEqual(['d1']);
  });

  it('claims only open discussions', async () => {
    const { due, discussions } = await open('d1', 'd2');
    await discussions.findOrCreate(newDiscussion({ id: 'opening' }), { ...ME, until: at('08:00') });
    await discussions.end('d2', { at: at('08:05'), reason: 'locked' });
    expect(await due(at('08:10'))).toEqual(['d1']);
  });

  it('gives a discussion to nobody else until the lease ends', async () => {
    const { due, discussions } = await open('d1');
    await discussions.claimDueRefreshes({ lease: ME, now: at('08:10'), limit: 10, platforms: PLATFORMS });
    expect(await due(at('08:29'))).toEqual([]);
    expect(await due(at('08:30'))).toEqual(['d1']);
    expect(await discussions.recordRefresh('d1', { owner: 'me', now: at('08:31'), activity: SEEN })).toBe(false);
    expect(await discussions.recordRefresh('d1', { owner: 'other', now: at('08:31'), activity: SEEN })).toBe(true);
    expect(await discussions.recordRefresh('d1', { owner: 'other', now: at('08:32'), activity: SEEN })).toBe(false);
  });

  it('records the activity and the time of the next refresh', async () => {
    const { due, discussions } = await open('d1');
    await discussions.claimDueRefreshes({ lease: ME, now: at('08:10'), limit: 10, platforms: PLATFORMS });
    expect(
      await discussions.recordRefresh('d1', { owner: 'me', now: at('08:10'), activity: SEEN, refreshAt: at('08:20') }),
    ).toBe(true);
    expect(await discussions.get('discord', 'T1', 'd1')).toMatchObject({ activity: SEEN });
    expect(await due(at('08:19'))).toEqual([]);
    expect(await due(at('08:20'))).toEqual(['d1']);
  });

  it('records that replies were deleted', async () => {
    const { discussions } = await open('d1');
    for (const activity of [SEEN, { replies: 0, people: 0 }]) {
      await discussions.claimDueRefreshes({ lease: ME, now: at('08:10'), limit: 10, platforms: PLATFORMS });
      await discussions.recordRefresh('d1', { owner: 'me', now: at('08:10'), activity, refreshAt: at('08:10') });
    }
    expect((await discussions.get('discord', 'T1', 'd1'))?.activity).toStrictEqual({ replies: 0, people: 0 });
  });

  it('claims an idle discussion after thread activity, a minute after the last refresh at the earliest', async () => {
    const { due, discussions } = await open('d1');
    await discussions.claimDueRefreshes({ lease: ME, now: at('08:10'), limit: 10, platforms: PLATFORMS });
    await discussions.recordRefresh('d1', { owner: 'me', now: at('08:10'), activity: SEEN });
    expect(await due(at('23:00'))).toEqual([]);
    await discussions.recordThreadActivity(THREAD, second('08:10:10'));
    await discussions.recordThreadActivity(THREAD, second('08:10:50'));
    expect(await due(second('08:10:59'))).toEqual([]);
    expect(await due(at('08:11'))).toEqual(['d1']);
  });

  it('claims a discussion at once after thread activity if it was not refreshed for a minute', async () => {
    const { due, discussions } = await open('d1');
    await discussions.claimDueRefreshes({ lease: ME, now: at('08:10'), limit: 10, platforms: PLATFORMS });
    await discussions.recordRefresh('d1', { owner: 'me', now: at('08:10'), activity: SEEN, refreshAt: at('22:00') });
    await discussions.recordThreadActivity(THREAD, at('08:20'));
    expect(await due(at('08:20'))).toEqual(['d1']);
    await discussions.findOrCreate(newDiscussion({ id: 'd2' }), LEASE);
    await discussions.markOpen('d2', {
      owner: 'me',
      thread: { place: { ...CHANNEL, thread: 'd2' } },
      refreshAt: at('22:00'),
    });
    await discussions.recordThreadActivity({ ...CHANNEL, thread: 'd2' }, at('08:20'));
    expect(await due(at('08:20'))).toEqual(['d2']);
  });

  it('does not postpone a due refresh after thread activity', async () => {
    const { due, discussions } = await open('d1');
    await discussions.recordThreadActivity(THREAD, at('08:30'));
    expect(await due(at('08:01'))).toEqual(['d1']);
  });

  it.each([
    ['which means to be the last', {}],
    ['which means to be followed much later', { refreshAt: at('22:00') }],
  ])('refreshes again soon after activity during a refresh %s', async (_, next) => {
    const { due, discussions } = await open('d1');
    await discussions.claimDueRefreshes({ lease: ME, now: at('08:10'), limit: 10, platforms: PLATFORMS });
    await discussions.recordThreadActivity(THREAD, second('08:10:01'));
    expect(
      await discussions.recordRefresh('d1', { owner: 'me', now: second('08:10:02'), activity: SEEN, ...next }),
    ).toBe(true);
    expect(await due(second('08:11:01'))).toEqual([]);
    expect(await due(second('08:11:02'))).toEqual(['d1']);
    expect(await discussions.recordRefresh('d1', { owner: 'other', now: second('08:11:02'), activity: SEEN })).toBe(
      true,
    );
    expect(await due(at('23:00'))).toEqual([]);
  });

  it('keeps the planned time of the next refresh if that is less than a minute away', async () => {
    const { due, discussions } = await open('d1');
    await discussions.claimDueRefreshes({ lease: ME, now: at('08:10'), limit: 10, platforms: PLATFORMS });
    await discussions.recordThreadActivity(THREAD, at('08:10'));
    await discussions.recordRefresh('d1', {
      owner: 'me',
      now: at('08:10'),
      activity: SEEN,
      refreshAt: second('08:10:30'),
    });
    expect(await due(second('08:10:30'))).toEqual(['d1']);
  });

  it('ignores activity in other threads', async () => {
    const { due, discussions } = await open('d1', 'd2');
    await discussions.claimDueRefreshes({ lease: ME, now: at('08:10'), limit: 10, platforms: PLATFORMS });
    await discussions.recordRefresh('d1', { owner: 'me', now: at('08:10'), activity: SEEN });
    await discussions.recordRefresh('d2', { owner: 'me', now: at('08:10'), activity: SEEN });
    await discussions.end('d2', { at: at('08:11'), reason: 'locked' });
    for (const elsewhere of [{ thread: 'd2' }, { thread: 'other' }, { tenant: 'T2' }, { platform: 'slack' }]) {
      await discussions.recordThreadActivity({ ...THREAD, ...elsewhere }, at('08:20'));
    }
    await discussions.recordThreadActivity(CHANNEL, at('08:20'));
    expect(await due(at('22:00'))).toEqual([]);
  });

  it('continues after a restart', async () => {
    const database = await fresh();
    const first = await database.open();
    await openOne(new SqlDiscussionRepository(first), { id: 'd1' });
    await new SqlDiscussionRepository(first).claimDueRefreshes({
      lease: ME,
      now: at('08:10'),
      limit: 10,
      platforms: PLATFORMS,
    });
    await first.close();
    const discussions = new SqlDiscussionRepository(await database.open());
    expect(
      ids(await discussions.claimDueRefreshes({ lease: OTHER, now: at('08:30'), limit: 10, platforms: PLATFORMS })),
    ).toEqual(['d1']);
  });

  it('gives each discussion to one connection only', async () => {
    const database = await fresh();
    const repositories = [await database.open(), await database.open()].map(
      (store) => new SqlDiscussionRepository(store),
    );
    const all = Array.from({ length: 20 }, (_, index) => `d${String(index).padStart(2, '0')}`);
    for (const id of all) await openOne(repositories[0] as SqlDiscussionRepository, { id });
    const claimed: string[] = [];
    while (claimed.length < all.length) {
      const rounds = await Promise.all(
        repositories.flatMap((discussions, index) =>
          [0, 1].map((turn) =>
            discussions.claimDueRefreshes({
              lease: { ...ME, owner: `${index} ${turn}` },
              now: at('08:10'),
              limit: 3,
              platforms: PLATFORMS,
            }),
          ),
        ),
      );
      expect(rounds.flat()).not.toEqual([]);
      claimed.push(...ids(rounds.flat()));
    }
    expect(claimed.sort()).toEqual(all);
  });
});

describePostgres('refreshing discussions in PostgreSQL', (fresh) => {
  it('skips rows that another process has locked', async () => {
    const { open } = await fresh();
    const [store, other] = await Promise.all([open(), open()]);
    const discussions = new SqlDiscussionRepository(store);
    for (const id of ['d1', 'd2']) await openOne(discussions, { id });
    await other.db.transaction().execute(async (transaction) => {
      await transaction.selectFrom('discussions').selectAll().where('id', '=', 'd1').forUpdate().execute();
      expect(
        ids(await discussions.claimDueRefreshes({ lease: ME, now: at('08:10'), limit: 1, platforms: PLATFORMS })),
      ).toEqual(['d2']);
    });
  });
});
