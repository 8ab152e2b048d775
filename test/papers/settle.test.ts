import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { titleId } from '../../src/papers/identity.ts';
import { Paper } from '../../src/papers/paper.ts';
import { type FullSighting, settle, sightingsOf } from '../../src/papers/settle.ts';
import { lineSighting, pageSighting } from '../fixtures/sightings.ts';

function settleOne(...sightings: FullSighting[]): Paper {
  const { papers } = settle(sightings);
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
    const { papers } = settle([lineSighting({ id: '2401.00002' }), lineSighting({ id: '2401.00001' }), pageSighting()]);
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
    .map(({ page, rank, on, id, comments, published, ...text }): FullSighting => {
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
          expect(JSON.stringify(settle(shuffled).papers)).toBe(JSON.stringify(settle(sightings).papers));
        },
      ),
    );
  });

  it('comes out the same when settled piece by piece, through what is stored', () => {
    fc.assert(
      fc.property(fc.array(anySighting, { maxLength: 12 }), (sightings) => {
        let stored: Paper[] = [];
        for (const sighting of sightings) {
          const { papers } = settle([...stored.flatMap(sightingsOf), sighting]);
          stored = papers.map((paper) => Paper.parse(JSON.parse(JSON.stringify(paper))));
        }
        expect(JSON.stringify(stored)).toBe(JSON.stringify(settle(sightings).papers));
      }),
    );
  });
});
