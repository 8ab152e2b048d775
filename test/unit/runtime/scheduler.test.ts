import { afterEach, describe, expect, it } from 'vitest';
import { type Scheduler, startScheduler } from '../../../src/runtime/scheduler.ts';
import { createMemoryLog } from '../../fakes/log.ts';

let tick: Scheduler | undefined;
afterEach(async () => {
  await tick?.stop();
  tick = undefined;
});

describe('the tick', () => {
  it('calls at once when it starts', async () => {
    const { log } = createMemoryLog();
    await new Promise<void>((called) => {
      tick = startScheduler({ run: async () => called(), log });
    });
  });

  it('never calls twice at a time, and once more after a call during which it was woken', async () => {
    const { log } = createMemoryLog();
    let [atATime, most, calls] = [0, 0, 0];
    let release = (): void => {};
    const run = async (): Promise<void> => {
      calls += 1;
      atATime += 1;
      most = Math.max(most, atATime);
      await new Promise<void>((done) => {
        release = done;
      });
      atATime -= 1;
    };
    tick = startScheduler({ run, log });
    for (let woken = 0; woken < 5; woken += 1) tick.wake();
    release();
    await expect.poll(() => calls).toBe(2);
    release();
    await expect.poll(() => atATime).toBe(0);
    expect({ most, calls }).toEqual({ most: 1, calls: 2 });
  });

  it('goes on after a call that failed, and says so', async () => {
    const { log, records } = createMemoryLog();
    let calls = 0;
    tick = startScheduler({
      run: async () => {
        calls += 1;
        throw new Error('no database');
      },
      log,
    });
    await expect.poll(() => records.length).toBe(1);
    tick.wake();
    await expect.poll(() => calls).toBe(2);
  });

  it('is started anew when no minute was heard of for a while, as after a clock that was set back', async () => {
    const { log, records } = createMemoryLog();
    let calls = 0;
    let at = 0;
    tick = startScheduler({
      run: async () => {
        calls += 1;
      },
      log,
      monotonic: () => at,
      watchdogIntervalMs: 5,
      stallTimeoutMs: 90_000,
    });
    await expect.poll(() => calls).toBe(1);
    at = 90_001;
    expect(tick.lastTickAgeMs()).toBe(90_001);
    await expect.poll(() => calls).toBe(2);
    expect(records).toMatchObject([{ msg: expect.stringContaining('stood still') }]);
    expect(tick.lastTickAgeMs()).toBe(0);
  });

  it('waits at its end for the call under way, and calls no more', async () => {
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
