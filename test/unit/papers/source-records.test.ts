import { describe, expect, it } from 'vitest';
import { mergeLiveRecords } from '../../../src/papers/source-records.ts';
import { lineSighting, liveSighting } from '../../fixtures/source-records.ts';

/** What comes of a sighting and a later one. */
function later(known: ReturnType<typeof liveSighting>, said: ReturnType<typeof liveSighting>) {
  const folded = mergeLiveRecords([said, known]);
  expect(mergeLiveRecords([known, said])).toEqual(folded);
  expect(folded).toHaveLength(1);
  return folded[0];
}

const NINE = { at: '2026-03-02T09:00:00.000Z', on: '2026-03-02' };
const TEN = { at: '2026-03-02T10:00:00.000Z', on: '2026-03-02' };
const NEXT_DAY = { at: '2026-03-03T00:00:00.000Z', on: '2026-03-03' };

describe('what a live source says again', () => {
  it('takes the place of what it said, field by field', () => {
    const known = liveSighting({ ...NINE, upvotes: 3, comments: 1, rank: 4, keywords: ['robots', 'legs'] });
    const said = liveSighting({ ...TEN, upvotes: 5, rank: 2, summary: 'Robots walk.', keywords: ['robots'] });
    expect(later(known, said)).toEqual({ ...said, comments: 1 });
  });

  it('leaves links and what is linked as they were where it does not name them', () => {
    const known = liveSighting({
      ...NINE,
      links: { code: 'https://github.com/a/b', project: 'https://a.example.org/' },
      linked: { models: { total: 1, names: ['a/b'] } },
    });
    const said = liveSighting({
      ...TEN,
      links: { code: 'https://github.com/a/c' },
      linked: { datasets: { total: 0, names: [] } },
    });
    expect(later(known, said)).toMatchObject({
      links: { code: 'https://github.com/a/c', project: 'https://a.example.org/' },
      linked: { models: { total: 1, names: ['a/b'] }, datasets: { total: 0, names: [] } },
    });
    expect(later(known, liveSighting(TEN))).toMatchObject({ links: known.links, linked: known.linked });
  });

  it('is as it was where nothing is new that day', () => {
    const known = liveSighting({ ...NINE, upvotes: 3, comments: 1 });
    expect(later(known, liveSighting({ ...TEN, upvotes: 3 }))).toEqual(known);
  });

  it('is of the next day where nothing is new then', () => {
    const known = liveSighting({ ...NINE, upvotes: 3, comments: 1 });
    expect(later(known, liveSighting({ ...NEXT_DAY, upvotes: 3 }))).toEqual({ ...known, ...NEXT_DAY });
  });

  it('is one for each source, paper, day of listing and title; case and punctuation make no other title', () => {
    const one = liveSighting(NINE);
    const others = [
      { ...one, source: 'arxiv' as const },
      { ...one, id: '2603.00002' },
      { ...one, listedOn: '2026-03-01' },
      { ...one, title: 'Walking' },
    ];
    expect(mergeLiveRecords([one, ...others])).toHaveLength(5);
    expect(later(one, { ...one, ...TEN, title: 'Safe walking for small robots!' })?.title).toBe(
      'Safe walking for small robots!',
    );
  });

  it('stays apart from what files say, all of which is kept', () => {
    const lines = [lineSighting(), lineSighting({ upvotes: 1 })];
    expect(mergeLiveRecords(lines)).toEqual(lines);
  });
});
