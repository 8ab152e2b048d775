import { expect, it } from 'vitest';
import type { Store } from '../../../src/store/database.ts';
import { SqlDiscussionRepository } from '../../../src/store/repositories/discussion-repository.ts';
import { reassignDiscussions } from '../../../src/store/repositories/paper-writes.ts';
import { CHANNEL, LEASE, newDiscussion, openOne, PLATFORMS, refresh } from './discussion-records.ts';
import { at } from './records.ts';
import { describeStores } from './stores.ts';

function move({ db }: Store, oldId = 'old', newId = 'new'): Promise<void> {
  return db.transaction().execute((transaction) => reassignDiscussions(transaction, oldId, newId, at('12:00')));
}

describeStores('discussions of a paper that becomes a duplicate', (fresh) => {
  async function open() {
    const store = await (await fresh()).open();
    const discussions = new SqlDiscussionRepository(store);
    return { store, discussions, get: (id: string) => discussions.get('discord', 'T1', id) };
  }

  it('move to the other paper, in every channel and tenant, even if they have ended', async () => {
    const { store, discussions, get } = await open();
    const places = [CHANNEL, { ...CHANNEL, channel: 'C2' }, { ...CHANNEL, tenant: 'T2' }];
    for (const [index, place] of places.entries())
      await openOne(discussions, { id: `d${index}`, place, paperId: 'old' });
    await discussions.end('d1', { at: at('09:00'), reason: 'locked' });
    await openOne(discussions, { id: 'other', paperId: 'third' });
    await move(store);
    for (const [index, { tenant }] of places.entries()) {
      expect(await discussions.get('discord', tenant, `d${index}`)).toMatchObject({ paperId: 'new' });
    }
    expect(await get('d1')).toMatchObject({ state: { kind: 'ended', at: at('09:00'), reason: 'locked' } });
    expect(await get('other')).toMatchObject({ paperId: 'third' });
    expect(await discussions.findOrCreate(newDiscussion({ id: 'again', paperId: 'new' }), LEASE)).toMatchObject({
      isNew: false,
      discussion: { id: 'd0' },
    });
  });

  it('continue next to discussions in other channels', async () => {
    const { store, discussions, get } = await open();
    await openOne(discussions, { id: 'd1', paperId: 'old' });
    await openOne(discussions, { id: 'd2', paperId: 'new', place: { ...CHANNEL, channel: 'C2' } });
    await move(store);
    for (const id of ['d1', 'd2']) expect(await get(id)).toMatchObject({ paperId: 'new', state: { kind: 'open' } });
  });

  it.each<[string, { old?: number; new?: number }, string]>([
    ['the one with the latest activity', { old: 5, new: 1 }, 'old'],
    ['the only one with any activity', { new: 1 }, 'new'],
    ['the one that was opened first, where nobody has replied', {}, 'new'],
  ])('leave a channel that has both with %s', async (_, activity, stays) => {
    const { store, discussions, get } = await open();
    for (const [paperId, openedAt, seen] of [
      ['old', at('07:30'), activity.old],
      ['new', at('07:00'), activity.new],
    ] as const) {
      await openOne(discussions, { id: paperId, paperId, openedAt });
      await discussions.claimDueRefreshes({ lease: LEASE, now: at('08:10'), limit: 1, platforms: PLATFORMS });
      const lastAt = seen === undefined ? {} : { lastAt: at(`08:0${seen}`) };
      await discussions.recordRefresh(paperId, {
        owner: 'me',
        now: at('08:10'),
        activity: { replies: seen ?? 0, people: 1, ...lastAt },
        refreshAt: at('09:00'),
      });
    }
    await move(store);
    const ends = stays === 'old' ? 'new' : 'old';
    expect(await get(stays)).toMatchObject({ paperId: 'new', state: { kind: 'open' }, follows: ends });
    const merged = { kind: 'ended', at: at('12:00'), reason: 'merged' };
    expect(await get(ends)).toMatchObject({ paperId: 'new', state: merged });
    const looks = await discussions.claimDueRefreshes({
      lease: LEASE,
      now: at('22:00'),
      limit: 9,
      platforms: PLATFORMS,
    });
    expect(looks.map(({ id }) => id)).toEqual([stays]);
  });

  it('leave a channel with the open one rather than one that is opening', async () => {
    const { store, discussions, get } = await open();
    await discussions.findOrCreate(newDiscussion({ id: 'old', paperId: 'old', openedAt: at('07:00') }), LEASE);
    await openOne(discussions, { id: 'new', paperId: 'new' });
    await move(store);
    expect(await get('new')).toMatchObject({ state: { kind: 'open' }, follows: 'old' });
    expect(await discussions.recordCard('old', { owner: 'me', card: { place: CHANNEL, message: 'M' } })).toBe(false);
  });

  it('keep the discussion that they follow', async () => {
    const { store, discussions, get } = await open();
    await openOne(discussions, { id: 'old', paperId: 'old', follows: 'one before' });
    await refresh(discussions, at('08:10'), { old: 1 });
    await openOne(discussions, { id: 'new', paperId: 'new' });
    await move(store);
    expect(await get('old')).toMatchObject({ state: { kind: 'open' }, follows: 'one before' });
  });

  it('need not exist', async () => {
    const { store, discussions, get } = await open();
    await openOne(discussions, { id: 'd1', paperId: 'new' });
    const before = await get('d1');
    await move(store);
    expect(await get('d1')).toEqual(before);
  });
});
