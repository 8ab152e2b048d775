import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Discussion } from '../../../src/features/discussions/discussion.ts';
import { SqlDiscussionRepository } from '../../../src/store/repositories/discussion-repository.ts';
import {
  anyDiscussion,
  CHANNEL,
  LEASE,
  newDiscussion,
  openOne,
  PLATFORMS,
  refresh,
  storeDiscussion,
} from './discussion-records.ts';
import { at } from './records.ts';
import { describeStores } from './stores.ts';

const CARD = { place: CHANNEL, message: 'M1' };

function ids(discussions: readonly Discussion[]): string[] {
  return discussions.map(({ id }) => id);
}

describeStores('SqlDiscussionRepository', (fresh) => {
  async function open() {
    return new SqlDiscussionRepository(await (await fresh()).open());
  }

  it('stores any discussion unchanged, also across restarts', async () => {
    const database = await fresh();
    const store = await database.open();
    const discussions = new SqlDiscussionRepository(store);
    const again = new SqlDiscussionRepository(await database.open());
    await fc.assert(
      fc.asyncProperty(anyDiscussion, async (one) => {
        const { platform, tenant } = one.place;
        await storeDiscussion(discussions, one);
        expect(await again.get(platform, tenant, one.id)).toStrictEqual(one);
        await store.db.deleteFrom('discussions').execute();
      }),
      { numRuns: 50 },
    );
  });

  it('ends a discussion once, whether opening or open, and releases its lease', async () => {
    const discussions = await open();
    await discussions.findOrCreate(newDiscussion({ id: 'opening' }), LEASE);
    await openOne(discussions, { id: 'open' });
    await discussions.claimDueRefreshes({ lease: LEASE, now: at('09:00'), limit: 10, platforms: PLATFORMS });
    for (const id of ['opening', 'open']) {
      expect(await discussions.end(id, { at: at('09:00'), reason: 'locked' })).toBe(true);
      expect(await discussions.end(id, { at: at('09:01'), reason: 'deleted' })).toBe(false);
      expect(await discussions.get('discord', 'T1', id)).toMatchObject({
        state: { kind: 'ended', at: at('09:00'), reason: 'locked' },
      });
    }
    expect(await discussions.end('no such discussion', { at: at('09:00'), reason: 'locked' })).toBe(false);
    expect(await discussions.recordCard('opening', { owner: 'me', card: CARD })).toBe(false);
    const activity = { replies: 1, people: 1 };
    expect(await discussions.recordRefresh('open', { owner: 'me', now: at('09:01'), activity })).toBe(false);
  });

  it('deletes discussions that ended long ago', async () => {
    const discussions = await open();
    for (const id of ['early', 'late', 'open']) await openOne(discussions, { id });
    await discussions.end('early', { at: at('07:59'), reason: 'deleted' });
    await discussions.end('late', { at: at('08:00'), reason: 'deleted' });
    expect(await discussions.deleteEnded(at('08:00'))).toBe(1);
    const left = ['early', 'late', 'open'].map((id) => discussions.get('discord', 'T1', id));
    expect((await Promise.all(left)).map((one) => one?.id)).toEqual([undefined, 'late', 'open']);
  });

  it('finds open discussions by paper, listed or not', async () => {
    const discussions = await open();
    await discussions.findOrCreate(newDiscussion({ id: 'opening', paperId: 'p1' }), LEASE);
    await openOne(discussions, { id: 'unlisted', paperId: 'p2' });
    await discussions.setListed({ id: 'unlisted', place: CHANNEL }, false);
    await openOne(discussions, { id: 'ended', paperId: 'p3' });
    await discussions.end('ended', { at: at('09:00'), reason: 'locked' });
    await openOne(discussions, { id: 'open', paperId: 'p4', openedAt: at('07:00') });
    await openOne(discussions, { id: 'elsewhere', paperId: 'p4', place: { ...CHANNEL, channel: 'C2' } });
    const papers = ['p1', 'p2', 'p3', 'p4', 'p5', 'p4'];
    expect(ids(await discussions.findOpenByPapers(CHANNEL, papers))).toEqual(['open', 'unlisted']);
    expect(ids(await discussions.findOpenByPapers({ ...CHANNEL, thread: 'any' }, ['p4']))).toEqual(['open']);
    expect(await discussions.findOpenByPapers(CHANNEL, [])).toEqual([]);
  });

  it('finds a discussion by its thread, even after it has ended', async () => {
    const discussions = await open();
    await openOne(discussions, { id: 'd1' });
    const thread = { ...CHANNEL, thread: 'd1' };
    expect(await discussions.findByThread(thread)).toMatchObject({ id: 'd1', thread: { place: thread } });
    expect(await discussions.findByThread(CHANNEL)).toBeUndefined();
    for (const elsewhere of [{ thread: 'd2' }, { channel: 'C2' }, { tenant: 'T2' }, { platform: 'slack' }]) {
      expect(await discussions.findByThread({ ...thread, ...elsewhere })).toBeUndefined();
    }
    await discussions.end('d1', { at: at('09:00'), reason: 'locked' });
    expect(await discussions.findByThread(thread)).toMatchObject({ id: 'd1', state: { kind: 'ended' } });
  });

  it('finds the last discussion of a paper that was deleted or locked', async () => {
    const discussions = await open();
    for (const [id, time, reason] of [
      ['first', '08:10', 'locked'],
      ['last', '08:30', 'deleted'],
      ['second', '08:20', 'locked'],
    ] as const) {
      await openOne(discussions, { id, paperId: id === 'second' ? 'p2' : 'p1' });
      await discussions.end(id, { at: at(time), reason });
    }
    await openOne(discussions, { id: 'elsewhere', paperId: 'p1', place: { ...CHANNEL, channel: 'C2' } });
    await discussions.end('elsewhere', { at: at('08:40'), reason: 'deleted' });
    await discussions.findOrCreate(newDiscussion({ id: 'on' }), LEASE);
    expect(await discussions.findLastEnded(CHANNEL, ['p1', 'p2'])).toMatchObject({
      id: 'last',
      state: { reason: 'deleted' },
    });
    expect(await discussions.findLastEnded(CHANNEL, ['p2'])).toMatchObject({ id: 'second' });
    expect(await discussions.findLastEnded(CHANNEL, ['p3'])).toBeUndefined();
    expect(await discussions.findLastEnded(CHANNEL, [])).toBeUndefined();
    expect(await discussions.findLastEnded({ ...CHANNEL, tenant: 'T2' }, ['p1'])).toBeUndefined();
  });

  it('lists discussions by their latest activity, or else their opening', async () => {
    const discussions = await open();
    await openOne(discussions, { id: 'busy', openedAt: at('07:00') });
    await refresh(discussions, at('08:20'), { busy: 3 });
    await openOne(discussions, { id: 'older', openedAt: at('08:10') });
    await openOne(discussions, { id: 'newer', openedAt: at('08:30') });
    await openOne(discussions, { id: 'unlisted' });
    await discussions.setListed({ id: 'unlisted', place: CHANNEL }, false);
    await openOne(discussions, { id: 'ended' });
    await discussions.end('ended', { at: at('09:00'), reason: 'locked' });
    await openOne(discussions, { id: 'elsewhere', place: { ...CHANNEL, channel: 'C2' } });
    await discussions.findOrCreate(newDiscussion({ id: 'opening' }), LEASE);
    expect(ids(await discussions.list(CHANNEL, 10))).toEqual(['newer', 'busy', 'older']);
    expect(ids(await discussions.list(CHANNEL, 2))).toEqual(['newer', 'busy']);
  });

  it('lets the opener change whether a discussion is listed', async () => {
    const discussions = await open();
    await openOne(discussions, { id: 'd1' });
    const one = { id: 'd1', place: CHANNEL };
    expect(await discussions.setListed(one, false, 'U2')).toBe(false);
    expect(await discussions.list(CHANNEL, 10)).toHaveLength(1);
    expect(await discussions.setListed(one, false, 'U1')).toBe(true);
    expect(await discussions.list(CHANNEL, 10)).toEqual([]);
    expect(await discussions.get('discord', 'T1', 'd1')).toMatchObject({ isListed: false, state: { kind: 'open' } });
    expect(await discussions.setListed(one, true)).toBe(true);
    expect(await discussions.list(CHANNEL, 10)).toHaveLength(1);
  });

  it('keeps tenants apart', async () => {
    const discussions = await open();
    await openOne(discussions, { id: 'd1', paperId: 'p1' });
    await refresh(discussions, at('08:20'), { d1: 3 });
    for (const other of [
      { ...CHANNEL, tenant: 'T2' },
      { ...CHANNEL, platform: 'slack' },
    ]) {
      expect(await discussions.get(other.platform, other.tenant, 'd1')).toBeUndefined();
      expect(await discussions.findOpenByPapers(other, ['p1'])).toEqual([]);
      expect(await discussions.list(other, 10)).toEqual([]);
      expect(await discussions.listMostDiscussed(other, at('00:00'), 10)).toEqual([]);
      expect(await discussions.setListed({ id: 'd1', place: other }, false, 'U1')).toBe(false);
    }
    expect(await discussions.list(CHANNEL, 10)).toHaveLength(1);
  });
});
