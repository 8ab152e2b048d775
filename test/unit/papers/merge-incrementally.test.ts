import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findAffectedPapers, mergeIntoPapers, mergeRecords, recordsOf } from '../../../src/papers/merge.ts';
import { allPaperIds, type FullSourceRecord, isLiveRecord, type Paper } from '../../../src/papers/paper.ts';
import { anyBatches, anySightings } from '../../fixtures/arbitrary-source-records.ts';
import { lineSighting, liveSighting, pageSighting } from '../../fixtures/source-records.ts';

/** Papers as a store keeps them: those that others became are gone. */
function corpus(first: readonly Paper[] = []) {
  const byId = new Map(first.map((paper) => [paper.id, paper]));
  const find = async (ids: readonly string[]) =>
    [...byId.values()].filter((paper) => allPaperIds(paper).some((id) => ids.includes(id)));
  return {
    touchedBy: (sightings: readonly FullSourceRecord[]) => findAffectedPapers(sightings, find),
    papers: () => [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
    async merge(sightings: readonly FullSourceRecord[]) {
      const touched = sightings.every(isLiveRecord) ? await findAffectedPapers(sightings, find) : [...byId.values()];
      const merged = mergeIntoPapers(touched, sightings);
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

const A = liveSighting({ id: '2603.00001', title: 'A' });
const B = liveSighting({ id: '2603.00002', title: 'B' });
const LATER = '2026-03-03T09:00:00.000Z';

describe('the papers that sightings touch', () => {
  const { papers } = mergeRecords([A, B, lineSighting({ title: 'C' }), lineSighting({ title: 'D' })]);
  const touched = async (...sightings: FullSourceRecord[]) => ids(await corpus(papers).touchedBy(sightings)).sort();

  it('have their ids or their titles', async () => {
    expect(await touched(liveSighting({ id: A.id, title: 'New' }))).toEqual([A.id]);
    expect(await touched(liveSighting({ id: '2603.00009', title: 'b!' }))).toEqual([B.id]);
    expect(await touched(liveSighting({ id: '2603.00009', title: 'New' }))).toEqual([]);
  });

  it('have the titles of those too, and so on', async () => {
    const chain = mergeRecords([
      liveSighting({ id: '2603.00001', title: 'One' }),
      liveSighting({ id: '2603.00002', title: 'One', at: LATER }),
      liveSighting({ id: '2603.00002', title: 'Two' }),
      liveSighting({ id: '2603.00003', title: 'Two', at: LATER }),
      liveSighting({ id: '2603.00003', title: 'Three' }),
    ]);
    const found = await corpus(chain.papers).touchedBy([liveSighting({ id: '2603.00009', title: 'Three' })]);
    expect(ids(found)).toEqual(['2603.00003', '2603.00002', '2603.00001']);
  });
});

describe('merging', () => {
  it('tells the papers in the order of the sightings, and which came and which changed', async () => {
    const { merge } = corpus(mergeRecords([A, B]).papers);
    const more = { ...B, at: LATER, upvotes: 3 };
    const { papers, added, changed } = await merge([
      more,
      liveSighting({ id: '2603.00003', title: 'C' }),
      { ...A, at: LATER, title: 'a' },
      more,
    ]);
    expect(ids(papers)).toEqual([B.id, '2603.00003', A.id]);
    expect([ids(added), ids(changed)]).toEqual([['2603.00003'], [A.id, B.id]]);
    expect(papers[0]?.upvotes).toBe(3);
  });

  it('changes a paper that gains its id, and adds none', async () => {
    const { merge, papers } = corpus(mergeRecords([pageSighting(), pageSighting({ title: 'Dual RL' })]).papers);
    const { added, changed } = await merge([liveSighting()]);
    expect([ids(added), ids(changed)]).toEqual([[], ['2603.00001']]);
    expect(papers()).toHaveLength(2);
  });

  it('takes a title from the paper that had it where one with a smaller id has it too', async () => {
    const { merge, papers } = corpus(mergeRecords([pageSighting(), liveSighting()]).papers);
    await merge([liveSighting({ id: '2602.00001' })]);
    expect(papers().map(({ id, aliases, seen }) => [id, aliases.length, seen.length])).toEqual([
      ['2602.00001', 1, 2],
      ['2603.00001', 0, 1],
    ]);
  });

  it('is nothing where nothing is said', async () => {
    const { merge } = corpus(mergeRecords([A]).papers);
    expect(await merge([])).toEqual({ papers: [], added: [], changed: [] });
    expect(await merge([{ ...A, at: '2026-03-02T23:59:59.000Z' }])).toMatchObject({ added: [], changed: [] });
  });
});

describe('whatever is merged', () => {
  // What was said at one time comes together, and what was said later comes later: as everything comes that is asked for as it is told.
  it('comes to the same, piece by piece, as all of it settled at once', async () => {
    await fc.assert(
      fc.asyncProperty(anyBatches, async (batches) => {
        const { merge, papers } = corpus();
        for (const batch of batches) await merge(batch);
        expect(JSON.stringify(papers())).toBe(JSON.stringify(mergeRecords(batches.flat()).papers));
      }),
      { numRuns: 100 },
    );
  });

  it('comes to the same as if it were settled with all that is there, in whatever order it comes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anySightings, { maxLength: 4 }), async (batches) => {
        const { merge, papers } = corpus();
        for (const batch of batches) {
          const settled = mergeRecords([...papers().flatMap(recordsOf), ...batch]);
          await merge(batch);
          expect(JSON.stringify(papers())).toBe(JSON.stringify(settled.papers));
        }
      }),
      { numRuns: 100 },
    );
  });

  it('changes nothing when it is merged again', async () => {
    await fc.assert(
      fc.asyncProperty(anyBatches, async (batches) => {
        const { merge } = corpus();
        for (const batch of batches) {
          await merge(batch);
          expect(await merge(batch)).toMatchObject({ added: [], changed: [] });
        }
      }),
      { numRuns: 50 },
    );
  });
});
