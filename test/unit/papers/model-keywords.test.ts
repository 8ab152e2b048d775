import { describe, expect, it } from 'vitest';
import { mergeRecords } from '../../../src/papers/merge.ts';
import { type FullSourceRecord, hasModelKeywords } from '../../../src/papers/paper.ts';
import { jsonLineRecord, liveRecord } from '../../fixtures/source-records.ts';

const KEYWORDS = { keywords: ['robots'] };

describe('hasModelKeywords', () => {
  it.each<[boolean, string, FullSourceRecord[]]>([
    [true, 'keywords from Hugging Face', [liveRecord(KEYWORDS)]],
    [false, 'keywords from a file', [jsonLineRecord(KEYWORDS)]],
    [false, 'newer keywords from a file', [liveRecord(KEYWORDS), jsonLineRecord({ ...KEYWORDS, on: '2026-04-01' })]],
    [
      true,
      'keywords from Hugging Face and a newer record without any',
      [liveRecord(KEYWORDS), liveRecord({ source: 'arxiv', at: '2026-03-09T00:00:00.000Z' })],
    ],
    [false, 'no keywords', [liveRecord({ keywords: [] })]],
  ])('is %s for %s', (expected, _, records) => {
    const { papers } = mergeRecords(records.map((record) => ({ ...record, id: '2603.00001' })));
    expect(papers.map(hasModelKeywords)).toEqual([expected]);
  });
});
