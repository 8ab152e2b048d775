import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { forecastSubscription } from '../../../../src/features/highlights/forecast.ts';
import type { Schedule } from '../../../../src/features/highlights/schedule.ts';
import type { Candidate } from '../../../../src/features/highlights/scoring.ts';
import type { SelectionCriteria } from '../../../../src/features/highlights/subscription.ts';
import { paperDay } from '../../../../src/papers/paper.ts';
import { anyCandidates, candidate } from './candidates.ts';

const DAILY: Schedule = { days: [1, 2, 3, 4, 5, 6, 7], time: '09:00', zone: 'Europe/Berlin' };
const MONDAYS: Schedule = { ...DAILY, days: [1] };
const NOW = '2027-03-26T12:00:00.000Z';

function forecast({
  candidates,
  others = [],
  schedule = DAILY,
  criteria = { kind: 'best', count: 3 },
}: {
  candidates: readonly Candidate[];
  others?: readonly Candidate[];
  schedule?: Schedule;
  criteria?: SelectionCriteria;
}) {
  const papers = [...candidates, ...others].map(({ paper }) => paper);
  const { recentPapers, ...rest } = forecastSubscription({ schedule, criteria, candidates, papers, now: NOW });
  return { recentIds: recentPapers.map(({ id }) => id), ...rest };
}

/** `perDay` papers on each of the days up to November 4, 2025, with 0, 10, 20, … upvotes. */
function corpus(days: number, perDay: number): Candidate[] {
  return Array.from({ length: days }, (_, ago) =>
    Array.from({ length: perDay }, (_, index) => {
      const listedOn = new Date(Date.UTC(2025, 10, 4 - ago)).toISOString().slice(0, 10);
      return candidate(`${listedOn}/${index}`, { listedOn, upvotes: index * 10 });
    }),
  ).flat();
}

describe('forecastSubscription', () => {
  it('simulates the last days with papers, however long ago', () => {
    expect(forecast({ candidates: corpus(60, 2) })).toEqual({
      recentIds: ['2025-11-04/1', '2025-11-04/0', '2025-11-03/1'],
      papersPerWeek: 14,
      next: ['2027-03-27T08:00:00.000Z', '2027-03-28T07:00:00.000Z', '2027-03-29T07:00:00.000Z'],
    });
  });

  it('respects criteria and days', () => {
    const candidates = corpus(60, 8);
    expect(forecast({ candidates }).papersPerWeek).toBe(21);
    expect(forecast({ candidates, criteria: { kind: 'upvotes', atLeast: 60 } }).papersPerWeek).toBe(14);
    expect(forecast({ candidates, schedule: MONDAYS })).toMatchObject({ papersPerWeek: 3.8, next: expect.any(Array) });
    expect(forecast({ candidates, criteria: { kind: 'upvotes', atLeast: 999 } })).toMatchObject({
      recentIds: [],
      papersPerWeek: 0,
    });
  });

  it('returns the papers it would have posted, not all matches', () => {
    expect(forecast({ candidates: corpus(60, 8), criteria: { kind: 'best', count: 1 } })).toMatchObject({
      recentIds: ['2025-11-04/7', '2025-11-03/7', '2025-11-02/7'],
      papersPerWeek: 7,
    });
  });

  it('adds older matches for a rare topic', () => {
    const rare = [
      candidate('b', { listedOn: '2025-01-10' }),
      candidate('a', { listedOn: '2025-10-20' }),
      candidate('c', { listedOn: '2023-01-10' }),
      candidate('d', { listedOn: '2022-01-10' }),
      candidate('undated'),
    ];
    expect(forecast({ candidates: rare, others: corpus(60, 1) })).toMatchObject({
      recentIds: ['a', 'b', 'c'],
      papersPerWeek: 0.3,
    });
  });

  it('includes every day of a short corpus, whatever the days of the schedule', () => {
    const candidates = corpus(2, 1);
    for (const days of [[1], [3], [7]] as const) {
      expect(forecast({ candidates, schedule: { ...DAILY, days } })).toMatchObject({ papersPerWeek: 2 });
    }
  });

  it('leaves out papers in the future and papers without a day', () => {
    const future = candidate('future', { listedOn: '2030-01-01' });
    expect(forecast({ candidates: [future, candidate('undated')] })).toMatchObject({ recentIds: [], papersPerWeek: 0 });
    expect(forecast({ candidates: [future, ...corpus(9, 1)] }).recentIds).toEqual([
      '2025-11-04/0',
      '2025-11-03/0',
      '2025-11-02/0',
    ]);
  });

  it('returns only slots without candidates', () => {
    expect(forecast({ candidates: [] })).toMatchObject({ recentIds: [], papersPerWeek: 0 });
  });

  it('never forecasts more than ten papers per post, and returns at most three, without duplicates', () => {
    const criteria: fc.Arbitrary<SelectionCriteria> = fc.oneof(
      fc.record({ kind: fc.constant('best' as const), count: fc.integer({ min: 1, max: 30 }) }),
      fc.record({ kind: fc.constant('upvotes' as const), atLeast: fc.integer({ min: 0, max: 300 }) }),
    );
    fc.assert(
      fc.property(anyCandidates, criteria, fc.constantFrom(DAILY, MONDAYS), (candidates, criteria, schedule) => {
        const { recentIds, papersPerWeek, next } = forecast({ candidates, criteria, schedule });
        const maxPerPost = criteria.kind === 'best' ? Math.min(criteria.count, 10) : 10;
        expect(papersPerWeek).toBeLessThanOrEqual(maxPerPost * (schedule === DAILY ? 7 : 2));
        expect(recentIds.length).toBeLessThanOrEqual(3);
        expect(new Set(recentIds).size).toBe(recentIds.length);
        const known = new Map(candidates.map(({ paper }) => [paper.id, paperDay(paper)]));
        for (const id of recentIds) expect(known.get(id)).toBeDefined();
        expect(next).toHaveLength(3);
      }),
    );
  });
});
