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

function expect3({
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
  return { last: recentPapers.map(({ id }) => id), ...rest };
}

/** So many papers on each of so many days up to November 4, 2025, the later of a day with more upvotes. */
function corpus(days: number, aDay: number): Candidate[] {
  return Array.from({ length: days }, (_, ago) =>
    Array.from({ length: aDay }, (_, index) => {
      const listedOn = new Date(Date.UTC(2025, 10, 4 - ago)).toISOString().slice(0, 10);
      return candidate(`${listedOn}/${index}`, { listedOn, upvotes: index * 10 });
    }),
  ).flat();
}

describe('what is expected of a subscription', () => {
  it('is told by the last days that have papers, however long ago they are', () => {
    expect(expect3({ candidates: corpus(60, 2) })).toEqual({
      last: ['2025-11-04/1', '2025-11-04/0', '2025-11-03/1'],
      papersPerWeek: 14,
      next: ['2027-03-27T08:00:00.000Z', '2027-03-28T07:00:00.000Z', '2027-03-29T07:00:00.000Z'],
    });
  });

  it('is no more than its choice and its days let through', () => {
    const candidates = corpus(60, 8);
    expect(expect3({ candidates }).papersPerWeek).toBe(21);
    expect(expect3({ candidates, criteria: { kind: 'upvotes', atLeast: 60 } }).papersPerWeek).toBe(14);
    expect(expect3({ candidates, schedule: MONDAYS })).toMatchObject({ papersPerWeek: 3.8, next: expect.any(Array) });
    expect(expect3({ candidates, criteria: { kind: 'upvotes', atLeast: 999 } })).toMatchObject({
      last: [],
      papersPerWeek: 0,
    });
  });

  it('names the papers that would have come, and not all that match', () => {
    expect(expect3({ candidates: corpus(60, 8), criteria: { kind: 'best', count: 1 } })).toMatchObject({
      last: ['2025-11-04/7', '2025-11-03/7', '2025-11-02/7'],
      papersPerWeek: 7,
    });
  });

  it('of a rare topic is told by what came before too', () => {
    const rare = [
      candidate('b', { listedOn: '2025-01-10' }),
      candidate('a', { listedOn: '2025-10-20' }),
      candidate('c', { listedOn: '2023-01-10' }),
      candidate('d', { listedOn: '2022-01-10' }),
      candidate('undated'),
    ];
    expect(expect3({ candidates: rare, others: corpus(60, 1) })).toMatchObject({
      last: ['a', 'b', 'c'],
      papersPerWeek: 0.3,
    });
  });

  it('holds a paper of any day of a short corpus, whatever days it posts on', () => {
    const candidates = corpus(2, 1);
    for (const days of [[1], [3], [7]] as const) {
      expect(expect3({ candidates, schedule: { ...DAILY, days } })).toMatchObject({ papersPerWeek: 2 });
    }
  });

  it('leaves out what lies in the future, or has no day', () => {
    const future = candidate('future', { listedOn: '2030-01-01' });
    expect(expect3({ candidates: [future, candidate('undated')] })).toMatchObject({ last: [], papersPerWeek: 0 });
    expect(expect3({ candidates: [future, ...corpus(9, 1)] }).last).toEqual([
      '2025-11-04/0',
      '2025-11-03/0',
      '2025-11-02/0',
    ]);
  });

  it('is nothing but times where nothing is at hand', () => {
    expect(expect3({ candidates: [] })).toMatchObject({ last: [], papersPerWeek: 0 });
  });

  it('is never more than ten a post, and three of the candidates, each once', () => {
    const criteria: fc.Arbitrary<SelectionCriteria> = fc.oneof(
      fc.record({ kind: fc.constant('best' as const), count: fc.integer({ min: 1, max: 30 }) }),
      fc.record({ kind: fc.constant('upvotes' as const), atLeast: fc.integer({ min: 0, max: 300 }) }),
    );
    fc.assert(
      fc.property(anyCandidates, criteria, fc.constantFrom(DAILY, MONDAYS), (candidates, criteria, schedule) => {
        const { last, papersPerWeek, next } = expect3({ candidates, criteria, schedule });
        const most = criteria.kind === 'best' ? Math.min(criteria.count, 10) : 10;
        expect(papersPerWeek).toBeLessThanOrEqual(most * (schedule === DAILY ? 7 : 2));
        expect(last.length).toBeLessThanOrEqual(3);
        expect(new Set(last).size).toBe(last.length);
        const known = new Map(candidates.map(({ paper }) => [paper.id, paperDay(paper)]));
        for (const id of last) expect(known.get(id)).toBeDefined();
        expect(next).toHaveLength(3);
      }),
    );
  });
});
