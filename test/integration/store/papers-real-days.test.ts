import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readCorpus } from '../../../src/papers/corpus-file.ts';
import { mergeRecords } from '../../../src/papers/merge.ts';
import { type FullSourceRecord, hasModelKeywords } from '../../../src/papers/paper.ts';
import { SqlDeliveryRepository } from '../../../src/store/repositories/delivery-repository.ts';
import { SqlPaperRepository } from '../../../src/store/repositories/paper-repository.ts';
import { SqlReadingListRepository } from '../../../src/store/repositories/reading-list-repository.ts';
import { describeWithShared } from '../../fixtures/shared-data.ts';
import { NOW } from './now.ts';
import { showPapers, subscribe } from './records.ts';
import { freshSqlite } from './stores.ts';

const SHIPPED = readCorpus(join(import.meta.dirname, '..', '..', '..', 'data', 'papers.jsonl'));
const ADA = { platform: 'discord', tenant: 'T1', person: 'U1' };

/** The part of an entry that these tests need. */
interface Entry {
  readonly title: string;
  readonly numComments: number;
  readonly paper: {
    readonly id: string;
    readonly summary: string;
    readonly publishedAt: string;
    readonly upvotes: number;
    readonly authors: readonly { readonly name: string }[];
    readonly ai_keywords?: string[];
  };
}

/** The records of a real list, received on the morning of its day. */
function listOf(folder: string, day: string): FullSourceRecord[] {
  const entries: readonly Entry[] = JSON.parse(readFileSync(join(folder, `${day}.json`), 'utf8'));
  return entries.map(({ title, numComments, paper }, index) => ({
    source: 'huggingface',
    at: `${day}T09:00:00.000Z`,
    on: day,
    listedOn: day,
    rank: index + 1,
    id: paper.id,
    title: title.replace(/\s+/g, ' '),
    abstract: paper.summary,
    published: paper.publishedAt.slice(0, 10),
    authors: paper.authors.map(({ name }) => name),
    upvotes: paper.upvotes,
    comments: numComments,
    ...(paper.ai_keywords && { keywords: paper.ai_keywords }),
  }));
}

describeWithShared('hf-daily', 'merging real lists of Hugging Face', (folder) => {
  async function open() {
    const store = await (await freshSqlite()).open();
    return { store, papers: new SqlPaperRepository(store) };
  }

  it.each([
    ['2606.11176', '2026-06-10', '2026-06-16', { upvotes: 82, comments: 3 }],
    ['2608.12313', '2026-08-13', '2026-08-19', { upvotes: 27, comments: 3 }],
    ['2608.13558', '2026-08-14', '2026-08-20', { upvotes: 54, comments: 2 }],
  ])(
    'merges %s from two days into one paper, listed on the first day with the numbers of the second',
    async (id, first, second, numbers) => {
      const [older, newer] = [listOf(folder, first), listOf(folder, second)];
      for (const lists of [
        [older, newer],
        [newer, older],
      ]) {
        const { papers } = await open();
        for (const list of lists) await papers.merge(list);
        const all = await papers.all();
        expect(all).toHaveLength(older.length + newer.length - 1);
        expect(all).toEqual(mergeRecords([...older, ...newer]).papers);
        const twice = all.find((paper) => paper.id === id);
        expect(twice).toMatchObject({ listedOn: first, ...numbers });
        expect(twice?.seen.map(({ listedOn }) => listedOn)).toEqual([second, first]);
      }
    },
  );

  it('gives bundled papers their ids, authors and upvotes, without losing references to them', async () => {
    const { store, papers } = await open();
    const [saved, deliveries] = [new SqlReadingListRepository(store), new SqlDeliveryRepository(store)];
    const known = [
      { old: '15a03dbeabba', id: '2412.02980', day: '2024-12-05' },
      { old: '27346212c699', id: '2505.24850', day: '2025-06-02' },
      { old: '61eb72bb3683', id: '2509.25911', day: '2025-10-01' },
      { old: '63e383ba9976', id: '2606.26790', day: '2026-06-26' },
    ];
    await papers.upsert(SHIPPED);
    await subscribe(store, { id: 's1' });
    await showPapers(
      store,
      's1',
      known.map(({ old }) => old),
    );
    for (const { old } of known) await saved.save(ADA, old, NOW.toISOString());

    const records = known.flatMap(({ day }) => listOf(folder, day));
    expect(await papers.merge(records)).toMatchObject({
      changed: known.length,
      added: records.length - known.length,
    });

    for (const { old, id, day } of known) {
      const was = SHIPPED.find((paper) => paper.id === old);
      const paper = await papers.resolve(old);
      expect(paper).toMatchObject({ id, aliases: [old], listedOn: day, upvotes: expect.any(Number) });
      expect(paper?.authors?.length).toBeGreaterThan(0);
      expect(paper?.seen.map(({ source }) => source)).toEqual(
        expect.arrayContaining(['huggingface', ...(was?.seen ?? []).map(({ source }) => source)]),
      );
      expect(paper && hasModelKeywords(paper)).toBe((paper?.keywords.length ?? 0) > 0);
    }
    const ids = known.map(({ id }) => id).sort();
    expect(await deliveries.shownPaperIds('s1')).toEqual(new Set(ids));
    expect((await saved.list(ADA)).map(({ paperId }) => paperId).sort()).toEqual(ids);
    // All other bundled papers are unchanged, including the years of their pages.
    const others = new Map((await papers.all()).map((paper) => [paper.id, paper]));
    const untouched = SHIPPED.filter((paper) => !known.some(({ old }) => old === paper.id));
    expect(untouched.map(({ id }) => others.get(id))).toEqual(untouched);
  });
});
