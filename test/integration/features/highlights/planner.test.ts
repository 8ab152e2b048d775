import { describe, expect, it } from 'vitest';
import { planSlots } from '../../../../src/features/highlights/planner.ts';
import { createTestCore } from '../../../fakes/core.ts';
import { createMemoryLog } from '../../../fakes/log.ts';
import { subscription } from '../../store/records.ts';

/** A planner with a clock that tests set. */
function createPlanner(now: string) {
  const clock = { now };
  const { highlights } = createTestCore([], () => new Date(clock.now));
  const { log, records } = createMemoryLog();
  const plan = () => planSlots({ ...highlights, log });
  return { clock, highlights, plan, records, get: () => highlights.subscriptions.get('discord', 'T1', 's1') };
}

const daily = { days: [1, 2, 3, 4, 5, 6, 7], time: '09:00', zone: 'Europe/Berlin' } as const;
const one = subscription({ id: 's1', schedule: daily, nextSlot: '2026-03-02T08:00:00.000Z', tzdataVersion: '2025a' });

describe('planSlots', () => {
  it('adds one delivery for a slot and moves to the next slot', async () => {
    const { clock, highlights, plan, get } = createPlanner('2026-03-02T07:59:59Z');
    await highlights.subscriptions.add(one);
    expect(await plan()).toBe(0);
    clock.now = '2026-03-02T08:00:00Z';
    expect(await plan()).toBe(1);
    expect(await plan()).toBe(0);
    expect(await highlights.deliveries.history('s1', 9)).toMatchObject([
      { slot: '2026-03-02T08:00:00.000Z', state: 'due' },
    ]);
    expect(await get()).toMatchObject({ nextSlot: '2026-03-03T08:00:00.000Z' });
  });

  it('adds only the latest slot after a downtime, and reports the missed ones', async () => {
    const { highlights, plan, records, get } = createPlanner('2026-03-05T08:30:00Z');
    await highlights.subscriptions.add(one);
    expect(await plan()).toBe(1);
    const [only, ...more] = await highlights.deliveries.history('s1', 9);
    expect(more).toEqual([]);
    expect(only).toMatchObject({
      slot: '2026-03-05T08:00:00.000Z',
      reason: expect.stringContaining('missed 3 earlier posts'),
    });
    expect(records).toMatchObject([{ missed: 3 }]);
    expect(await get()).toMatchObject({ nextSlot: '2026-03-06T08:00:00.000Z' });
  });

  it('adds a delivery once when several processes plan at the same time', async () => {
    const { highlights, plan } = createPlanner('2026-03-02T08:00:00Z');
    await highlights.subscriptions.add(one);
    expect((await Promise.all([plan(), plan(), plan()])).toSorted()).toEqual([0, 0, 1]);
    expect(await highlights.deliveries.history('s1', 9)).toHaveLength(1);
  });

  it('ends a pause with its first slot', async () => {
    const { highlights, plan, get } = createPlanner('2026-03-02T08:00:00Z');
    await highlights.subscriptions.add({ ...one, state: { kind: 'paused', until: '2026-03-02T07:00:00.000Z' } });
    expect(await plan()).toBe(1);
    expect(await get()).toMatchObject({ state: { kind: 'active' } });
  });

  it('keeps a pause when it recomputes slots', async () => {
    const { clock, highlights, plan, get } = createPlanner('2026-03-02T12:00:00Z');
    const state = { kind: 'paused', until: '2026-03-09T12:00:00.000Z' } as const;
    await highlights.subscriptions.add({ ...one, state, nextSlot: '2026-03-10T08:00:00.000Z', tzdataVersion: '1999z' });
    await plan();
    expect(await get()).toMatchObject({
      nextSlot: '2026-03-10T08:00:00.000Z',
      tzdataVersion: highlights.tzdataVersion,
    });
    clock.now = '2026-03-03T08:00:00Z';
    expect(await plan()).toBe(0);
    expect(await get()).toMatchObject({ state });
  });

  it('ignores indefinitely paused and ended subscriptions', async () => {
    const { highlights, plan } = createPlanner('2026-03-02T08:00:00Z');
    const { nextSlot: _, ...still } = one;
    await highlights.subscriptions.add({ ...still, state: { kind: 'paused' } });
    await highlights.subscriptions.add({
      ...still,
      id: 's2',
      state: { kind: 'ended', at: '2026-03-01T08:00:00.000Z', by: 'Ada' },
    });
    expect(await plan()).toBe(0);
  });

  it('keeps the local time when clocks change', async () => {
    const { clock, highlights, plan, get } = createPlanner('2026-03-28T08:00:00Z');
    await highlights.subscriptions.add({ ...one, nextSlot: '2026-03-28T08:00:00.000Z' });
    await plan();
    expect(await get()).toMatchObject({ nextSlot: '2026-03-29T07:00:00.000Z' });
    clock.now = '2026-03-29T07:00:00Z';
    expect(await plan()).toBe(1);
  });

  it('recomputes slots from other time zone data', async () => {
    const { highlights, plan, get } = createPlanner('2026-03-02T07:00:00Z');
    await highlights.subscriptions.add({ ...one, nextSlot: '2026-03-02T09:00:00.000Z', tzdataVersion: '1999z' });
    await plan();
    expect(await get()).toMatchObject({ nextSlot: '2026-03-02T08:00:00.000Z', tzdataVersion: '2025a' });
  });

  it.each([{}, { tzdataVersion: '1999z' }])(
    'marks a subscription with an unknown zone as broken, and plans the others: %j',
    async (fields) => {
      const { highlights, plan, get, records } = createPlanner('2026-03-02T08:00:00Z');
      const unknownZone = { ...daily, zone: 'Mars/Olympus_Mons' };
      const nextSlot = 'tzdataVersion' in fields ? '2026-03-03T08:00:00.000Z' : '2026-03-02T07:00:00.000Z';
      await highlights.subscriptions.add({ ...one, ...fields, schedule: unknownZone, nextSlot });
      await highlights.subscriptions.add({ ...one, id: 's2' });
      expect(await plan()).toBe(1);
      expect(await get()).toMatchObject({ state: { kind: 'broken', reason: expect.stringContaining('Mars') } });
      expect(await get()).not.toHaveProperty('nextSlot');
      expect(await plan()).toBe(0);
      expect(records).toHaveLength(1);
    },
  );
});
