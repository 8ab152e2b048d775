import { describe, expect, it } from 'vitest';
import { type CoalescingRunner, createCoalescingRunner } from '../../../src/runtime/scheduler.ts';
import { createGate } from '../../fakes/gate.ts';
import { createMemoryLog } from '../../fakes/log.ts';

describe('rounds', () => {
  it('are never two at a time, also where one begins the next', async () => {
    let [under, most, count] = [0, 0, 0];
    const rounds: CoalescingRunner = createCoalescingRunner({
      run: async () => {
        under += 1;
        most = Math.max(most, under);
        count += 1;
        if (count < 3) rounds.trigger();
        await Promise.resolve();
        under -= 1;
      },
      log: createMemoryLog().log,
    });
    rounds.trigger();
    await expect.poll(() => count).toBe(3);
    await rounds.stop();
    expect({ most, count }).toEqual({ most: 1, count: 3 });
  });

  it('each tell how long they take, however many were before', async () => {
    let at = 0;
    const gates = [createGate(), createGate()];
    let begun = 0;
    const { trigger, stop, runningForMs } = createCoalescingRunner({
      run: () => gates[begun++]?.opened ?? Promise.resolve(),
      log: createMemoryLog().log,
      monotonic: () => at,
    });
    expect(runningForMs()).toBe(0);
    trigger();
    trigger();
    at = 5000;
    expect(runningForMs()).toBe(5000);
    gates[0]?.open();
    await expect.poll(() => begun).toBe(2);
    at = 6000;
    expect(runningForMs()).toBe(1000);
    gates[1]?.open();
    await stop();
    expect(runningForMs()).toBe(0);
  });

  it('begin no more once they were stopped', async () => {
    let count = 0;
    const { trigger, stop } = createCoalescingRunner({
      run: async () => {
        count += 1;
      },
      log: createMemoryLog().log,
    });
    await stop();
    trigger();
    expect(count).toBe(0);
  });
});
