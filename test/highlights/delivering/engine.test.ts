import { afterEach, describe, expect, it } from 'vitest';
import { type Engine, startEngine } from '../../../src/highlights/delivering/engine.ts';
import { DAILY, delivering, SLOT } from './delivering.ts';

let engine: Engine | undefined;
afterEach(() => engine?.stop());

/** A running engine in a world of its own. */
async function running() {
  const world = delivering();
  const start = (): Engine => {
    engine = startEngine(world.process('process 1'));
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
