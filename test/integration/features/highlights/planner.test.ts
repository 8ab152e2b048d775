import { describe, expect, it } from 'vitest';
import { planSlots } from '../../../../src/features/highlights/delivery-scheduler.ts';
import { createTestDesk } from '../../../fakes/highlights-service.ts';
import { createMemoryLog } from '../../../fakes/log.ts';
import { subscription } from '../../store/records.ts';

/** A desk at an instant that a test may change, with the planning of its slots. */
function planning(now: string) {
  const clock = { now };
  const desk = createTestDesk(() => new Date(clock.now));
  const { log, records } = createMemoryLog();
  const plan = () => planSlots({ ...desk, now: () => new Date(clock.now), log });
  return { clock, desk, plan, records, get: () => desk.subscriptions.get('discord', 'T1', 's1') };
}

const daily = { days: [1, 2, 3, 4, 5, 6, 7], time: '09:00', zone: 'Europe/Berlin' } as const;
const one = subscription({ id: 's1', schedule: daily, nextSlot: '2026-03-02T08:00:00.000Z', tzdataVersion: '2025a' });

describe('planning the slots that have come', () => {
  it('makes one delivery of each, and moves on to the next slot', async () => {
    const { clock, desk, plan, get } = planning('2026-03-02T07:59:59Z');
    await desk.subscriptions.add(one);
    expect(await plan()).toBe(0);
    clock.now = '2026-03-02T08:00:00Z';
    expect(await plan()).toBe(1);
    expect(await plan()).toBe(0);
    expect(await desk.deliveries.history('s1', 9)).toMatchObject([{ slot: '2026-03-02T08:00:00.000Z', state: 'due' }]);
    expect(await get()).toMatchObject({ nextSlot: '2026-03-03T08:00:00.000Z' });
  });

  it('makes the newest only after a time of silence, and says how many were missed', async () => {
    const { desk, plan, records, get } = planning('2026-03-05T08:30:00Z');
    await desk.subscriptions.add(one);
    expect(await plan()).toBe(1);
    const [only, ...more] = await desk.deliveries.history('s1', 9);
    expect(more).toEqual([]);
    expect(only).toMatchObject({ slot: '2026-03-05T08:00:00.000Z', reason: expect.stringContaining('3 before it') });
    expect(records).toMatchObject([{ missed: 3 }]);
    expect(await get()).toMatchObject({ nextSlot: '2026-03-06T08:00:00.000Z' });
  });

  it('makes it once when two processes plan at the same time', async () => {
    const { desk, plan } = planning('2026-03-02T08:00:00Z');
    await desk.subscriptions.add(one);
    expect((await Promise.all([plan(), plan(), plan()])).toSorted()).toEqual([0, 0, 1]);
    expect(await desk.deliveries.history('s1', 9)).toHaveLength(1);
  });

  it('ends a pause whose first slot has come', async () => {
    const { desk, plan, get } = planning('2026-03-02T08:00:00Z');
    await desk.subscriptions.add({ ...one, state: { kind: 'paused', until: '2026-03-02T07:00:00.000Z' } });
    expect(await plan()).toBe(1);
    expect(await get()).toMatchObject({ state: { kind: 'active' } });
  });

  it('keeps a pause to its end where slots are computed anew', async () => {
    const { clock, desk, plan, get } = planning('2026-03-02T12:00:00Z');
    const state = { kind: 'paused', until: '2026-03-09T12:00:00.000Z' } as const;
    await desk.subscriptions.add({ ...one, state, nextSlot: '2026-03-10T08:00:00.000Z', tzdataVersion: '1999z' });
    await plan();
    expect(await get()).toMatchObject({ nextSlot: '2026-03-10T08:00:00.000Z', tzdataVersion: desk.tzdataVersion });
    clock.now = '2026-03-03T08:00:00Z';
    expect(await plan()).toBe(0);
    expect(await get()).toMatchObject({ state });
  });

  it('leaves alone what is paused without an end, or was ended', async () => {
    const { desk, plan } = planning('2026-03-02T08:00:00Z');
    const { nextSlot: _, ...still } = one;
    await desk.subscriptions.add({ ...still, state: { kind: 'paused' } });
    await desk.subscriptions.add({
      ...still,
      id: 's2',
      state: { kind: 'ended', at: '2026-03-01T08:00:00.000Z', by: 'Ada' },
    });
    expect(await plan()).toBe(0);
  });

  it('keeps wall time where the clocks change', async () => {
    const { clock, desk, plan, get } = planning('2026-03-28T08:00:00Z');
    await desk.subscriptions.add({ ...one, nextSlot: '2026-03-28T08:00:00.000Z' });
    await plan();
    expect(await get()).toMatchObject({ nextSlot: '2026-03-29T07:00:00.000Z' });
    clock.now = '2026-03-29T07:00:00Z';
    expect(await plan()).toBe(1);
  });

  it('computes slots anew that came from other time zone data', async () => {
    const { desk, plan, get } = planning('2026-03-02T07:00:00Z');
    await desk.subscriptions.add({ ...one, nextSlot: '2026-03-02T09:00:00.000Z', tzdataVersion: '1999z' });
    await plan();
    expect(await get()).toMatchObject({ nextSlot: '2026-03-02T08:00:00.000Z', tzdataVersion: '2025a' });
  });

  it.each([{}, { tzdataVersion: '1999z' }])(
    'is not kept up by one whose zone is not known here, which is broken and says why: %j',
    async (fields) => {
      const { desk, plan, get, records } = planning('2026-03-02T08:00:00Z');
      const nowhere = { ...daily, zone: 'Mars/Olympus_Mons' };
      const nextSlot = 'tzdataVersion' in fields ? '2026-03-03T08:00:00.000Z' : '2026-03-02T07:00:00.000Z';
      await desk.subscriptions.add({ ...one, ...fields, schedule: nowhere, nextSlot });
      await desk.subscriptions.add({ ...one, id: 's2' });
      expect(await plan()).toBe(1);
      expect(await get()).toMatchObject({ state: { kind: 'broken', reason: expect.stringContaining('Mars') } });
      expect(await get()).not.toHaveProperty('nextSlot');
      expect(await plan()).toBe(0);
      expect(records).toHaveLength(1);
    },
  );
});
