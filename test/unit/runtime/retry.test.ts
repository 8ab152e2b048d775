import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/runtime/errors.ts';
import { backoffMs, connectWithRetry, withRetry, withTimeout } from '../../../src/runtime/retry.ts';
import { createGate } from '../../fakes/gate.ts';
import { createMemoryLog } from '../../fakes/log.ts';

/** An attempt that fails this many times first. */
function failing(times: number) {
  let failures = 0;
  return async (): Promise<string> => {
    if (failures === times) return 'done';
    failures += 1;
    throw new Error(`failure ${failures}`);
  };
}

const never = new AbortController().signal;

describe('backoffMs', () => {
  it('doubles with each failure up to the maximum', () => {
    const delays = [1, 2, 3, 4, 5].map((failures) => backoffMs(failures, { baseMs: 1000, maxMs: 6000 }));
    expect(delays).toEqual([1000, 2000, 4000, 6000, 6000]);
  });

  it('spreads delays by 25% both ways', () => {
    expect(backoffMs(2, { baseMs: 1000, random: () => 0 })).toBe(1500);
    expect(backoffMs(2, { baseMs: 1000, random: () => 1 - Number.EPSILON })).toBeCloseTo(2500);
  });
});

describe('withRetry', () => {
  it('retries until an attempt works, and reports each delay', async () => {
    const delays: number[] = [];
    const result = await withRetry(failing(3), {
      delayMs: (_, failures) => failures,
      onRetry: (_, delayMs) => delays.push(delayMs),
      signal: never,
    });
    expect([result, delays]).toEqual(['done', [1, 2, 3]]);
  });

  it('throws the last error when it gives up', async () => {
    const delayMs = (_: unknown, failures: number) => (failures < 3 ? 0 : undefined);
    await expect(withRetry(failing(9), { delayMs, signal: never })).rejects.toThrow('failure 3');
  });

  it('throws the last error when it is aborted during a delay', async () => {
    const controller = new AbortController();
    const retrying = withRetry(failing(9), {
      delayMs: () => 60_000,
      onRetry: () => controller.abort(),
      signal: controller.signal,
    });
    await expect(retrying).rejects.toThrow('failure 1');
  });
});

describe('connectWithRetry', () => {
  const options = (signal = never) => {
    const { log, records } = createMemoryLog();
    return { records, failureMessage: 'failed to connect to Discord', signal, log };
  };

  it('logs a failure and retries it after a second', async () => {
    const { records, ...rest } = options();
    expect(await connectWithRetry(failing(1), rest)).toBe('done');
    expect(records).toMatchObject([
      { delayMs: 1000, err: { message: 'failure 1' }, msg: 'failed to connect to Discord, retrying' },
    ]);
  });

  it('throws user errors without a retry', async () => {
    const attempt = () => Promise.reject(new UserError('Set DISCORD_TOKEN.'));
    await expect(connectWithRetry(attempt, options())).rejects.toThrow('Set DISCORD_TOKEN.');
  });

  it('returns undefined once it is aborted', async () => {
    const controller = new AbortController();
    const attempt = () => {
      controller.abort();
      return Promise.reject(new Error('closed'));
    };
    expect(await connectWithRetry(attempt, options(controller.signal))).toBeUndefined();
    expect(await connectWithRetry(failing(0), options(controller.signal))).toBeUndefined();
  });
});

describe('withTimeout', () => {
  it('returns the result if it comes within the timeout', async () => {
    expect(await withTimeout(Promise.resolve('here'), 60_000)).toBe('here');
  });

  it('returns undefined after the timeout, while the work goes on', async () => {
    const { opened, open } = createGate();
    const work = opened.then(() => 'done');
    expect(await withTimeout(work, 1)).toBeUndefined();
    open();
    expect(await work).toBe('done');
  });

  it('rejects if the work fails within the timeout, and not if it fails later', async () => {
    await expect(withTimeout(Promise.reject(new Error('no')), 60_000)).rejects.toThrow('no');
    const { opened, open } = createGate();
    const work = opened.then(() => Promise.reject(new Error('late')));
    expect(await withTimeout(work, 1)).toBeUndefined();
    open();
    await expect(work).rejects.toThrow('late');
  });
});
