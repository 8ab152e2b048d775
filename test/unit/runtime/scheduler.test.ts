import { afterEach, describe, expect, it } from 'vitest';
import { type Scheduler, startScheduler } from '../../../src/runtime/scheduler.ts';
import { createMemoryLog } from '../../fakes/log.ts';

let scheduler: Scheduler | undefined;
afterEach(async () => {
  await scheduler?.stop();
  scheduler = undefined;
});

describe('startScheduler', () => {
  it('runs immediately', async () => {
    const { log } = createMemoryLog();
    await new Promise<void>((called) => {
      scheduler = startScheduler({ run: async () => called(), log });
    });
  });

  it('never runs twice at a time, and runs once more if woken during a run', async () => {
    const { log } = createMemoryLog();
    let [running, maxRunning, runs] = [0, 0, 0];
    let release = (): void => {};
    const run = async (): Promise<void> => {
      runs += 1;
      running += 1;
      maxRunning = Math.max(maxRunning, running);
      await new Promise<void>((done) => {
        release = done;
      });
      running -= 1;
    };
    scheduler = startScheduler({ run, log });
    for (let woken = 0; woken < 5; woken += 1) scheduler.wake();
    release();
    await expect.poll(() => runs).toBe(2);
    release();
    await expect.poll(() => running).toBe(0);
    expect({ maxRunning, runs }).toEqual({ maxRunning: 1, runs: 2 });
  });

  it('logs a failed run and continues', async () => {
    const { log, records } = createMemoryLog();
    let runs = 0;
    scheduler = startScheduler({
      run: async () => {
        runs += 1;
        throw new Error('no database');
      },
      log,
    });
    await expect.poll(() => records.length).toBe(1);
    scheduler.wake();
    await expect.poll(() => runs).toBe(2);
  });

  it('restarts after a stall, as when the clock is set back', async () => {
    const { log, records } = createMemoryLog();
    let runs = 0;
    let at = 0;
    scheduler = startScheduler({
      run: async () => {
        runs += 1;
      },
      log,
      monotonic: () => at,
      watchdogIntervalMs: 5,
      stallTimeoutMs: 90_000,
    });
    await expect.poll(() => runs).toBe(1);
    at = 90_001;
    expect(scheduler.lastTickAgeMs()).toBe(90_001);
    await expect.poll(() => runs).toBe(2);
    expect(records).toMatchObject([{ msg: expect.stringContaining('stalled') }]);
    expect(scheduler.lastTickAgeMs()).toBe(0);
  });

  it('waits for the current run when it stops, and starts no other', async () => {
    const { log } = createMemoryLog();
    let release = (): void => {};
    let ended = false;
    const started = startScheduler({
      run: async () => {
        await new Promise<void>((done) => {
          release = done;
        });
        ended = true;
      },
      log,
    });
    started.wake();
    const stopped = started.stop();
    release();
    await stopped;
    expect(ended).toBe(true);
  });
});
