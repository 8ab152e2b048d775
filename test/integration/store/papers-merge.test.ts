import fc from 'fast-check';
import { expect, it } from 'vitest';
import { titleId } from '../../../src/papers/identity.ts';
import { mergeRecords } from '../../../src/papers/merge.ts';
import { type FullSourceRecord, MAX_TITLE_LENGTH } from '../../../src/papers/paper.ts';
import { createDeliveryRepository } from '../../../src/store/repositories/delivery-repository.ts';
import { createDiscussionRepository } from '../../../src/store/repositories/discussion-repository.ts';
import { createPaperRepository } from '../../../src/store/repositories/paper-repository.ts';
import { createReadingListRepository } from '../../../src/store/repositories/reading-list-repository.ts';
import { anyBatches } from '../../fixtures/arbitrary-source-records.ts';
import { lineSighting, liveSighting, pageSighting } from '../../fixtures/source-records.ts';
import { CHANNEL, openOne } from './discussion-records.ts';
import { NOW } from './now.ts';
import { showPapers, subscribe } from './records.ts';
import { describePostgres, describeStores } from './stores.ts';

const ADA = { platform: 'discord', tenant: 'T1', person: 'U1' };
const WALKING = '2603.00001';
const TEN = '2026-03-02T10:00:00.000Z';

/** Sightings of many papers, each with its own title. */
function many(count: number, fields: Partial<FullSourceRecord> = {}): FullSourceRecord[] {
  return Array.from({ length: count }, (_, at) =>
    liveSighting({ id: `2601.${String(at).padStart(5, '0')}`, title: `Paper ${at}`, ...fields }),
  );
}

describeStores('merging sightings into papers', (fresh) => {
  async function open() {
    const store = await (await fresh()).open();
    return { store, ...createPaperRepository(store) };
  }

  it('adds the papers that are new, changes the others, and tells them as they are then', async () => {
    const { merge, all, changedSince } = await open();
    const first = await merge([liveSighting({ upvotes: 3 })]);
    expect(first).toMatchObject({ added: 1, changed: 0, revision: 1, papers: [{ id: WALKING, upvotes: 3 }] });
    const other = liveSighting({ id: '2603.00002', title: 'Dual RL' });
    const second = await merge([other, liveSighting({ at: TEN, upvotes: 5 })]);
    expect(second).toMatchObject({ added: 1, changed: 1, revision: 2 });
    expect(second.papers).toMatchObject([{ id: '2603.00002' }, { id: WALKING, upvotes: 5 }]);
    expect(await all()).toEqual(second.papers.toReversed());
    expect(await changedSince(1)).toEqual({ papers: second.papers.toReversed(), revision: 2 });
  });

  it('is no change where nothing is said, or nothing new', async () => {
    const { merge, changedSince } = await open();
    expect(await merge([])).toEqual({ papers: [], added: 0, changed: 0, revision: 0 });
    const { papers } = await merge([liveSighting({ upvotes: 3 })]);
    expect(await merge([liveSighting({ at: TEN, upvotes: 3 })])).toEqual({ papers, added: 0, changed: 0, revision: 1 });
    expect(await changedSince(1)).toEqual({ papers: [], revision: 1 });
  });

  it('leaves the revision of papers that did not change', async () => {
    const { merge, changedSince } = await open();
    await merge(many(3, { upvotes: 1 }));
    const [first, ...others] = many(3, { at: TEN, upvotes: 1 });
    await merge([{ ...(first as FullSourceRecord), upvotes: 2 }, ...others]);
    expect((await changedSince(1)).papers.map(({ id }) => id)).toEqual(['2601.00000']);
  });

  it('takes more than go into one statement', async () => {
    const { merge, count } = await open();
    expect(await merge(many(1100))).toMatchObject({ added: 1100, changed: 0 });
    expect(await merge(many(1101, { at: TEN, upvotes: 1 }))).toMatchObject({ added: 1, changed: 1100 });
    expect(await count()).toBe(1101);
  });

  it('takes what stands on pages too, whose papers together tell their year', async () => {
    const { merge, all } = await open();
    await merge([pageSighting({ published: '03-01' }), liveSighting({ id: '2603.00002', title: 'Dual RL' })]);
    expect((await all()).map(({ publishedOn }) => publishedOn)).toEqual([undefined, undefined]);
    await merge([pageSighting({ title: 'Inverse RL', published: '2023-02-02' })]);
    expect((await all()).find(({ title }) => title.startsWith('Safe'))?.publishedOn).toBe('2024-03-01');
  });

  it('leaves all as it was where one of the papers can be none', async () => {
    const { merge, all, changedSince } = await open();
    await merge([liveSighting()]);
    const before = await all();
    const tooLong = liveSighting({ id: '2603.00002', title: 'A'.repeat(MAX_TITLE_LENGTH + 1) });
    await expect(merge([liveSighting({ at: TEN, upvotes: 9 }), tooLong])).rejects.toThrow(/title/);
    expect(await all()).toEqual(before);
    expect(await changedSince(1)).toEqual({ papers: [], revision: 1 });
    expect(await merge([liveSighting({ at: TEN, upvotes: 9 })])).toMatchObject({ changed: 1, revision: 2 });
  });

  it('gives a paper its id, which stays saved, shown and discussed, and is found by its old id', async () => {
    const { store, merge, resolve, count } = await open();
    const old = titleId('Safe Walking for Small Robots');
    const [saved, deliveries, discussions] = [
      createReadingListRepository(store),
      createDeliveryRepository(store),
      createDiscussionRepository(store),
    ];
    await merge([pageSighting(), pageSighting({ title: 'Dual RL' })]);
    await saved.save(ADA, old, NOW.toISOString());
    await subscribe(store, { id: 's1' });
    await showPapers(store, 's1', [old]);
    await openOne(discussions, { id: 'd1', paperId: old });
    expect(await merge([liveSighting()])).toMatchObject({ added: 0, changed: 1 });
    expect(await resolve(old)).toMatchObject({ id: WALKING, aliases: [old] });
    expect(await count()).toBe(2);
    expect(await saved.list(ADA)).toMatchObject([{ paperId: WALKING }]);
    expect(await deliveries.shownPaperIds('s1')).toEqual(new Set([WALKING]));
    expect(await discussions.get('discord', 'T1', 'd1')).toMatchObject({ paperId: WALKING });
  });

  it('ends one of two discussions of what turns out to be one paper, at that time', async () => {
    const { store, merge } = await open();
    const discussions = createDiscussionRepository(store);
    await merge([lineSighting(), liveSighting({ title: 'Walking' })]);
    await openOne(discussions, { id: 'd1', paperId: titleId('Safe Walking for Small Robots') });
    await openOne(discussions, { id: 'd2', paperId: WALKING });
    await merge([liveSighting({ at: TEN })]);
    expect(await discussions.findOpenByPapers(CHANNEL, [WALKING])).toHaveLength(1);
    const both = await Promise.all(['d1', 'd2'].map((id) => discussions.get('discord', 'T1', id)));
    expect(both.map((one) => one?.state).filter((state) => state?.kind === 'ended')).toEqual([
      { kind: 'ended', at: NOW.toISOString(), reason: 'merged' },
    ]);
  });

  it('comes to what all of it settles to', async () => {
    const { store, merge, all } = await open();
    await fc.assert(
      fc.asyncProperty(anyBatches, async (batches) => {
        await store.db.deleteFrom('papers').execute();
        for (const batch of batches) await merge(batch);
        expect(await all()).toEqual(mergeRecords(batches.flat()).papers);
      }),
      { numRuns: 10 },
    );
  });
});

describePostgres('merging by several processes', (fresh) => {
  it('comes to what one of them alone would make of it', async () => {
    const { open } = await fresh();
    const stores = (await Promise.all([open(), open(), open()])).map((store) => createPaperRepository(store));
    const sightings = many(12, { upvotes: 1 }).flatMap((one, at) => [
      one,
      { ...one, source: 'arxiv' as const, version: 1, at: TEN },
      lineSighting({ title: `Paper ${at}`, comments: at }),
    ]);
    await Promise.all(
      stores.flatMap(({ merge }, writer) =>
        [0, 1, 2].map((turn) => merge(sightings.filter((_, at) => at % 9 === writer + 3 * turn))),
      ),
    );
    expect(await stores[0]?.all()).toEqual(mergeRecords(sightings).papers);
  });
});
