import { describe, expect, it } from 'vitest';
import { eachDayInRange, subtractDays } from '../../../src/papers/dates.ts';
import { dueListings, retryIntervalMs } from '../../../src/sources/polling-schedule.ts';
import type { ListingRecord } from '../../../src/sources/source-repository.ts';
import { createScriptedArxiv, createScriptedSource } from '../../fakes/scripted-source.ts';

const TODAY = '2026-11-20';
const NOW = new Date('2026-11-20T12:00:00.000Z');
const { descriptor: huggingFace } = createScriptedSource({ newestDay: TODAY });
const { descriptor: arxiv } = createScriptedArxiv({ newestDay: TODAY });

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAYS = eachDayInRange('2026-10-21', TODAY).toReversed();

/** Listings by how long ago each was fetched. */
function fetched(agoMs: (key: string) => number): Map<string, ListingRecord> {
  return new Map(
    [...DAYS, 'trending'].map((key) => {
      const fetchedAt = new Date(NOW.getTime() - agoMs(key)).toISOString();
      return [key, { key, fetchedAt, paperIds: [] }];
    }),
  );
}

describe('dueListings', () => {
  it('starts with the newest day and trending, then the last 30 days, for a source that was never polled', () => {
    expect(dueListings(huggingFace, new Map(), NOW)).toEqual([TODAY, 'trending', ...DAYS.slice(1)]);
  });

  it('is empty right after everything was fetched', () => {
    const known = fetched(() => 0);
    expect(dueListings(huggingFace, known, NOW)).toEqual([]);
  });

  it.each([
    ['today after ten minutes', 10 * MINUTE, [TODAY]],
    ['yesterday and trending after an hour', HOUR, [TODAY, 'trending', '2026-11-19']],
    ['the last seven days after six hours', 6 * HOUR, [TODAY, 'trending', ...DAYS.slice(1, 8)]],
  ])('has %s', (_, agoMs, due) => {
    const [before, after] = [fetched(() => agoMs - 1), fetched(() => agoMs)];
    expect(dueListings(huggingFace, before, NOW)).not.toEqual(due);
    expect(dueListings(huggingFace, after, NOW)).toEqual(due);
  });

  it('has a missing day, and an older day that was last fetched before it was final', () => {
    const known = fetched((key) => (key === '2026-11-05' ? 12 * 24 * HOUR : 0));
    known.delete('2026-10-30');
    expect(dueListings(huggingFace, known, NOW)).toEqual(['2026-11-05', '2026-10-30']);
  });

  it('leaves out an older day that was fetched once it was final', () => {
    const known = fetched((key) => (key === '2026-11-05' ? 8 * 24 * HOUR - 12 * HOUR : 0));
    expect(dueListings(huggingFace, known, NOW)).toEqual([]);
  });

  it('has the last four days of arXiv after six hours, and no trending list', () => {
    const [before, after] = [fetched(() => 6 * HOUR - 1), fetched(() => 6 * HOUR)];
    expect(dueListings(arxiv, before, NOW)).toEqual([]);
    expect(dueListings(arxiv, after, NOW)).toEqual(DAYS.slice(0, 4));
  });

  it('has no day before the first listing', () => {
    const { descriptor } = createScriptedSource({ newestDay: TODAY, firstDay: '2026-11-18' });
    expect(dueListings(descriptor, new Map(), NOW)).toEqual([TODAY, 'trending', '2026-11-19', '2026-11-18']);
  });

  it('has a listing that a wrong clock recorded in the future', () => {
    const known = fetched((key) => (key === TODAY ? -3 * HOUR : 0));
    expect(dueListings(huggingFace, known, NOW)).toEqual([TODAY]);
  });
});

it('retryIntervalMs is as long as a published listing would stay fresh', () => {
  expect(retryIntervalMs(huggingFace, TODAY, NOW)).toBe(10 * MINUTE);
  expect(retryIntervalMs(huggingFace, subtractDays(TODAY, 20), NOW)).toBe(6 * HOUR);
  expect(retryIntervalMs(huggingFace, 'trending', NOW)).toBe(HOUR);
  expect(retryIntervalMs(arxiv, TODAY, NOW)).toBe(6 * HOUR);
});
