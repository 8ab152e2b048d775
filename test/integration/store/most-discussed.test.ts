import { expect, it } from 'vitest';
import { SqlDiscussionRepository } from '../../../src/store/repositories/discussion-repository.ts';
import { CHANNEL, LEASE, newDiscussion, openOne, PLATFORMS, refresh } from './discussion-records.ts';
import { describeStores } from './stores.ts';

function march(day: number, time = '08:00'): string {
  return `2026-03-${String(day).padStart(2, '0')}T${time}:00.000Z`;
}

describeStores('listMostDiscussed', (fresh) => {
  /** `seen(day, { d1: 3 })`: a refresh on that day counts three replies in total. */
  async function open() {
    const store = await (await fresh()).open();
    const discussions = new SqlDiscussionRepository(store);
    const seen = (now: string, replies: Readonly<Record<string, number>>) => refresh(discussions, now, replies, now);
    const most = async (since: string, limit = 10) =>
      (await discussions.listMostDiscussed(CHANNEL, since, limit)).map(
        ({ discussion: { id }, replies }) => [id, replies] as const,
      );
    return { store, discussions, seen, most };
  }

  it('counts the replies since the start of a day, without earlier ones', async () => {
    const { discussions, seen, most } = await open();
    for (const id of ['d1', 'd2', 'd3']) await openOne(discussions, { id, openedAt: march(1) });
    await seen(march(2), { d1: 10, d2: 1 });
    await seen(march(3), { d1: 11, d2: 5, d3: 2 });
    await seen(march(4), { d1: 12 });
    expect(await most(march(3, '23:59'))).toEqual([
      ['d2', 4],
      ['d1', 2],
      ['d3', 2],
    ]);
    expect(await most(march(3), 1)).toEqual([['d2', 4]]);
    expect(await most(march(4))).toEqual([['d1', 1]]);
    expect(await most(march(5))).toEqual([]);
  });

  it('counts all replies of newer discussions, and the last refresh of each day', async () => {
    const { discussions, seen, most } = await open();
    await openOne(discussions, { id: 'd1', openedAt: march(3, '07:00') });
    await seen(march(3), { d1: 2 });
    await seen(march(3, '23:59'), { d1: 5 });
    await seen(march(4), { d1: 6 });
    expect(await most(march(3, '12:00'))).toEqual([['d1', 6]]);
    expect(await most(march(4))).toEqual([['d1', 1]]);
  });

  it('counts from the first refresh of an older discussion that was never refreshed before', async () => {
    const { discussions, seen, most } = await open();
    await openOne(discussions, { id: 'd1', openedAt: march(1) });
    await seen(march(3), { d1: 20 });
    expect(await most(march(2))).toEqual([]);
    await seen(march(4), { d1: 23 });
    expect(await most(march(2))).toEqual([['d1', 3]]);
  });

  it('leaves out discussions whose replies were deleted', async () => {
    const { discussions, seen, most } = await open();
    await openOne(discussions, { id: 'd1', openedAt: march(1) });
    await seen(march(2), { d1: 20 });
    await seen(march(3), { d1: 19 });
    expect(await most(march(3))).toEqual([]);
  });

  it('orders equal counts by the latest activity', async () => {
    const { discussions, seen, most } = await open();
    for (const id of ['d1', 'd2', 'd3']) {
      await openOne(discussions, { id, openedAt: march(3) });
      await seen(march(3, `09:0${{ d1: 1, d2: 3, d3: 2 }[id]}`), { [id]: 1 });
      await discussions.claimDueRefreshes({
        lease: { owner: 'x', until: march(30) },
        now: march(4),
        limit: 9,
        platforms: PLATFORMS,
      });
    }
    expect((await most(march(3))).map(([id]) => id)).toEqual(['d2', 'd3', 'd1']);
  });

  it('includes only open and listed discussions of the channel', async () => {
    const { discussions, seen, most } = await open();
    for (const id of ['open', 'ended', 'unlisted']) await openOne(discussions, { id, openedAt: march(3) });
    await openOne(discussions, { id: 'elsewhere', openedAt: march(3), place: { ...CHANNEL, channel: 'C2' } });
    await discussions.findOrCreate(newDiscussion({ id: 'opening' }), LEASE);
    await seen(march(3), { open: 1, ended: 2, unlisted: 3, elsewhere: 4 });
    await discussions.end('ended', { at: march(3), reason: 'locked' });
    await discussions.setListed({ id: 'unlisted', place: CHANNEL }, false);
    expect(await most(march(3))).toEqual([['open', 1]]);
  });

  it('returns the complete discussions', async () => {
    const { discussions, seen } = await open();
    await openOne(discussions, { id: 'd1', openedAt: march(3) });
    await seen(march(3), { d1: 1 });
    expect(await discussions.listMostDiscussed(CHANNEL, march(3), 1)).toStrictEqual([
      { discussion: await discussions.get('discord', 'T1', 'd1'), replies: 1 },
    ]);
  });

  it('keeps no counts of deleted discussions', async () => {
    const { store, discussions, seen } = await open();
    await openOne(discussions, { id: 'd1' });
    await seen(march(3), { d1: 1 });
    await discussions.end('d1', { at: march(3), reason: 'deleted' });
    await discussions.deleteEnded(march(4));
    expect(await store.db.selectFrom('discussion_days').selectAll().execute()).toEqual([]);
  });
});
