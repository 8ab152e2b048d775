import { afterEach, describe, expect, it } from 'vitest';
import type { DeliveryRepository } from '../../../../src/features/highlights/delivery.ts';
import {
  type DeliveryScheduler,
  startDeliveryScheduler,
} from '../../../../src/features/highlights/delivery-scheduler.ts';
import { createGate } from '../../../fakes/gate.ts';
import { createScriptedPlatform } from '../../../fakes/platform.ts';
import { DAILY, delivering, SLOT } from './delivery-harness.ts';

let engine: DeliveryScheduler | undefined;
afterEach(() => engine?.stop());

/** A running engine in a world of its own. */
async function running() {
  const world = delivering();
  const start = (): DeliveryScheduler => {
    engine = startDeliveryScheduler({ ...world.process('process 1'), platforms: world.platforms });
    return engine;
  };
  return { ...world, start };
}

describe('the engine', () => {
  it('sends at its start what came due while nothing ran', async () => {
    const { subscribe, posts, start } = await running();
    await subscribe();
    start();
    await expect.poll(() => posts().length).toBe(1);
  });

  it('sends when it is woken, and what turned out not to be there at once', async () => {
    const { subscribe, posts, platform, latest, pass, start } = await running();
    const { wake } = start();
    platform.script.push({ kind: 'unknown', reason: 'reset' });
    await subscribe();
    wake();
    await expect.poll(async () => (await latest())?.state).toBe('unknown');
    pass(3);
    wake();
    await expect.poll(async () => (await latest())?.state).toBe('sent');
    expect(posts()).toHaveLength(1);
  });

  it('finishes at its end what it is sending, and gives back what it did not begin', async () => {
    const { subscribe, posts, platform, latest, start } = await running();
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

  it('sends on other platforms while one is away, and plans what comes due meanwhile', async () => {
    const { subscribe, platform, platforms, latest, pass, start } = await running();
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
    pass(24 * 60);
    wake();
    await expect.poll(() => latest('s3')).toBeDefined();
    answers.open();
  });

  it('sends on while a platform is slow to tell what became of posts', async () => {
    const { subscribe, posts, platform, latest, start } = await running();
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

  it('leaves alone what is for a platform that it is not connected to, and lets it expire after three hours', async () => {
    const { subscribe, latest, pass, start } = await running();
    await subscribe({ place: { ...DAILY.place, platform: 'away' } });
    const { wake } = start();
    const state = async () => (await latest())?.state;
    await expect.poll(state).toBe('due');
    pass(120);
    wake();
    await expect.poll(state).toBe('due');
    pass(61);
    wake();
    await expect.poll(state).toBe('expired');
  });

  it('tells how long the planning takes that is under way', async () => {
    const { process, platforms, subscribe } = await running();
    await subscribe();
    const full = process('process 1');
    const { highlights } = full.core;
    const answers = createGate();
    const markAbandoned = async (): Promise<number> => {
      await answers.opened;
      return 0;
    };
    const stuck: DeliveryRepository = Object.assign(Object.create(highlights.deliveries), { markAbandoned });
    const core = { ...full.core, highlights: { ...highlights, deliveries: stuck } };
    const { lastRunAgeMs, stop } = startDeliveryScheduler({ ...full, core, platforms });
    await expect.poll(lastRunAgeMs).toBeGreaterThan(0);
    answers.open();
    await stop();
  });

  it('deletes what was unsubscribed a week ago, not before', async () => {
    const { subscriptions, pass, start, clock } = await running();
    const { nextSlot: _, ...ended } = DAILY;
    await subscriptions.add({ ...ended, state: { kind: 'ended', at: clock.now, by: 'Ada' } });
    const { wake } = start();
    pass(6 * 24 * 60);
    wake();
    await expect.poll(() => subscriptions.get('test', 'T1', 's1')).toBeDefined();
    pass(2 * 24 * 60);
    await expect
      .poll(async () => {
        wake();
        return subscriptions.get('test', 'T1', 's1');
      })
      .toBeUndefined();
  });
});
