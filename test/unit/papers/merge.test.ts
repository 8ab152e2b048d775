import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { titleId } from '../../../src/papers/identity.ts';
import { mergeRecords, recordsOf } from '../../../src/papers/merge.ts';
import { type FullSourceRecord, Paper, SourceRecord } from '../../../src/papers/paper.ts';
import { jsonLineRecord, liveRecord, pageRecord } from '../../fixtures/source-records.ts';

function mergeOne(...records: FullSourceRecord[]): Paper {
  const { papers } = mergeRecords(records);
  expect(papers).toHaveLength(1);
  return papers[0] as Paper;
}

describe('mergeRecords of one paper', () => {
  it('prefers the abstract and counts of the newer page', () => {
    const older = pageRecord({ captured: '2025-11-03', abstract: 'The old domain.', comments: 2, authorCount: 4 });
    const newer = pageRecord({
      page: 'bbbbbbbbbbbb',
      captured: '2026-06-26',
      abstract: 'The new ___domain.',
      comments: 5,
    });
    const paper = mergeOne(newer, older);
    expect(paper).toMatchObject({ abstract: 'The new ___domain.', comments: 5, authorCount: 4 });
    expect(paper.seen.map(({ on, abstract }) => [on, abstract])).toEqual([
      ['2026-06-26', undefined],
      ['2025-11-03', 'The old domain.'],
    ]);
  });

  it('keeps fields that a newer record leaves out', () => {
    const paper = mergeOne(jsonLineRecord({ on: '2025-01-01', upvotes: 7 }), jsonLineRecord({ on: '2025-02-02' }));
    expect(paper.upvotes).toBe(7);
  });

  it('prefers a full date to a newer inferred one', () => {
    const explicit = jsonLineRecord({ on: '2020-01-01', published: '2024-02-28' });
    const inferred = pageRecord({ captured: '2025-11-04', published: '03-01' });
    expect(mergeOne(explicit, inferred).publishedOn).toBe('2024-02-28');
    expect(mergeOne(inferred).publishedOn).toBe('2025-03-01');
  });

  it('keeps the first listing day', () => {
    const paper = mergeOne(
      jsonLineRecord({ on: '2025-03-03', listedOn: '2025-03-03' }),
      jsonLineRecord({ on: '2025-03-04', listedOn: '2025-03-04' }),
    );
    expect(paper.listedOn).toBe('2025-03-03');
  });

  it('adds the links of the abstract and of the arXiv id', () => {
    const paper = mergeOne(jsonLineRecord({ id: '2401.12345', abstract: 'We walk. Code: https://github.com/a/b.' }));
    expect(paper.links).toEqual({
      huggingFace: 'https://huggingface.co/papers/2401.12345',
      arxiv: 'https://arxiv.org/abs/2401.12345',
      pdf: 'https://arxiv.org/pdf/2401.12345',
      code: 'https://github.com/a/b',
    });
  });

  it('counts all authors if a source lists the first few only', () => {
    expect(mergeOne(jsonLineRecord({ authors: ['Ada'], authorCount: 20 }))).toMatchObject({
      authors: ['Ada'],
      authorCount: 20,
    });
    expect(mergeOne(jsonLineRecord({ authors: ['Ada', 'Alan'] })).authorCount).toBe(2);
  });

  it('marks a summary from a source', () => {
    expect(mergeOne(jsonLineRecord({ summary: 'Robots walk.' })).summary).toEqual({
      text: 'Robots walk.',
      by: 'model',
    });
    expect(mergeOne(jsonLineRecord()).summary.by).toBe('abstract');
  });
});

describe('mergeRecords of live sources', () => {
  it('prefers the later of two records of one day', () => {
    const morning = liveRecord({ at: '2026-03-02T09:00:00.000Z', upvotes: 3 });
    const evening = { ...jsonLineRecord(), source: 'arxiv', id: '2603.00001', at: '2026-03-02T20:00:00.000Z' } as const;
    expect(mergeOne({ ...evening, upvotes: 9 }, morning).upvotes).toBe(9);
    expect(mergeOne({ ...evening, at: '2026-03-02T08:00:00.000Z', upvotes: 9 }, morning).upvotes).toBe(3);
    // A day without a time counts as its start.
    expect(mergeOne(jsonLineRecord({ id: '2603.00001', on: '2026-03-02', upvotes: 9 }), morning).upvotes).toBe(3);
  });

  it('prefers the record of the newer listing, but keeps the first listing day', () => {
    const first = liveRecord({ listedOn: '2026-02-20', upvotes: 2, rank: 1 });
    const second = liveRecord({ upvotes: 27 });
    const paper = mergeOne(first, second);
    expect(paper).toMatchObject({ listedOn: '2026-02-20', upvotes: 27 });
    expect(paper.seen.map(({ listedOn }) => listedOn)).toEqual(['2026-03-02', '2026-02-20']);
  });

  it('takes categories, version, links and artifacts from the newest record that has each', () => {
    const older = liveRecord({
      at: '2026-03-01T09:00:00.000Z',
      linked: { models: { total: 3, names: ['a/b'] }, spaces: { total: 1, names: ['a/s'] } },
      links: { code: 'https://github.com/a/b', project: 'https://a.example.org/' },
    });
    const newer = liveRecord({
      listedOn: '2026-03-03',
      linked: { models: { total: 4, names: ['a/b', 'a/c'] } },
      links: { code: 'https://github.com/a/c' },
    });
    const arxiv = liveRecord({
      source: 'arxiv',
      categories: ['cs.LG', 'cs.RO'],
      version: 2,
      updatedOn: '2026-03-01',
    });
    expect(mergeOne(newer, arxiv, older)).toMatchObject({
      categories: ['cs.LG', 'cs.RO'],
      version: 2,
      updatedOn: '2026-03-01',
      linked: { models: { total: 4, names: ['a/b', 'a/c'] }, spaces: { total: 1, names: ['a/s'] } },
      links: { code: 'https://github.com/a/c', project: 'https://a.example.org/' },
    });
  });

  it('keeps the highest version and its day when a stale response follows', () => {
    const second = liveRecord({ source: 'arxiv', version: 2, updatedOn: '2026-03-01' });
    const stale = { ...second, at: '2026-03-09T09:00:00.000Z', version: 1, updatedOn: '2026-01-01' };
    for (const staleRecord of [stale, { ...stale, listedOn: '2026-03-03' }]) {
      expect(mergeOne(staleRecord, second)).toMatchObject({ version: 2, updatedOn: '2026-03-01' });
    }
  });

  it('adds the arXiv id to a paper known by its title, and keeps the former id as an alias', () => {
    expect(mergeOne(pageRecord(), liveRecord({ authors: ['Ada'], upvotes: 7 }))).toMatchObject({
      id: '2603.00001',
      aliases: [titleId('Safe Walking for Small Robots')],
      authors: ['Ada'],
      upvotes: 7,
    });
  });

  it('keeps records merged when the title changes later', () => {
    const renamed = liveRecord({ at: '2026-03-03T09:00:00.000Z', title: 'Walking, Safely' });
    expect(mergeOne(pageRecord(), liveRecord(), renamed)).toMatchObject({
      id: '2603.00001',
      title: 'Walking, Safely',
      aliases: [titleId('Safe Walking for Small Robots'), titleId('Walking, Safely')].sort(),
    });
  });

  it('ignores live sources when inferring the year of a page', () => {
    const page = [
      pageRecord({ published: '03-01' }),
      pageRecord({ title: 'Dual RL', published: '02-02' }),
      pageRecord({ title: 'Inverse RL', published: '2023-02-02' }),
    ];
    const later = liveRecord({ published: '2031-03-01' });
    const undated = liveRecord({ id: '3201.00002', title: 'Inverse RL', published: '2032-01-01' });
    const { papers, captureDays } = mergeRecords([...page, later, undated]);
    expect(captureDays.get('aaaaaaaaaaaa')?.on).toBe('2024-11-04');
    expect(papers.map(({ title, publishedOn }) => [title, publishedOn])).toEqual([
      ['Safe Walking for Small Robots', '2031-03-01'],
      ['Inverse RL', '2032-01-01'],
      ['Dual RL', '2024-02-02'],
    ]);
  });

  it('merges any text', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 400 }),
      fc.webUrl().map((url) => `We propose this. Code: ${url}`),
      fc.ipV4().map((ip) => `We propose this, at http://${ip}/x.`),
    );
    fc.assert(
      fc.property(text, text, (title, abstract) => {
        fc.pre(SourceRecord.safeParse({ source: 'huggingface', title, abstract }).success);
        expect(mergeOne(liveRecord({ title, abstract })).id).toBe('2603.00001');
      }),
    );
  });
});

describe('grouping records by paper', () => {
  it('merges a record without an id into the paper with its title and an arXiv id', () => {
    const paper = mergeOne(pageRecord(), jsonLineRecord({ id: '2401.12345' }));
    expect(paper).toMatchObject({ id: '2401.12345', aliases: [titleId('Safe Walking for Small Robots')] });
  });

  it('keeps the ids of all titles as aliases', () => {
    const paper = mergeOne(
      jsonLineRecord({ id: '2401.12345' }),
      jsonLineRecord({ id: '2401.12345', title: 'Walking' }),
    );
    expect(paper.aliases).toEqual([titleId('Safe Walking for Small Robots'), titleId('Walking')].sort());
  });

  it('keeps two arXiv ids with the same title apart', () => {
    const { papers } = mergeRecords([
      jsonLineRecord({ id: '2401.00002' }),
      jsonLineRecord({ id: '2401.00001' }),
      pageRecord(),
    ]);
    expect(papers.map(({ id, seen, aliases }) => [id, seen.length, aliases.length])).toEqual([
      ['2401.00001', 2, 1],
      ['2401.00002', 1, 0],
    ]);
  });
});

describe('mergeRecords of any records', () => {
  const titles = ['Safe Walking', 'safe walking!', 'Dual RL', 'Learning $f$-Divergences'];
  const pages = ['aaaaaaaaaaaa', 'bbbbbbbbbbbb', 'cccccccccccc'];
  const anyRecord = fc
    .record({
      title: fc.constantFrom(...titles),
      abstract: fc.constantFrom('We walk.', 'We dance. Code: https://github.com/a/b.'),
      page: fc.option(fc.constantFrom(...pages), { nil: undefined }),
      rank: fc.integer({ min: 1, max: 40 }),
      on: fc.constantFrom('2024-01-01', '2025-05-05'),
      id: fc.option(fc.constantFrom('2401.00001', '2401.00002'), { nil: undefined }),
      comments: fc.option(fc.nat(9), { nil: undefined }),
      published: fc.constantFrom('2019-03-01', '2020-12-31', undefined),
    })
    .map(({ page, rank, on, id, comments, published, ...text }): FullSourceRecord => {
      const fields = { ...text, ...(comments !== undefined && { comments }), ...(published && { published }) };
      // Each page has a different day, which no date contradicts.
      if (page) return { source: 'page', page, captured: `0${pages.indexOf(page) + 4}-04`, rank, ...fields };
      return { source: 'lines', on, ...fields, ...(id && { id }) };
    });

  it('ignores order and duplicates', () => {
    fc.assert(
      fc.property(fc.array(anyRecord, { maxLength: 12 }), fc.array(fc.nat(), { maxLength: 12 }), (records, swaps) => {
        const shuffled = [...records, ...records.slice(0, 3)];
        for (const [at, swap] of swaps.entries()) {
          const other = swap % Math.max(1, shuffled.length);
          const [a, b] = [shuffled[at], shuffled[other]];
          if (a && b) [shuffled[at], shuffled[other]] = [b, a];
        }
        expect(JSON.stringify(mergeRecords(shuffled).papers)).toBe(JSON.stringify(mergeRecords(records).papers));
      }),
    );
  });

  it('gives the same result one record at a time, through stored papers', () => {
    fc.assert(
      fc.property(fc.array(anyRecord, { maxLength: 12 }), (records) => {
        let stored: Paper[] = [];
        for (const record of records) {
          const { papers } = mergeRecords([...stored.flatMap(recordsOf), record]);
          stored = papers.map((paper) => Paper.parse(JSON.parse(JSON.stringify(paper))));
        }
        expect(JSON.stringify(stored)).toBe(JSON.stringify(mergeRecords(records).papers));
      }),
    );
  });
});
