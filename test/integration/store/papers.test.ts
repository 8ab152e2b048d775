import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Paper } from '../../../src/papers/paper.ts';
import { UserError } from '../../../src/runtime/errors.ts';
import { SqlDeliveryRepository } from '../../../src/store/repositories/delivery-repository.ts';
import { SqlPaperRepository } from '../../../src/store/repositories/paper-repository.ts';
import { SqlReadingListRepository } from '../../../src/store/repositories/reading-list-repository.ts';
import { HOSTILE, PAPERS, paper } from '../../fixtures/chat/papers.ts';
import { NOW } from './now.ts';
import { anyText, showPapers, subscribe } from './records.ts';
import { describePostgres, describeStores } from './stores.ts';

const ADA = { platform: 'discord', tenant: 'T1', person: 'U1' };

function ids(papers: readonly Paper[]): string[] {
  return papers.map(({ id }) => id);
}

describeStores('SqlPaperRepository', (fresh) => {
  async function open() {
    const store = await (await fresh()).open();
    return { store, papers: new SqlPaperRepository(store) };
  }

  it('returns papers as they were stored, by id', async () => {
    const { papers } = await open();
    expect([await papers.all(), await papers.count()]).toEqual([[], 0]);
    await papers.upsert(PAPERS);
    expect(await papers.all()).toStrictEqual(PAPERS.toSorted((a, b) => (a.id < b.id ? -1 : 1)));
    expect(await papers.count()).toBe(PAPERS.length);
  });

  it('stores any texts unchanged', async () => {
    const { papers } = await open();
    await fc.assert(
      fc.asyncProperty(anyText, anyText, async (title, name) => {
        const one = paper({ id: 'p', title: `A ${title.slice(0, 400)}`, authors: [`By ${name}`] });
        await papers.upsert([one]);
        expect(await papers.resolve('p')).toStrictEqual(one);
      }),
      { numRuns: 50 },
    );
  });

  it('replaces papers by id', async () => {
    const { papers } = await open();
    await papers.upsert([paper({ id: 'p1', title: 'First' }), paper({ id: 'p2', title: 'Second' })]);
    await papers.upsert([paper({ id: 'p1', title: 'First, revised' })]);
    expect((await papers.all()).map(({ title }) => title)).toEqual(['First, revised', 'Second']);
  });

  it('updates all papers', async () => {
    const { papers } = await open();
    const [one, two] = [paper({ id: 'p1', title: 'First' }), paper({ id: 'p2', title: 'Second' })];
    await papers.upsert([one]);
    expect(await papers.updateAll((papers) => [...papers, two])).toBe(2);
    expect(await papers.all()).toEqual([one, two]);
  });

  it('changes nothing if the update fails', async () => {
    const { papers } = await open();
    const one = paper({ id: 'p1', title: 'First' });
    await papers.upsert([one]);
    const failing = papers.updateAll(() => {
      throw new UserError('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await papers.all()).toEqual([one]);
    expect(await papers.changedSince(0)).toMatchObject({ revision: 1 });
  });

  it('stores many papers at once, and the last of two with the same id', async () => {
    const { papers } = await open();
    const many = Array.from({ length: 2500 }, (_, at) =>
      paper({ id: `p${at}`, title: `Paper ${at}`, aliases: [`a${at}`] }),
    );
    await papers.upsert([...many, paper({ id: 'p7', title: 'The last word' })]);
    expect(await papers.count()).toBe(2500);
    expect(await papers.resolve('p7')).toMatchObject({ title: 'The last word' });
    expect(await papers.resolve('a2499')).toMatchObject({ id: 'p2499' });
  });

  it('reports the id of a paper that it cannot read', async () => {
    const { store, papers } = await open();
    await store.db.insertInto('papers').values({ id: 'p1', json: '{"id":"p1"}', revision: 1 }).execute();
    await expect(papers.all()).rejects.toThrow(UserError);
    await expect(papers.all()).rejects.toThrow(/p1: title must be a string|p1: .*missing/);
  });

  describe('changedSince', () => {
    it('returns the papers that were added or changed since a revision', async () => {
      const { papers } = await open();
      const [one, two] = [paper({ id: 'p1', title: 'First' }), paper({ id: 'p2', title: 'Second' })];
      expect(await papers.changedSince(0)).toEqual({ papers: [], revision: 0 });
      const first = await papers.upsert([one]);
      const second = await papers.upsert([one, two]);
      expect([first, second]).toEqual([1, 2]);
      expect(await papers.changedSince(0)).toEqual({ papers: [one, two], revision: 2 });
      expect(await papers.changedSince(1)).toEqual({ papers: [two], revision: 2 });
      expect(await papers.changedSince(2)).toEqual({ papers: [], revision: 2 });
    });
  });

  describe('when a paper gets its arXiv id', () => {
    const byTitle = paper({ id: 'digest', title: 'A Paper' });
    const withId = paper({ id: '2401.12345', title: 'A Paper', aliases: ['digest'] });

    it('finds the paper by each of its ids', async () => {
      const { papers } = await open();
      await papers.upsert([byTitle]);
      await papers.upsert([withId]);
      expect(await papers.all()).toEqual([withId]);
      expect(await papers.count()).toBe(1);
      expect(await papers.resolve('digest')).toEqual(withId);
      expect(await papers.resolve('2401.12345')).toEqual(withId);
      expect(await papers.resolve('2402.00000')).toBeUndefined();
    });

    it('keeps the paper saved and shown, once', async () => {
      const { store, papers } = await open();
      const saved = new SqlReadingListRepository(store);
      const deliveries = new SqlDeliveryRepository(store);
      await papers.upsert([byTitle]);
      await subscribe(store, { id: 's1' });
      await subscribe(store, { id: 's2' });
      await showPapers(store, 's1', ['digest']);
      await showPapers(store, 's2', ['digest', '2401.12345']);
      await saved.save(ADA, 'digest', NOW.toISOString());
      await saved.save({ ...ADA, person: 'U2' }, 'digest', NOW.toISOString());
      await saved.save({ ...ADA, person: 'U2' }, '2401.12345', NOW.toISOString());
      await papers.upsert([withId]);
      expect(await deliveries.shownPaperIds('s1')).toEqual(new Set(['2401.12345']));
      expect(await deliveries.shownPaperIds('s2')).toEqual(new Set(['2401.12345']));
      for (const person of ['U1', 'U2']) {
        expect(await saved.list({ ...ADA, person })).toEqual([{ paperId: '2401.12345', savedAt: NOW.toISOString() }]);
      }
    });

    it('stores one paper if both ids come in the same call', async () => {
      const { papers } = await open();
      await papers.upsert([byTitle, withId]);
      const again = paper({ id: '2500.00001', title: 'A Paper', aliases: ['2401.12345'] });
      await papers.upsert([again]);
      expect(ids(await papers.all())).toEqual(['2500.00001']);
      for (const id of ['digest', '2401.12345', '2500.00001']) expect(await papers.resolve(id)).toEqual(again);
    });

    it('follows a chain of aliases', async () => {
      const { papers } = await open();
      await papers.upsert([
        paper({ id: 'a', title: 'A Paper' }),
        paper({ id: 'b', title: 'A Paper', aliases: ['a'] }),
        paper({ id: 'c', title: 'A Paper', aliases: ['b'] }),
      ]);
      expect(ids(await papers.all())).toEqual(['c']);
      for (const id of ['a', 'b', 'c']) expect(await papers.resolve(id)).toMatchObject({ id: 'c' });
    });

    it('keeps at least one paper if aliases are circular', async () => {
      const { papers } = await open();
      const a = paper({ id: 'a', title: 'A Paper', aliases: ['b', 'a'] });
      await papers.upsert([a, paper({ id: 'b', title: 'A Paper', aliases: ['a'] })]);
      expect(await papers.all()).toHaveLength(1);
    });

    it('separates papers again when both are stored', async () => {
      const { papers } = await open();
      await papers.upsert([withId]);
      await papers.upsert([byTitle]);
      expect(ids(await papers.all())).toEqual(['2401.12345', 'digest']);
      expect(await papers.resolve('digest')).toEqual(byTitle);
    });
  });

  it('handles hostile ids', async () => {
    const { papers } = await open();
    await papers.upsert([{ ...HOSTILE, id: "'; drop table papers; --", aliases: ['%', '_'] }]);
    expect(await papers.resolve("'; drop table papers; --")).toBeDefined();
    expect(await papers.resolve('anything')).toBeUndefined();
    expect(await papers.resolve('_')).toBeDefined();
    expect(await papers.count()).toBe(1);
  });
});

describePostgres('SqlPaperRepository in several processes', (fresh) => {
  it('gives out revisions without gaps, so that a follower misses no paper', async () => {
    const { open } = await fresh();
    const [reader, ...writers] = (await Promise.all([open(), open(), open(), open()])).map(
      (store) => new SqlPaperRepository(store),
    );
    const seen = new Set<string>();
    let revision = 0;
    let isOver = false;
    const follow = async (): Promise<void> => {
      const changed = await reader?.changedSince(revision);
      for (const { id } of changed?.papers ?? []) seen.add(id);
      revision = changed?.revision ?? 0;
    };
    const following = (async () => {
      while (!isOver) await follow();
    })();
    const revisions = await Promise.all(
      writers.map(async (papers, writer) => {
        const own: number[] = [];
        for (let nth = 0; nth < 10; nth++)
          own.push(await papers.upsert([paper({ id: `${writer} ${nth}`, title: `Paper ${nth}` })]));
        return own;
      }),
    );
    isOver = true;
    await following;
    // The last changes may have come after the last poll.
    if (revision < 30) await follow();
    expect(revisions.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, at) => at + 1));
    expect(seen.size).toBe(30);
  });

  it('serializes updates', async () => {
    const { open } = await fresh();
    const stores = (await Promise.all([open(), open(), open()])).map((store) => new SqlPaperRepository(store));
    const addOne = (papers: readonly Paper[]) => [paper({ id: `p${papers.length}`, title: `Paper ${papers.length}` })];
    await Promise.all([1, 2, 3].flatMap(() => stores.map((papers) => papers.updateAll(addOne))));
    expect(ids((await stores[0]?.all()) ?? [])).toEqual(Array.from({ length: 9 }, (_, at) => `p${at}`));
  });
});
