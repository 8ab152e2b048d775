import { describe, expect, it } from 'vitest';
import type { FullSourceRecord } from '../../../src/papers/paper.ts';
import { mergeLiveRecords } from '../../../src/papers/source-records.ts';
import { jsonLineRecord, liveRecord } from '../../fixtures/source-records.ts';

/** Merges two records in both orders. */
function merge(older: FullSourceRecord, newer: FullSourceRecord) {
  const merged = mergeLiveRecords([newer, older]);
  expect(mergeLiveRecords([older, newer])).toEqual(merged);
  expect(merged).toHaveLength(1);
  return merged[0];
}

const NINE = { at: '2026-03-02T09:00:00.000Z', on: '2026-03-02' };
const TEN = { at: '2026-03-02T10:00:00.000Z', on: '2026-03-02' };
const NEXT_DAY = { at: '2026-03-03T00:00:00.000Z', on: '2026-03-03' };

describe('mergeLiveRecords', () => {
  it('replaces the fields that the newer record has', () => {
    const older = liveRecord({ ...NINE, upvotes: 3, comments: 1, rank: 4, keywords: ['robots', 'legs'] });
    const newer = liveRecord({ ...TEN, upvotes: 5, rank: 2, summary: 'Robots walk.', keywords: ['robots'] });
    expect(merge(older, newer)).toEqual({ ...newer, comments: 1 });
  });

  it('keeps links and artifacts that the newer record leaves out', () => {
    const older = liveRecord({
      ...NINE,
      links: { code: 'https://github.com/a/b', project: 'https://a.example.org/' },
      linked: { models: { total: 1, names: ['a/b'] } },
    });
    const newer = liveRecord({
      ...TEN,
      links: { code: 'https://github.com/a/c' },
      linked: { datasets: { total: 0, names: [] } },
    });
    expect(merge(older, newer)).toMatchObject({
      links: { code: 'https://github.com/a/c', project: 'https://a.example.org/' },
      linked: { models: { total: 1, names: ['a/b'] }, datasets: { total: 0, names: [] } },
    });
    expect(merge(older, liveRecord(TEN))).toMatchObject({ links: older.links, linked: older.linked });
  });

  it('keeps the older record if nothing is new on the same day', () => {
    const older = liveRecord({ ...NINE, upvotes: 3, comments: 1 });
    expect(merge(older, liveRecord({ ...TEN, upvotes: 3 }))).toEqual(older);
  });

  it('updates the time of an unchanged record on the next day', () => {
    const older = liveRecord({ ...NINE, upvotes: 3, comments: 1 });
    expect(merge(older, liveRecord({ ...NEXT_DAY, upvotes: 3 }))).toEqual({ ...older, ...NEXT_DAY });
  });

  it('keeps one record per source, paper, listing day and normalized title', () => {
    const one = liveRecord(NINE);
    const others = [
      { ...one, source: 'arxiv' as const },
      { ...one, id: '2603.00002' },
      { ...one, listedOn: '2026-03-01' },
      { ...one, title: 'Walking' },
    ];
    expect(mergeLiveRecords([one, ...others])).toHaveLength(5);
    expect(merge(one, { ...one, ...TEN, title: 'Safe walking for small robots!' })?.title).toBe(
      'Safe walking for small robots!',
    );
  });

  it('keeps all records from files', () => {
    const lines = [jsonLineRecord(), jsonLineRecord({ upvotes: 1 })];
    expect(mergeLiveRecords(lines)).toEqual(lines);
  });
});
