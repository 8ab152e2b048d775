import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { titleId } from '../../../src/papers/identity.ts';
import { mergeRecords, recordsOf } from '../../../src/papers/merge.ts';
import { type FullSourceRecord, Paper, SourceRecord } from '../../../src/papers/paper.ts';
import { lineSighting, liveSighting, pageSighting } from '../../fixtures/source-records.ts';

function settleOne(...sightings: FullSourceRecord[]): Paper {
  const { papers } = mergeRecords(sightings);
  expect(papers).toHaveLength(1);
  return papers[0] as Paper;
}

describe('settling a paper', () => {
  it('lets the newer page win: abstract, comments, organization', () => {
    const older = pageSighting({ captured: '2025-11-03', abstract: 'The old domain.', comments: 2, authorCount: 4 });
    const newer = pageSighting({
      page: 'bbbbbbbbbbbb',
      captured: '2026-06-26',
      abstract: 'The new ___domain.',
      comments: 5,
    });
    const paper = settleOne(newer, older);
    expect(paper).toMatchObject({ abstract: 'The new ___domain.', comments: 5, authorCount: 4 });
    expect(paper.seen.map(({ on, abstract }) => [on, abstract])).toEqual([
      ['2026-06-26', undefined],
      ['2025-11-03', 'The old domain.'],
    ]);
  });

  it('never overwrites what is known with what a newer source leaves out', () => {
    const paper = settleOne(lineSighting({ on: '2025-01-01', upvotes: 7 }), lineSighting({ on: '2025-02-02' }));
    expect(paper.upvotes).toBe(7);
  });

  it('lets an explicit date beat an inferred one, however new', () => {
    const explicit = lineSighting({ on: '2020-01-01', published: '2024-02-28' });
    const inferred = pageSighting({ captured: '2025-11-04', published: '03-01' });
    expect(settleOne(explicit, inferred).publishedOn).toBe('2024-02-28');
    expect(settleOne(inferred).publishedOn).toBe('2025-03-01');
  });

  it('keeps the first day of listing', () => {
    const paper = settleOne(
      lineSighting({ on: '2025-03-03', listedOn: '2025-03-03' }),
      lineSighting({ on: '2025-03-04', listedOn: '2025-03-04' }),
    );
    expect(paper.listedOn).toBe('2025-03-03');
  });

  it('knows the links of its abstract and of its id', () => {
    const paper = settleOne(lineSighting({ id: '2401.12345', abstract: 'We walk. Code: https://github.com/a/b.' }));
    expect(paper.links).toEqual({
      huggingFace: 'https://huggingface.co/papers/2401.12345',
      arxiv: 'https://arxiv.org/abs/2401.12345',
      pdf: 'https://arxiv.org/pdf/2401.12345',
      code: 'https://github.com/a/b',
    });
  });

  it('counts all authors where a source names the first few only', () => {
    expect(settleOne(lineSighting({ authors: ['Ada'], authorCount: 20 }))).toMatchObject({
      authors: ['Ada'],
      authorCount: 20,
    });
    expect(settleOne(lineSighting({ authors: ['Ada', 'Alan'] })).authorCount).toBe(2);
  });

  it('marks a summary that a source brought', () => {
    expect(settleOne(lineSighting({ summary: 'Robots walk.' })).summary).toEqual({ text: 'Robots walk.', by: 'model' });
    expect(settleOne(lineSighting()).summary.by).toBe('abstract');
  });
});

describe('settling what live sources say', () => {
  it('lets the later of two sightings of one day win', () => {
    const morning = liveSighting({ at: '2026-03-02T09:00:00.000Z', upvotes: 3 });
    const evening = { ...lineSighting(), source: 'arxiv', id: '2603.00001', at: '2026-03-02T20:00:00.000Z' } as const;
    expect(settleOne({ ...evening, upvotes: 9 }, morning).upvotes).toBe(9);
    expect(settleOne({ ...evening, at: '2026-03-02T08:00:00.000Z', upvotes: 9 }, morning).upvotes).toBe(3);
    // A day is the beginning of it.
    expect(settleOne(lineSighting({ id: '2603.00001', on: '2026-03-02', upvotes: 9 }), morning).upvotes).toBe(3);
  });

  it('takes the newest day of listing where a paper is seen on two lists at once, and the first as its own', () => {
    const first = liveSighting({ listedOn: '2026-02-20', upvotes: 2, rank: 1 });
    const second = liveSighting({ upvotes: 27 });
    const paper = settleOne(first, second);
    expect(paper).toMatchObject({ listedOn: '2026-02-20', upvotes: 27 });
    expect(paper.seen.map(({ listedOn }) => listedOn)).toEqual(['2026-03-02', '2026-02-20']);
  });

  it('knows classes, version and what is linked, each from the newest that says it', () => {
    const older = liveSighting({
      at: '2026-03-01T09:00:00.000Z',
      linked: { models: { total: 3, names: ['a/b'] }, spaces: { total: 1, names: ['a/s'] } },
      links: { code: 'https://github.com/a/b', project: 'https://a.example.org/' },
    });
    const newer = liveSighting({
      listedOn: '2026-03-03',
      linked: { models: { total: 4, names: ['a/b', 'a/c'] } },
      links: { code: 'https://github.com/a/c' },
    });
    const arxiv = liveSighting({
      source: 'arxiv',
      categories: ['cs.LG', 'cs.RO'],
      version: 2,
      updatedOn: '2026-03-01',
    });
    expect(settleOne(newer, arxiv, older)).toMatchObject({
      categories: ['cs.LG', 'cs.RO'],
      version: 2,
      updatedOn: '2026-03-01',
      linked: { models: { total: 4, names: ['a/b', 'a/c'] }, spaces: { total: 1, names: ['a/s'] } },
      links: { code: 'https://github.com/a/c', project: 'https://a.example.org/' },
    });
  });

  it('keeps the highest version, with its day, whatever an older answer says later', () => {
    const second = liveSighting({ source: 'arxiv', version: 2, updatedOn: '2026-03-01' });
    const stale = { ...second, at: '2026-03-09T09:00:00.000Z', version: 1, updatedOn: '2026-01-01' };
    for (const stalest of [stale, { ...stale, listedOn: '2026-03-03' }]) {
      expect(settleOne(stalest, second)).toMatchObject({ version: 2, updatedOn: '2026-03-01' });
    }
  });

  it('gives what was known by its title its id, and keeps the old one', () => {
    expect(settleOne(pageSighting(), liveSighting({ authors: ['Ada'], upvotes: 7 }))).toMatchObject({
      id: '2603.00001',
      aliases: [titleId('Safe Walking for Small Robots')],
      authors: ['Ada'],
      upvotes: 7,
    });
  });

  it('keeps it joined when the title changes later', () => {
    const renamed = liveSighting({ at: '2026-03-03T09:00:00.000Z', title: 'Walking, Safely' });
    expect(settleOne(pageSighting(), liveSighting(), renamed)).toMatchObject({
      id: '2603.00001',
      title: 'Walking, Safely',
      aliases: [titleId('Safe Walking for Small Robots'), titleId('Walking, Safely')].sort(),
    });
  });

  it('lets them tell nothing about the year of a page, so that no paper of one title moves all others on it', () => {
    const page = [
      pageSighting({ published: '03-01' }),
      pageSighting({ title: 'Dual RL', published: '02-02' }),
      pageSighting({ title: 'Inverse RL', published: '2023-02-02' }),
    ];
    const later = liveSighting({ published: '2031-03-01' });
    const undated = liveSighting({ id: '3201.00002', title: 'Inverse RL', published: '2032-01-01' });
    const { papers, captureDays } = mergeRecords([...page, later, undated]);
    expect(captureDays.get('aaaaaaaaaaaa')?.on).toBe('2024-11-04');
    expect(papers.map(({ title, publishedOn }) => [title, publishedOn])).toEqual([
      ['Safe Walking for Small Robots', '2031-03-01'],
      ['Inverse RL', '2032-01-01'],
      ['Dual RL', '2024-02-02'],
    ]);
  });

  it('settles whatever the text is', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 400 }),
      fc.webUrl().map((url) => `We propose this. Code: ${url}`),
      fc.ipV4().map((ip) => `We propose this, at http://${ip}/x.`),
    );
    fc.assert(
      fc.property(text, text, (title, abstract) => {
        fc.pre(SourceRecord.safeParse({ source: 'huggingface', title, abstract }).success);
        expect(settleOne(liveSighting({ title, abstract })).id).toBe('2603.00001');
      }),
    );
  });
});

describe('which sightings are of one paper', () => {
  it('joins a title with the paper that has this title and an arXiv id, and keeps the old id as an alias', () => {
    const paper = settleOne(pageSighting(), lineSighting({ id: '2401.12345' }));
    expect(paper).toMatchObject({ id: '2401.12345', aliases: [titleId('Safe Walking for Small Robots')] });
  });

  it('keeps the ids of every title that a paper had', () => {
    const paper = settleOne(lineSighting({ id: '2401.12345' }), lineSighting({ id: '2401.12345', title: 'Walking' }));
    expect(paper.aliases).toEqual([titleId('Safe Walking for Small Robots'), titleId('Walking')].sort());
  });

  it('leaves two arXiv ids with one title two papers', () => {
    const { papers } = mergeRecords([
      lineSighting({ id: '2401.00002' }),
      lineSighting({ id: '2401.00001' }),
      pageSighting(),
    ]);
    expect(papers.map(({ id, seen, aliases }) => [id, seen.length, aliases.length])).toEqual([
      ['2401.00001', 2, 1],
      ['2401.00002', 1, 0],
    ]);
  });
});

describe('a settled set', () => {
  const titles = ['Safe Walking', 'safe walking!', 'Dual RL', 'Learning $f$-Divergences'];
  const pages = ['aaaaaaaaaaaa', 'bbbbbbbbbbbb', 'cccccccccccc'];
  const anySighting = fc
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
      const said = { ...text, ...(comments !== undefined && { comments }), ...(published && { published }) };
      // Every page has its own day, which no date here contradicts.
      if (page) return { source: 'page', page, captured: `0${pages.indexOf(page) + 4}-04`, rank, ...said };
      return { source: 'lines', on, ...said, ...(id && { id }) };
    });

  it('is the same in whatever order, and however many times, the sightings come', () => {
    fc.assert(
      fc.property(
        fc.array(anySighting, { maxLength: 12 }),
        fc.array(fc.nat(), { maxLength: 12 }),
        (sightings, swaps) => {
          const shuffled = [...sightings, ...sightings.slice(0, 3)];
          for (const [at, swap] of swaps.entries()) {
            const other = swap % Math.max(1, shuffled.length);
            const [a, b] = [shuffled[at], shuffled[other]];
            if (a && b) [shuffled[at], shuffled[other]] = [b, a];
          }
          expect(JSON.stringify(mergeRecords(shuffled).papers)).toBe(JSON.stringify(mergeRecords(sightings).papers));
        },
      ),
    );
  });

  it('comes out the same when settled piece by piece, through what is stored', () => {
    fc.assert(
      fc.property(fc.array(anySighting, { maxLength: 12 }), (sightings) => {
        let stored: Paper[] = [];
        for (const sighting of sightings) {
          const { papers } = mergeRecords([...stored.flatMap(recordsOf), sighting]);
          stored = papers.map((paper) => Paper.parse(JSON.parse(JSON.stringify(paper))));
        }
        expect(JSON.stringify(stored)).toBe(JSON.stringify(mergeRecords(sightings).papers));
      }),
    );
  });
});
