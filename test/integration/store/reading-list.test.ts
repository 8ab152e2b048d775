import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ReadingListOwner } from '../../../src/features/reading-list/reading-list.ts';
import { SqlReadingListRepository } from '../../../src/store/repositories/reading-list-repository.ts';
import { at } from './records.ts';
import { describeStores } from './stores.ts';

const ADA: ReadingListOwner = { platform: 'discord', tenant: 'T1', person: 'U1' };

const anyOwner = fc.record({
  platform: fc.constantFrom('discord', 'slack'),
  tenant: fc.constantFrom('T1', 'T2', 'T1%', "T1' or 1 = 1"),
  person: fc.constantFrom('U1', 'U2', '', 'T1'),
});

describeStores('SqlReadingListRepository', (fresh) => {
  async function open() {
    return new SqlReadingListRepository(await (await fresh()).open());
  }

  it('lists papers newest first', async () => {
    const readingLists = await open();
    await readingLists.save(ADA, 'first', at('08:00'));
    await readingLists.save(ADA, 'third', at('08:02'));
    await readingLists.save(ADA, 'second', at('08:01'));
    expect(await readingLists.list(ADA)).toEqual([
      { paperId: 'third', savedAt: at('08:02') },
      { paperId: 'second', savedAt: at('08:01') },
      { paperId: 'first', savedAt: at('08:00') },
    ]);
  });

  it('saves a paper once, and keeps its place in the list', async () => {
    const readingLists = await open();
    expect(await readingLists.save(ADA, 'p1', at('08:00'))).toBe(true);
    expect(await readingLists.save(ADA, 'p1', at('09:00'))).toBe(false);
    expect(await readingLists.list(ADA)).toEqual([{ paperId: 'p1', savedAt: at('08:00') }]);
  });

  it('removes a paper once', async () => {
    const readingLists = await open();
    await readingLists.save(ADA, 'p1', at('08:00'));
    expect(await readingLists.unsave(ADA, 'p1')).toBe(true);
    expect(await readingLists.unsave(ADA, 'p1')).toBe(false);
    expect(await readingLists.list(ADA)).toEqual([]);
  });

  it('keeps the lists of people, tenants and platforms apart', async () => {
    const readingLists = await open();
    const model = new Map<string, Set<string>>();
    const change = fc.record({ owner: anyOwner, paperId: fc.constantFrom('p1', 'p2'), saves: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 15 }), async (changes) => {
        for (const { owner, paperId, saves } of changes) {
          const key = JSON.stringify([owner.platform, owner.tenant, owner.person]);
          const theirs = model.get(key) ?? new Set();
          model.set(key, theirs);
          const isSaved = theirs.has(paperId);
          expect(
            await (saves ? readingLists.save(owner, paperId, at('08:00')) : readingLists.unsave(owner, paperId)),
          ).toBe(saves !== isSaved);
          if (saves) theirs.add(paperId);
          else theirs.delete(paperId);
          expect((await readingLists.list(owner)).map((one) => one.paperId)).toEqual([...theirs].sort());
        }
      }),
      { numRuns: 20 },
    );
  });
});
