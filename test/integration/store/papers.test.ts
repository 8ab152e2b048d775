import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Paper } from '../../../src/papers/paper.ts';
import { UserError } from '../../../src/runtime/errors.ts';
import { createDeliveryRepository } from '../../../src/store/repositories/delivery-repository.ts';
import { createPaperRepository } from '../../../src/store/repositories/paper-repository.ts';
import { createReadingListRepository } from '../../../src/store/repositories/reading-list-repository.ts';
import { HOSTILE, PAPERS, paper } from '../../fixtures/chat/papers.ts';
import { NOW } from './now.ts';
import { anyText, showPapers, subscribe } from './records.ts';
import { describePostgres, describeStores } from './stores.ts';

const ADA = { platform: 'discord', tenant: 'T1', person: 'U1' };

function ids(papers: readonly Paper[]): string[] {
  return papers.map(({ id }) => id);
}

describeStores('papers', (fresh) => {
  async function open() {
    const store = await (await fresh()).open();
    return { store, ...createPaperRepository(store) };
  }

  it('come back as they were put, by id', async () => {
    const { upsert, all, count } = await open();
    expect([await all(), await count()]).toEqual([[], 0]);
    await upsert(PAPERS);
    expect(await all()).toStrictEqual(PAPERS.toSorted((a, b) => (a.id < b.id ? -1 : 1)));
    expect(await count()).toBe(PAPERS.length);
  });

  it('come back as they were put, whatever their texts', async () => {
    const { upsert, resolve } = await open();
    await fc.assert(
      fc.asyncProperty(anyText, anyText, async (title, name) => {
        const one = paper({ id: 'p', title: `A ${title.slice(0, 400)}`, authors: [`By ${name}`] });
        await upsert([one]);
        expect(await resolve('p')).toStrictEqual(one);
      }),
      { numRuns: 50 },
    );
  });

  it('are put in the place of those with their ids', async () => {
    const { upsert, all } = await open();
    await upsert([paper({ id: 'p1', title: 'First' }), paper({ id: 'p2', title: 'Second' })]);
    await upsert([paper({ id: 'p1', title: 'First, revised' })]);
    expect((await all()).map(({ title }) => title)).toEqual(['First, revised', 'Second']);
  });

  it('are changed by what is made of all of them', async () => {
    const { upsert, updateAll, all } = await open();
    const [one, two] = [paper({ id: 'p1', title: 'First' }), paper({ id: 'p2', title: 'Second' })];
    await upsert([one]);
    expect(await updateAll((papers) => [...papers, two])).toBe(2);
    expect(await all()).toEqual([one, two]);
  });

  it('stay as they were where what should be made of them fails', async () => {
    const { upsert, updateAll, all, changedSince } = await open();
    const one = paper({ id: 'p1', title: 'First' });
    await upsert([one]);
    const failing = updateAll(() => {
      throw new UserError('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await all()).toEqual([one]);
    expect(await changedSince(0)).toMatchObject({ revision: 1 });
  });

  it('are many in one call, and the last counts of two with one id', async () => {
    const { upsert, count, resolve } = await open();
    const many = Array.from({ length: 2500 }, (_, at) =>
      paper({ id: `p${at}`, title: `Paper ${at}`, aliases: [`a${at}`] }),
    );
    await upsert([...many, paper({ id: 'p7', title: 'The last word' })]);
    expect(await count()).toBe(2500);
    expect(await resolve('p7')).toMatchObject({ title: 'The last word' });
    expect(await resolve('a2499')).toMatchObject({ id: 'p2499' });
  });

  it('that this version can not read are told, with their id', async () => {
    const { store, all } = await open();
    await store.db.insertInto('papers').values({ id: 'p1', json: '{"id":"p1"}', revision: 1 }).execute();
    await expect(all()).rejects.toThrow(UserError);
    await expect(all()).rejects.toThrow(/p1: title is no string|p1: .*missing/);
  });

  describe('have revisions', () => {
    it('that tell what came or changed since one', async () => {
      const { upsert, changedSince } = await open();
      const [one, two] = [paper({ id: 'p1', title: 'First' }), paper({ id: 'p2', title: 'Second' })];
      expect(await changedSince(0)).toEqual({ papers: [], revision: 0 });
      const first = await upsert([one]);
      const second = await upsert([one, two]);
      expect([first, second]).toEqual([1, 2]);
      expect(await changedSince(0)).toEqual({ papers: [one, two], revision: 2 });
      expect(await changedSince(1)).toEqual({ papers: [two], revision: 2 });
      expect(await changedSince(2)).toEqual({ papers: [], revision: 2 });
    });
  });

  describe('that gain their arXiv id', () => {
    const byTitle = paper({ id: 'digest', title: 'A Paper' });
    const withId = paper({ id: '2401.12345', title: 'A Paper', aliases: ['digest'] });

    it('are found by every id they ever had, as one paper', async () => {
      const { upsert, all, resolve, count } = await open();
      await upsert([byTitle]);
      await upsert([withId]);
      expect(await all()).toEqual([withId]);
      expect(await count()).toBe(1);
      expect(await resolve('digest')).toEqual(withId);
      expect(await resolve('2401.12345')).toEqual(withId);
      expect(await resolve('2402.00000')).toBeUndefined();
    });

    it('stay saved and shown, once', async () => {
      const { upsert, store } = await open();
      const saved = createReadingListRepository(store);
      const deliveries = createDeliveryRepository(store);
      await upsert([byTitle]);
      await subscribe(store, { id: 's1' });
      await subscribe(store, { id: 's2' });
      await showPapers(store, 's1', ['digest']);
      await showPapers(store, 's2', ['digest', '2401.12345']);
      await saved.save(ADA, 'digest', NOW.toISOString());
      await saved.save({ ...ADA, person: 'U2' }, 'digest', NOW.toISOString());
      await saved.save({ ...ADA, person: 'U2' }, '2401.12345', NOW.toISOString());
      await upsert([withId]);
      expect(await deliveries.shownPaperIds('s1')).toEqual(new Set(['2401.12345']));
      expect(await deliveries.shownPaperIds('s2')).toEqual(new Set(['2401.12345']));
      for (const person of ['U1', 'U2']) {
        expect(await saved.list({ ...ADA, person })).toEqual([{ paperId: '2401.12345', savedAt: NOW.toISOString() }]);
      }
    });

    it('in the same call as the old one, or twice over, are one paper', async () => {
      const { upsert, all, resolve } = await open();
      await upsert([byTitle, withId]);
      const again = paper({ id: '2500.00001', title: 'A Paper', aliases: ['2401.12345'] });
      await upsert([again]);
      expect(ids(await all())).toEqual(['2500.00001']);
      for (const id of ['digest', '2401.12345', '2500.00001']) expect(await resolve(id)).toEqual(again);
    });

    it('in a row, each the alias of the next, are the last', async () => {
      const { upsert, all, resolve } = await open();
      await upsert([
        paper({ id: 'a', title: 'A Paper' }),
        paper({ id: 'b', title: 'A Paper', aliases: ['a'] }),
        paper({ id: 'c', title: 'A Paper', aliases: ['b'] }),
      ]);
      expect(ids(await all())).toEqual(['c']);
      for (const id of ['a', 'b', 'c']) expect(await resolve(id)).toMatchObject({ id: 'c' });
    });

    it('that name each other, or themselves, are one paper at least', async () => {
      const { upsert, all } = await open();
      const a = paper({ id: 'a', title: 'A Paper', aliases: ['b', 'a'] });
      await upsert([a, paper({ id: 'b', title: 'A Paper', aliases: ['a'] })]);
      expect(await all()).toHaveLength(1);
    });

    it('are papers of their own again where that is put', async () => {
      const { upsert, all, resolve } = await open();
      await upsert([withId]);
      await upsert([byTitle]);
      expect(ids(await all())).toEqual(['2401.12345', 'digest']);
      expect(await resolve('digest')).toEqual(byTitle);
    });
  });

  it('with hostile ids are found and nothing else is', async () => {
    const { upsert, resolve, count } = await open();
    await upsert([{ ...HOSTILE, id: "'; drop table papers; --", aliases: ['%', '_'] }]);
    expect(await resolve("'; drop table papers; --")).toBeDefined();
    expect(await resolve('anything')).toBeUndefined();
    expect(await resolve('_')).toBeDefined();
    expect(await count()).toBe(1);
  });
});

describePostgres('papers that several processes put', (fresh) => {
  it('have revisions without gaps, and whoever follows them misses none', async () => {
    const { open } = await fresh();
    const [reader, ...writers] = (await Promise.all([open(), open(), open(), open()])).map(createPaperRepository);
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
      writers.map(async ({ upsert }, writer) => {
        const own: number[] = [];
        for (let nth = 0; nth < 10; nth++)
          own.push(await upsert([paper({ id: `${writer} ${nth}`, title: `Paper ${nth}` })]));
        return own;
      }),
    );
    isOver = true;
    await following;
    // Nothing comes after the last revision that was followed to, so this is the end in any case.
    if (revision < 30) await follow();
    expect(revisions.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, at) => at + 1));
    expect(seen.size).toBe(30);
  });

  it('are changed by one at a time, each from what the others made', async () => {
    const { open } = await fresh();
    const stores = (await Promise.all([open(), open(), open()])).map(createPaperRepository);
    const addOne = (papers: readonly Paper[]) => [paper({ id: `p${papers.length}`, title: `Paper ${papers.length}` })];
    await Promise.all([1, 2, 3].flatMap(() => stores.map(({ updateAll }) => updateAll(addOne))));
    expect(ids((await stores[0]?.all()) ?? [])).toEqual(Array.from({ length: 9 }, (_, at) => `p${at}`));
  });
});
