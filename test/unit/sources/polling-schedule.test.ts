import { describe, expect, it } from 'vitest';
import { eachDayInRange, subtractDays } from '../../../src/papers/dates.ts';
import { dueListings, retryIntervalMs } from '../../../src/sources/polling-schedule.ts';
import type { ListingRecord } from '../../../src/sources/source-repository.ts';
import { createScriptedSource } from '../../fakes/scripted-source.ts';

const TODAY = '2026-11-20';
const NOW = new Date('2026-11-20T12:00:00.000Z');
const huggingFace = createScriptedSource({ newest: TODAY });
const arxiv = createScriptedSource({ name: 'arxiv:cs.LG', title: 'arXiv', newest: TODAY });

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAYS = eachDayInRange('2026-10-21', TODAY).toReversed();

/** What is known when each part was answered so long ago. */
function answered(agoMs: (part: string) => number, parts: readonly string[] = [...DAYS, 'trending']) {
  const known = parts.map(
    (key): ListingRecord => ({ key, fetchedAt: new Date(NOW.getTime() - agoMs(key)).toISOString(), paperIds: [] }),
  );
  return new Map(known.map((part) => [part.key, part]));
}

describe('what is due', () => {
  it('of a source that was never asked is its newest list, what is trending, and the last thirty days, the oldest last', () => {
    expect(dueListings(huggingFace, new Map(), NOW)).toEqual([TODAY, 'trending', ...DAYS.slice(1)]);
  });

  it('is nothing right after all was asked', () => {
    expect(
      dueListings(
        huggingFace,
        answered(() => 0),
        NOW,
      ),
    ).toEqual([]);
  });

  it.each([
    ['today after ten minutes', 10 * MINUTE, [TODAY]],
    ['yesterday and what is trending after an hour', HOUR, [TODAY, 'trending', '2026-11-19']],
    ['the last seven days after six hours', 6 * HOUR, [TODAY, 'trending', ...DAYS.slice(1, 8)]],
  ])('is %s', (_, agoMs, due) => {
    expect(
      dueListings(
        huggingFace,
        answered(() => agoMs - 1),
        NOW,
      ),
    ).not.toEqual(due);
    expect(
      dueListings(
        huggingFace,
        answered(() => agoMs),
        NOW,
      ),
    ).toEqual(due);
  });

  it('is a gap, and a day that was last looked at before its votes had settled', () => {
    const known = answered((part) => (part === '2026-11-05' ? 12 * 24 * HOUR : 0));
    known.delete('2026-10-30');
    expect(dueListings(huggingFace, known, NOW)).toEqual(['2026-11-05', '2026-10-30']);
  });

  it('is not a day again that was looked at once it had settled', () => {
    const known = answered((part) => (part === '2026-11-05' ? 8 * 24 * HOUR - 12 * HOUR : 0));
    expect(dueListings(huggingFace, known, NOW)).toEqual([]);
  });

  it('of arXiv is what changes once a day: the last days after six hours, and nothing that trends', () => {
    expect(
      dueListings(
        arxiv,
        answered(() => 6 * HOUR - 1),
        NOW,
      ),
    ).toEqual([]);
    expect(
      dueListings(
        arxiv,
        answered(() => 6 * HOUR),
        NOW,
      ),
    ).toEqual(DAYS.slice(0, 4));
  });

  it('is no day before the first list', () => {
    const young = createScriptedSource({ newest: TODAY, firstDay: '2026-11-18' });
    expect(dueListings(young, new Map(), NOW)).toEqual([TODAY, 'trending', '2026-11-19', '2026-11-18']);
  });

  it('is what was answered in the future, by a clock that was wrong', () => {
    expect(
      dueListings(
        huggingFace,
        answered((part) => (part === TODAY ? -3 * HOUR : 0)),
        NOW,
      ),
    ).toEqual([TODAY]);
  });
});

it('a list that is not open yet is left alone for as long as its answer would be good', () => {
  expect(retryIntervalMs(huggingFace, TODAY, NOW)).toBe(10 * MINUTE);
  expect(retryIntervalMs(huggingFace, subtractDays(TODAY, 20), NOW)).toBe(6 * HOUR);
  expect(retryIntervalMs(huggingFace, 'trending', NOW)).toBe(HOUR);
  expect(retryIntervalMs(arxiv, TODAY, NOW)).toBe(6 * HOUR);
});
