import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  canMergeIncrementally,
  findAffectedPapers,
  mergeIntoPapers,
  mergeRecords,
  recordsOf,
} from '../../../src/papers/merge.ts';
import { allPaperIds, type FullSourceRecord, type Paper } from '../../../src/papers/paper.ts';
import { anyBatches, anyRecords } from '../../fixtures/arbitrary-source-records.ts';
import { jsonLineRecord, liveRecord, pageRecord } from '../../fixtures/source-records.ts';

/** A corpus in memory that merges like the store does. */
function createCorpus(first: readonly Paper[] = []) {
  const byId = new Map(first.map((paper) => [paper.id, paper]));
  const find = async (ids: readonly string[]) =>
    [...byId.values()].filter((paper) => allPaperIds(paper).some((id) => ids.includes(id)));
  return {
    affectedBy: (records: readonly FullSourceRecord[]) => findAffectedPapers(records, find),
    papers: () => [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
    async merge(records: readonly FullSourceRecord[]) {
      const affected = canMergeIncrementally(records) ? await findAffectedPapers(records, find) : [...byId.values()];
      const merged = mergeIntoPapers(affected, records);
      for (const paper of [...merged.added, ...merged.changed]) {
        byId.set(paper.id, paper);
        for (const alias of paper.aliases) byId.delete(alias);
      }
      return merged;
    },
  };
}

function ids(papers: readonly Paper[]): string[] {
  return papers.map(({ id }) => id);
}

const A = liveRecord({ id: '2603.00001', title: 'A' });
const B = liveRecord({ id: '2603.00002', title: 'B' });
const LATER = '2026-03-03T09:00:00.000Z';

describe('findAffectedPapers', () => {
  const { papers } = mergeRecords([A, B, jsonLineRecord({ title: 'C' }), jsonLineRecord({ title: 'D' })]);
  const affected = async (...records: FullSourceRecord[]) => ids(await createCorpus(papers).affectedBy(records)).sort();

  it('finds papers by id and by title', async () => {
    expect(await affected(liveRecord({ id: A.id, title: 'New' }))).toEqual([A.id]);
    expect(await affected(liveRecord({ id: '2603.00009', title: 'b!' }))).toEqual([B.id]);
    expect(await affected(liveRecord({ id: '2603.00009', title: 'New' }))).toEqual([]);
  });

  it('follows shared titles from paper to paper', async () => {
    const chain = mergeRecords([
      liveRecord({ id: '2603.00001', title: 'One' }),
      liveRecord({ id: '2603.00002', title: 'One', at: LATER }),
      liveRecord({ id: '2603.00002', title: 'Two' }),
      liveRecord({ id: '2603.00003', title: 'Two', at: LATER }),
      liveRecord({ id: '2603.00003', title: 'Three' }),
    ]);
    const found = await createCorpus(chain.papers).affectedBy([liveRecord({ id: '2603.00009', title: 'Three' })]);
    expect(ids(found)).toEqual(['2603.00003', '2603.00002', '2603.00001']);
  });
});

describe('mergeIntoPapers', () => {
  it('returns the papers in the order of the records, and which were added or changed', async () => {
    const { merge } = createCorpus(mergeRecords([A, B]).papers);
    const update = { ...B, at: LATER, upvotes: 3 };
    const { papers, added, changed } = await merge([
      update,
      liveRecord({ id: '2603.00003', title: 'C' }),
      { ...A, at: LATER, title: 'a' },
      update,
    ]);
    expect(ids(papers)).toEqual([B.id, '2603.00003', A.id]);
    expect([ids(added), ids(changed)]).toEqual([['2603.00003'], [A.id, B.id]]);
    expect(papers[0]?.upvotes).toBe(3);
  });

  it('changes a paper whose arXiv id becomes known, and adds none', async () => {
    const { merge, papers } = createCorpus(mergeRecords([pageRecord(), pageRecord({ title: 'Dual RL' })]).papers);
    const { added, changed } = await merge([liveRecord()]);
    expect([ids(added), ids(changed)]).toEqual([[], ['2603.00001']]);
    expect(papers()).toHaveLength(2);
  });

  it('moves a title to the smaller of two arXiv ids', async () => {
    const { merge, papers } = createCorpus(mergeRecords([pageRecord(), liveRecord()]).papers);
    await merge([liveRecord({ id: '2602.00001' })]);
    expect(papers().map(({ id, aliases, seen }) => [id, aliases.length, seen.length])).toEqual([
      ['2602.00001', 1, 2],
      ['2603.00001', 0, 1],
    ]);
  });

  it('changes nothing without records or news', async () => {
    const { merge } = createCorpus(mergeRecords([A]).papers);
    expect(await merge([])).toEqual({ papers: [], added: [], changed: [] });
    expect(await merge([{ ...A, at: '2026-03-02T23:59:59.000Z' }])).toMatchObject({ added: [], changed: [] });
  });
});

describe('merging any records incrementally', () => {
  it('gives the same result as merging all batches at once', async () => {
    await fc.assert(
      fc.asyncProperty(anyBatches, async (batches) => {
        const { merge, papers } = createCorpus();
        for (const batch of batches) await merge(batch);
        expect(JSON.stringify(papers())).toBe(JSON.stringify(mergeRecords(batches.flat()).papers));
      }),
      { numRuns: 100 },
    );
  });

  it('gives the same result as merging with the whole corpus, in any order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyRecords, { maxLength: 4 }), async (batches) => {
        const { merge, papers } = createCorpus();
        for (const batch of batches) {
          const expected = mergeRecords([...papers().flatMap(recordsOf), ...batch]);
          await merge(batch);
          expect(JSON.stringify(papers())).toBe(JSON.stringify(expected.papers));
        }
      }),
      { numRuns: 100 },
    );
  });

  it('changes nothing when records are merged again', async () => {
    await fc.assert(
      fc.asyncProperty(anyBatches, async (batches) => {
        const { merge } = createCorpus();
        for (const batch of batches) {
          await merge(batch);
          expect(await merge(batch)).toMatchObject({ added: [], changed: [] });
        }
      }),
      { numRuns: 50 },
    );
  });
});
