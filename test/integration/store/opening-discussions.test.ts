import { sql } from 'kysely';
import { expect, it, vi } from 'vitest';
import type { Discussion } from '../../../src/features/discussions/discussion.ts';
import { SqlDiscussionRepository } from '../../../src/store/repositories/discussion-repository.ts';
import { SqlPaperRepository } from '../../../src/store/repositories/paper-repository.ts';
import { paper } from '../../fixtures/chat/papers.ts';
import { CHANNEL, LEASE, newDiscussion, PLATFORMS } from './discussion-records.ts';
import { at } from './records.ts';
import { describePostgres, describeStores } from './stores.ts';

const OTHER = { owner: 'other', until: at('23:00') };
const CARD = { place: CHANNEL, message: 'M1' };
const THREAD = { place: { ...CHANNEL, thread: 'M1' }, url: 'https://chat.test/M1' };

function ids(discussions: readonly Discussion[]): string[] {
  return discussions.map(({ id }) => id);
}

describeStores('opening discussions', (fresh) => {
  async function open() {
    return new SqlDiscussionRepository(await (await fresh()).open());
  }

  it('creates one discussion per channel and paper, and returns it to later callers', async () => {
    const discussions = await open();
    const first = await discussions.findOrCreate(newDiscussion({ id: 'd1' }), LEASE);
    expect(first).toEqual({
      isNew: true,
      discussion: {
        ...newDiscussion({ id: 'd1' }),
        state: { kind: 'opening' },
        activity: { replies: 0, people: 0 },
        isListed: true,
      },
    });
    expect(
      await discussions.findOrCreate(newDiscussion({ id: 'd2', opener: { id: 'U2', name: 'Bob' } }), OTHER),
    ).toEqual({
      isNew: false,
      discussion: first.discussion,
    });
  });

  it('creates separate discussions per platform, tenant, channel and paper', async () => {
    const discussions = await open();
    const each = [
      newDiscussion({ id: 'd1' }),
      newDiscussion({ id: 'd2', paperId: 'p2' }),
      newDiscussion({ id: 'd3', place: { ...CHANNEL, channel: 'C2' } }),
      newDiscussion({ id: 'd4', place: { ...CHANNEL, tenant: 'T2' } }),
      newDiscussion({ id: 'd5', place: { ...CHANNEL, platform: 'slack' } }),
    ];
    for (const one of each)
      expect(await discussions.findOrCreate(one, LEASE)).toMatchObject({ isNew: true, discussion: one });
  });

  it('creates a new discussion each time the last one has ended', async () => {
    const discussions = await open();
    for (const [id, follows] of [['d1'], ['d2', 'd1'], ['d3', 'd2']] as const) {
      const one = newDiscussion({ id, ...(follows !== undefined && { follows }) });
      expect(await discussions.findOrCreate(one, LEASE)).toMatchObject({ isNew: true, discussion: one });
      await discussions.end(id, { at: at('09:00'), reason: 'deleted' });
    }
    expect(await discussions.get('discord', 'T1', 'd1')).toMatchObject({
      state: { kind: 'ended', at: at('09:00'), reason: 'deleted' },
    });
  });

  it('creates the discussion under the current id of the paper', async () => {
    const store = await (await fresh()).open();
    const discussions = new SqlDiscussionRepository(store);
    await new SqlPaperRepository(store).upsert([paper({ id: '2601.00001', aliases: ['h1'], title: 'Attention' })]);
    await discussions.findOrCreate(newDiscussion({ id: 'd1', paperId: '2601.00001' }), LEASE);
    expect(await discussions.findOrCreate(newDiscussion({ id: 'd2', paperId: 'h1' }), LEASE)).toMatchObject({
      isNew: false,
      discussion: { id: 'd1', paperId: '2601.00001' },
    });
  });

  it('rejects a duplicate id', async () => {
    const discussions = await open();
    await discussions.findOrCreate(newDiscussion({ id: 'd1' }), LEASE);
    await expect(discussions.findOrCreate(newDiscussion({ id: 'd1', paperId: 'p2' }), LEASE)).rejects.toThrow(
      /unique/i,
    );
    await discussions.end('d1', { at: at('09:00'), reason: 'locked' });
    await expect(discussions.findOrCreate(newDiscussion({ id: 'd1' }), LEASE)).rejects.toThrow(/unique/i);
  });

  it('creates one discussion for concurrent callers', async () => {
    const database = await fresh();
    const repositories = [await database.open(), await database.open()].map(
      (store) => new SqlDiscussionRepository(store),
    );
    for (let round = 0; round < 5; round++) {
      const begun = await Promise.all(
        [0, 1, 2, 3].flatMap((turn) =>
          repositories.map((discussions, index) =>
            discussions.findOrCreate(newDiscussion({ id: `${round} ${turn} ${index}`, paperId: `p${round}` }), {
              owner: `process ${index}`,
              until: at('23:00'),
            }),
          ),
        ),
      );
      expect(begun.filter(({ isNew }) => isNew)).toHaveLength(1);
      expect(new Set(begun.map(({ discussion }) => discussion.id)).size).toBe(1);
    }
  });

  it('records the attempt, the card and the thread', async () => {
    const discussions = await open();
    await discussions.findOrCreate(newDiscussion({ id: 'd1' }), LEASE);
    expect(await discussions.recordPostAttempt('d1', { owner: 'me', at: at('08:01') })).toBe(true);
    expect(await discussions.recordPostAttempt('d1', { owner: 'me', at: at('08:02') })).toBe(true);
    expect(await discussions.recordCard('d1', { owner: 'me', card: CARD })).toBe(true);
    expect(await discussions.get('discord', 'T1', 'd1')).toMatchObject({
      state: { kind: 'opening', attemptedAt: at('08:01') },
      card: CARD,
    });
    expect(await discussions.markOpen('d1', { owner: 'me', thread: THREAD, refreshAt: at('08:03') })).toBe(true);
    expect(await discussions.get('discord', 'T1', 'd1')).toMatchObject({
      state: { kind: 'open' },
      card: CARD,
      thread: THREAD,
    });
  });

  it('returns false to others than the owner of the lease, and the second time', async () => {
    const discussions = await open();
    await discussions.findOrCreate(newDiscussion({ id: 'd1' }), LEASE);
    const before = await discussions.get('discord', 'T1', 'd1');
    const owner = 'other';
    expect(await discussions.recordPostAttempt('d1', { owner, at: at('08:01') })).toBe(false);
    expect(await discussions.recordCard('d1', { owner, card: CARD })).toBe(false);
    expect(await discussions.markOpen('d1', { owner, thread: THREAD, refreshAt: at('08:03') })).toBe(false);
    expect(await discussions.deleteOpening('d1', owner)).toBe(false);
    await discussions.release('d1', { owner, until: at('08:00') });
    expect(await discussions.get('discord', 'T1', 'd1')).toEqual(before);
    const call = { owner: 'me', thread: THREAD, refreshAt: at('08:03') };
    expect(await discussions.markOpen('d1', call)).toBe(true);
    expect(await discussions.markOpen('d1', call)).toBe(false);
    expect(await discussions.deleteOpening('d1', 'me')).toBe(false);
    expect(await discussions.recordPostAttempt('no such discussion', { owner: 'me', at: at('08:01') })).toBe(false);
  });

  it('rejects invalid threads and timestamps', async () => {
    const discussions = await open();
    await expect(discussions.findOrCreate(newDiscussion({ id: 'd1', openedAt: 'today' }), LEASE)).rejects.toThrow(
      'not a valid timestamp: today',
    );
    await discussions.findOrCreate(newDiscussion({ id: 'd1' }), LEASE);
    const call = { owner: 'me', thread: { place: CHANNEL }, refreshAt: at('08:03') };
    await expect(discussions.markOpen('d1', call)).rejects.toThrow('not a thread');
    expect(await discussions.get('discord', 'T1', 'd1')).toMatchObject({ state: { kind: 'opening' } });
  });

  it('deletes a discussion that cannot be opened, so that a new one can be created', async () => {
    const discussions = await open();
    await discussions.findOrCreate(newDiscussion({ id: 'd1' }), LEASE);
    expect(await discussions.deleteOpening('d1', 'me')).toBe(true);
    expect(await discussions.get('discord', 'T1', 'd1')).toBeUndefined();
    expect(await discussions.findOrCreate(newDiscussion({ id: 'd2' }), OTHER)).toMatchObject({
      isNew: true,
      discussion: { id: 'd2' },
    });
  });

  it('lets another process take over once the lease has expired', async () => {
    const discussions = await open();
    const lease = { owner: 'me', until: at('08:05') };
    await discussions.findOrCreate(newDiscussion({ id: 'd1' }), lease);
    await discussions.findOrCreate(newDiscussion({ id: 'd2', paperId: 'p2', openedAt: at('08:01') }), lease);
    expect(
      await discussions.claimOpenings({ lease: OTHER, now: at('08:04'), limit: 10, platforms: PLATFORMS }),
    ).toEqual([]);
    expect(
      ids(await discussions.claimOpenings({ lease: OTHER, now: at('08:05'), limit: 1, platforms: PLATFORMS })),
    ).toHaveLength(1);
    expect(
      ids(await discussions.claimOpenings({ lease: OTHER, now: at('08:05'), limit: 10, platforms: PLATFORMS })),
    ).toHaveLength(1);
    expect(await discussions.recordCard('d1', { owner: 'me', card: CARD })).toBe(false);
    expect(await discussions.recordCard('d1', { owner: 'other', card: CARD })).toBe(true);
  });

  it('claims released discussions from the given time on, longest waiting first', async () => {
    const discussions = await open();
    for (const [index, id] of ['d1', 'd2', 'd3'].entries())
      await discussions.findOrCreate(newDiscussion({ id, paperId: `p${index}` }), LEASE);
    await discussions.release('d1', { owner: 'me', until: at('08:20') });
    await discussions.release('d2', { owner: 'me', until: at('08:10') });
    expect(
      await discussions.claimOpenings({ lease: OTHER, now: at('08:09'), limit: 10, platforms: PLATFORMS }),
    ).toEqual([]);
    expect(
      ids(await discussions.claimOpenings({ lease: OTHER, now: at('08:30'), limit: 1, platforms: PLATFORMS })),
    ).toEqual(['d2']);
    expect(
      ids(await discussions.claimOpenings({ lease: OTHER, now: at('08:30'), limit: 10, platforms: PLATFORMS })),
    ).toEqual(['d1']);
    expect(await discussions.get('discord', 'T1', 'd3')).toMatchObject({ state: { kind: 'opening' } });
  });
});

describePostgres('opening discussions in PostgreSQL', (fresh) => {
  it('waits for a concurrent transaction, and returns the same discussion', async () => {
    const { open } = await fresh();
    const [store, other] = await Promise.all([open(), open()]);
    const discussions = new SqlDiscussionRepository(store);
    const second = await other.db.transaction().execute(async (transaction) => {
      await new SqlDiscussionRepository({ ...other, db: transaction }).findOrCreate(newDiscussion({ id: 'd1' }), OTHER);
      const begun = discussions.findOrCreate(newDiscussion({ id: 'd2' }), LEASE);
      await vi.waitFor(async () => {
        const { rows } = await sql`select 1 from pg_stat_activity
          where wait_event_type = 'Lock' and query like 'insert into "discussions"%'`.execute(store.db);
        expect(rows).not.toEqual([]);
      });
      return { begun };
    });
    expect(await second.begun).toMatchObject({ isNew: false, discussion: { id: 'd1' } });
  });

  it('skips rows that another process has locked', async () => {
    const { open } = await fresh();
    const [store, other] = await Promise.all([open(), open()]);
    const discussions = new SqlDiscussionRepository(store);
    for (const paperId of ['p1', 'p2'])
      await discussions.findOrCreate(newDiscussion({ id: paperId, paperId }), { ...LEASE, until: at('08:05') });
    await other.db.transaction().execute(async (transaction) => {
      await transaction.selectFrom('discussions').selectAll().where('id', '=', 'p1').forUpdate().execute();
      expect(
        ids(await discussions.claimOpenings({ lease: OTHER, now: at('09:00'), limit: 1, platforms: PLATFORMS })),
      ).toEqual(['p2']);
    });
  });
});
