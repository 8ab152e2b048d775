import { describe, expect, it } from 'vitest';
import { type CoalescingRunner, createCoalescingRunner } from '../../../src/runtime/scheduler.ts';
import { createGate } from '../../fakes/gate.ts';
import { createMemoryLog } from '../../fakes/log.ts';

describe('createCoalescingRunner', () => {
  it('never runs twice at a time, even if a run triggers the next', async () => {
    let [running, maxRunning, count] = [0, 0, 0];
    const runner: CoalescingRunner = createCoalescingRunner({
      run: async () => {
        running += 1;
        maxRunning = Math.max(maxRunning, running);
        count += 1;
        if (count < 3) runner.trigger();
        await Promise.resolve();
        running -= 1;
      },
      log: createMemoryLog().log,
    });
    runner.trigger();
    await expect.poll(() => count).toBe(3);
    await runner.stop();
    expect({ maxRunning, count }).toEqual({ maxRunning: 1, count: 3 });
  });

  it('reports how long the current run takes', async () => {
    let at = 0;
    const gates = [createGate(), createGate()];
    let started = 0;
    const { trigger, stop, runningForMs } = createCoalescingRunner({
      run: () => gates[started++]?.opened ?? Promise.resolve(),
      log: createMemoryLog().log,
      monotonic: () => at,
    });
    expect(runningForMs()).toBe(0);
    trigger();
    trigger();
    at = 5000;
    expect(runningForMs()).toBe(5000);
    gates[0]?.open();
    await expect.poll(() => started).toBe(2);
    at = 6000;
    expect(runningForMs()).toBe(1000);
    gates[1]?.open();
    await stop();
    expect(runningForMs()).toBe(0);
  });

  it('starts no run once it was stopped', async () => {
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
