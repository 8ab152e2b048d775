import { afterEach, describe, expect, it } from 'vitest';
import {
  type DeliveryScheduler,
  startDeliveryScheduler,
} from '../../../../src/features/highlights/delivery-scheduler.ts';
import { createGate } from '../../../fakes/gate.ts';
import { createScriptedPlatform } from '../../../fakes/platform.ts';
import { createDeliveryHarness, DAILY, SLOT, withOverrides } from './delivery-harness.ts';

let scheduler: DeliveryScheduler | undefined;
afterEach(() => scheduler?.stop());

/** A delivery scheduler that isn't started yet. */
function setUp() {
  const harness = createDeliveryHarness();
  const start = (): DeliveryScheduler => {
    scheduler = startDeliveryScheduler({ ...harness.createProcess('process 1'), platforms: harness.platforms });
    return scheduler;
  };
  return { ...harness, start };
}

describe('startDeliveryScheduler', () => {
  it('sends at the start what became due during a downtime', async () => {
    const { subscribe, posts, start } = setUp();
    await subscribe();
    start();
    await expect.poll(() => posts().length).toBe(1);
  });

  it('sends when it is woken, and resends right after reconciliation', async () => {
    const { subscribe, posts, platform, latest, passMinutes, start } = setUp();
    const { wake } = start();
    platform.script.push({ kind: 'unknown', reason: 'reset' });
    await subscribe();
    wake();
    await expect.poll(async () => (await latest())?.state).toBe('unknown');
    passMinutes(3);
    wake();
    await expect.poll(async () => (await latest())?.state).toBe('sent');
    expect(posts()).toHaveLength(1);
  });

  it('finishes deliveries in flight when it stops, and releases the others', async () => {
    const { subscribe, posts, platform, latest, start } = setUp();
    await subscribe();
    let answer = (): void => {};
    const asked = new Promise<void>((resolve) => {
      platform.script.push(async () => {
        resolve();
        await new Promise<void>((done) => {
          answer = done;
        });
        return 'lost' as const;
      });
    });
    const { stop } = start();
    await asked;
    const stopped = stop();
    answer();
    await stopped;
    expect(posts()).toHaveLength(1);
    expect(await latest()).toMatchObject({ state: 'unknown', slot: SLOT });
    expect((await latest())?.lease).toBeUndefined();
  });

  it('sends on other platforms while one hangs, and keeps planning', async () => {
    const { subscribe, platform, platforms, latest, passMinutes, start } = setUp();
    const other = createScriptedPlatform('other');
    platforms.set('other', other);
    const answers = createGate();
    platform.script.push(async () => {
      await answers.opened;
      return 'lost';
    });
    await subscribe();
    const { wake } = start();
    await expect.poll(async () => (await latest())?.state).toBe('sending');
    await subscribe({ id: 's2', place: { ...DAILY.place, platform: 'other' } });
    wake();
    await expect.poll(() => other.said.length).toBe(1);
    await subscribe({ id: 's3', place: DAILY.place, nextSlot: '2026-03-03T08:00:00.000Z' });
    passMinutes(24 * 60);
    wake();
    await expect.poll(() => latest('s3')).toBeDefined();
    answers.open();
  });

  it('keeps sending while reconciliation is slow', async () => {
    const { subscribe, posts, platform, latest, start } = setUp();
    const [looked, answers] = [createGate(), createGate()];
    platform.findPosted = async () => {
      looked.open();
      await answers.opened;
      return undefined;
    };
    platform.script.push('lost');
    await subscribe();
    const { wake } = start();
    await expect.poll(async () => (await latest())?.state).toBe('unknown');
    wake();
    await looked.opened;
    await subscribe({ id: 's2', place: { ...DAILY.place, channel: 'C2' } });
    wake();
    await expect.poll(async () => (await latest('s2'))?.state).toBe('sent');
    expect(posts()).toHaveLength(2);
    answers.open();
  });

  it('expires deliveries to a platform that nothing is connected to after three hours', async () => {
    const { subscribe, latest, passMinutes, start } = setUp();
    await subscribe({ place: { ...DAILY.place, platform: 'away' } });
    const { wake } = start();
    const state = async () => (await latest())?.state;
    await expect.poll(state).toBe('due');
    passMinutes(120);
    wake();
    await expect.poll(state).toBe('due');
    passMinutes(61);
    wake();
    await expect.poll(state).toBe('expired');
  });

  it('reports how long the current planning takes', async () => {
    const { createProcess, platforms, subscribe, deliveries } = setUp();
    await subscribe();
    const gate = createGate();
    const markStaleAsUnknown = async (): Promise<number> => {
      await gate.opened;
      return 0;
    };
    const { lastRunAgeMs, stop } = startDeliveryScheduler({
      ...createProcess('process 1'),
      deliveries: withOverrides(deliveries, { markStaleAsUnknown }),
      platforms,
    });
    await expect.poll(lastRunAgeMs).toBeGreaterThan(0);
    gate.open();
    await stop();
  });

  it('deletes ended subscriptions after a week', async () => {
    const { subscriptions, passMinutes, start, clock } = setUp();
    const { nextSlot: _, ...ended } = DAILY;
    await subscriptions.add({ ...ended, state: { kind: 'ended', at: clock.now, by: 'Ada' } });
    const { wake } = start();
    passMinutes(6 * 24 * 60);
    wake();
    await expect.poll(() => subscriptions.get('test', 'T1', 's1')).toBeDefined();
    passMinutes(2 * 24 * 60);
    await expect
      .poll(async () => {
        wake();
        return subscriptions.get('test', 'T1', 's1');
      })
      .toBeUndefined();
  });
});
