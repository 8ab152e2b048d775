import fc from 'fast-check';
import { expect, it } from 'vitest';
import { titleId } from '../../../src/papers/identity.ts';
import { mergeRecords } from '../../../src/papers/merge.ts';
import { type FullSourceRecord, MAX_TITLE_LENGTH } from '../../../src/papers/paper.ts';
import { SqlDeliveryRepository } from '../../../src/store/repositories/delivery-repository.ts';
import { SqlDiscussionRepository } from '../../../src/store/repositories/discussion-repository.ts';
import { SqlPaperRepository } from '../../../src/store/repositories/paper-repository.ts';
import { SqlReadingListRepository } from '../../../src/store/repositories/reading-list-repository.ts';
import { anyBatches } from '../../fixtures/arbitrary-source-records.ts';
import { jsonLineRecord, liveRecord, pageRecord } from '../../fixtures/source-records.ts';
import { CHANNEL, openOne } from './discussion-records.ts';
import { NOW } from './now.ts';
import { showPapers, subscribe } from './records.ts';
import { describePostgres, describeStores } from './stores.ts';

const ADA = { platform: 'discord', tenant: 'T1', person: 'U1' };
const WALKING = '2603.00001';
const TEN = '2026-03-02T10:00:00.000Z';

/** Source records of several papers. */
function many(count: number, fields: Partial<FullSourceRecord> = {}): FullSourceRecord[] {
  return Array.from({ length: count }, (_, at) =>
    liveRecord({ id: `2601.${String(at).padStart(5, '0')}`, title: `Paper ${at}`, ...fields }),
  );
}

describeStores('SqlPaperRepository.merge', (fresh) => {
  async function open() {
    const store = await (await fresh()).open();
    return { store, papers: new SqlPaperRepository(store) };
  }

  it('adds new papers, updates the others, and returns all of them', async () => {
    const { papers } = await open();
    const first = await papers.merge([liveRecord({ upvotes: 3 })]);
    expect(first).toMatchObject({ added: 1, changed: 0, revision: 1, papers: [{ id: WALKING, upvotes: 3 }] });
    const other = liveRecord({ id: '2603.00002', title: 'Dual RL' });
    const second = await papers.merge([other, liveRecord({ at: TEN, upvotes: 5 })]);
    expect(second).toMatchObject({ added: 1, changed: 1, revision: 2 });
    expect(second.papers).toMatchObject([{ id: '2603.00002' }, { id: WALKING, upvotes: 5 }]);
    expect(await papers.all()).toEqual(second.papers.toReversed());
    expect(await papers.changedSince(1)).toEqual({ papers: second.papers.toReversed(), revision: 2 });
  });

  it('changes nothing without records, or with nothing new in them', async () => {
    const { papers } = await open();
    expect(await papers.merge([])).toEqual({ papers: [], added: 0, changed: 0, revision: 0 });
    const first = await papers.merge([liveRecord({ upvotes: 3 })]);
    expect(await papers.merge([liveRecord({ at: TEN, upvotes: 3 })])).toEqual({
      ...{ papers: first.papers, added: 0, changed: 0, revision: 1 },
    });
    expect(await papers.changedSince(1)).toEqual({ papers: [], revision: 1 });
  });

  it('keeps the revision of unchanged papers', async () => {
    const { papers } = await open();
    await papers.merge(many(3, { upvotes: 1 }));
    const [first, ...others] = many(3, { at: TEN, upvotes: 1 });
    await papers.merge([{ ...(first as FullSourceRecord), upvotes: 2 }, ...others]);
    expect((await papers.changedSince(1)).papers.map(({ id }) => id)).toEqual(['2601.00000']);
  });

  it('merges more papers than one statement takes', async () => {
    const { papers } = await open();
    expect(await papers.merge(many(1100))).toMatchObject({ added: 1100, changed: 0 });
    expect(await papers.merge(many(1101, { at: TEN, upvotes: 1 }))).toMatchObject({ added: 1, changed: 1100 });
    expect(await papers.count()).toBe(1101);
  });

  it('merges records from pages, whose year follows from all papers of a page', async () => {
    const { papers } = await open();
    await papers.merge([pageRecord({ published: '03-01' }), liveRecord({ id: '2603.00002', title: 'Dual RL' })]);
    expect((await papers.all()).map(({ publishedOn }) => publishedOn)).toEqual([undefined, undefined]);
    await papers.merge([pageRecord({ title: 'Inverse RL', published: '2023-02-02' })]);
    expect((await papers.all()).find(({ title }) => title.startsWith('Safe'))?.publishedOn).toBe('2024-03-01');
  });

  it('changes nothing if a record is invalid', async () => {
    const { papers } = await open();
    await papers.merge([liveRecord()]);
    const before = await papers.all();
    const tooLong = liveRecord({ id: '2603.00002', title: 'A'.repeat(MAX_TITLE_LENGTH + 1) });
    await expect(papers.merge([liveRecord({ at: TEN, upvotes: 9 }), tooLong])).rejects.toThrow(/title/);
    expect(await papers.all()).toEqual(before);
    expect(await papers.changedSince(1)).toEqual({ papers: [], revision: 1 });
    expect(await papers.merge([liveRecord({ at: TEN, upvotes: 9 })])).toMatchObject({ changed: 1, revision: 2 });
  });

  it('redirects everything to the new id of a paper, and finds it by the old one', async () => {
    const { store, papers } = await open();
    const old = titleId('Safe Walking for Small Robots');
    const [saved, deliveries, discussions] = [
      new SqlReadingListRepository(store),
      new SqlDeliveryRepository(store),
      new SqlDiscussionRepository(store),
    ];
    await papers.merge([pageRecord(), pageRecord({ title: 'Dual RL' })]);
    await saved.save(ADA, old, NOW.toISOString());
    await subscribe(store, { id: 's1' });
    await showPapers(store, 's1', [old]);
    await openOne(discussions, { id: 'd1', paperId: old });
    expect(await papers.merge([liveRecord()])).toMatchObject({ added: 0, changed: 1 });
    expect(await papers.resolve(old)).toMatchObject({ id: WALKING, aliases: [old] });
    expect(await papers.count()).toBe(2);
    expect(await saved.list(ADA)).toMatchObject([{ paperId: WALKING }]);
    expect(await deliveries.shownPaperIds('s1')).toEqual(new Set([WALKING]));
    expect(await discussions.get('discord', 'T1', 'd1')).toMatchObject({ paperId: WALKING });
  });

  it('ends one of two discussions when their papers are merged', async () => {
    const { store, papers } = await open();
    const discussions = new SqlDiscussionRepository(store);
    await papers.merge([jsonLineRecord(), liveRecord({ title: 'Walking' })]);
    await openOne(discussions, { id: 'd1', paperId: titleId('Safe Walking for Small Robots') });
    await openOne(discussions, { id: 'd2', paperId: WALKING });
    await papers.merge([liveRecord({ at: TEN })]);
    expect(await discussions.findOpenByPapers(CHANNEL, [WALKING])).toHaveLength(1);
    const both = await Promise.all(['d1', 'd2'].map((id) => discussions.get('discord', 'T1', id)));
    expect(both.map((one) => one?.state).filter((state) => state?.kind === 'ended')).toEqual([
      { kind: 'ended', at: NOW.toISOString(), reason: 'merged' },
    ]);
  });

  it('gives the same result as merging all records at once', async () => {
    const { store, papers } = await open();
    await fc.assert(
      fc.asyncProperty(anyBatches, async (batches) => {
        await store.db.deleteFrom('papers').execute();
        for (const batch of batches) await papers.merge(batch);
        expect(await papers.all()).toEqual(mergeRecords(batches.flat()).papers);
      }),
      { numRuns: 10 },
    );
  });
});

describePostgres('SqlPaperRepository.merge in several processes', (fresh) => {
  it('gives the same result as in one process', async () => {
    const { open } = await fresh();
    const stores = (await Promise.all([open(), open(), open()])).map((store) => new SqlPaperRepository(store));
    const records = many(12, { upvotes: 1 }).flatMap((one, at) => [
      one,
      { ...one, source: 'arxiv' as const, version: 1, at: TEN },
      jsonLineRecord({ title: `Paper ${at}`, comments: at }),
    ]);
    await Promise.all(
      stores.flatMap((papers, writer) =>
        [0, 1, 2].map((turn) => papers.merge(records.filter((_, at) => at % 9 === writer + 3 * turn))),
      ),
    );
    expect(await stores[0]?.all()).toEqual(mergeRecords(records).papers);
  });
});
