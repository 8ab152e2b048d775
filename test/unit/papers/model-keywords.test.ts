import { expect, it } from 'vitest';
import { mergeRecords } from '../../../src/papers/merge.ts';
import { type FullSourceRecord, hasModelKeywords } from '../../../src/papers/paper.ts';
import { lineSighting, liveSighting } from '../../fixtures/source-records.ts';

const WORDS = { keywords: ['robots'] };

it.each<[string, boolean, FullSourceRecord[]]>([
  ['a model’s where Hugging Face said them', true, [liveSighting(WORDS)]],
  ['a person’s where a file said them', false, [lineSighting(WORDS)]],
  [
    'a person’s where the newest are a file’s',
    false,
    [liveSighting(WORDS), lineSighting({ ...WORDS, on: '2026-04-01' })],
  ],
  [
    'a model’s where a newer sighting says none',
    true,
    [liveSighting(WORDS), liveSighting({ source: 'arxiv', at: '2026-03-09T00:00:00.000Z' })],
  ],
  ['nobody’s where there are none', false, [liveSighting({ keywords: [] })]],
])('keywords are %s', (_, isModels, sightings) => {
  const { papers } = mergeRecords(sightings.map((sighting) => ({ ...sighting, id: '2603.00001' })));
  expect(papers.map(hasModelKeywords)).toEqual([isModels]);
});
