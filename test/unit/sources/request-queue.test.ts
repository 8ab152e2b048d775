import { describe, expect, it } from 'vitest';
import { createRequestQueue } from '../../../src/sources/rate-limit.ts';
import { createGate } from '../../fakes/gate.ts';

const never = new AbortController().signal;
const now = (): Date => new Date('2026-08-21T12:00:00.000Z');

describe('createRequestQueue', () => {
  it('runs interactive requests first', async () => {
    const queue = createRequestQueue({ minIntervalMs: 0, queued: 'all' }, now);
    const [gate, order] = [createGate(), [] as string[]];
    const enqueue = (name: string, isInteractive: boolean): Promise<void> =>
      queue.run(async () => void order.push(name), { isInteractive, signal: never });
    const first = queue.run(() => gate.opened, { isInteractive: false, signal: never });
    const others = [enqueue('background 1', false), enqueue('background 2', false), enqueue('interactive', true)];
    gate.open();
    await Promise.all([first, ...others]);
    expect(order).toEqual(['interactive', 'background 1', 'background 2']);
  });

  it('rejects an aborted request at once, and skips it in the queue', async () => {
    const queue = createRequestQueue({ minIntervalMs: 0, queued: 'all' }, now);
    const [gate, controller, done] = [createGate(), new AbortController(), [] as string[]];
    const first = queue.run(() => gate.opened, { isInteractive: false, signal: never });
    const second = queue.run(async () => void done.push('second'), { isInteractive: false, signal: controller.signal });
    controller.abort(new Error('aborted'));
    await expect(second).rejects.toThrow('aborted');
    gate.open();
    await first;
    expect(await queue.run(async () => 'next', { isInteractive: false, signal: never })).toBe('next');
    expect(done).toEqual([]);
  });

  it('waits for the connection of an aborted request to be released', async () => {
    const queue = createRequestQueue({ minIntervalMs: 0, queued: 'all' }, now);
    const [gate, controller, order] = [createGate(), new AbortController(), [] as string[]];
    const task = () => gate.opened.then(() => void order.push('released'));
    const first = queue.run(task, { isInteractive: false, signal: controller.signal });
    const second = queue.run(async () => void order.push('next'), { isInteractive: false, signal: never });
    controller.abort(new Error('aborted'));
    await expect(first).rejects.toThrow('aborted');
    gate.open();
    await second;
    expect(order).toEqual(['released', 'next']);
  });

  it('waits no longer than the minimum interval if the clock is set back', async () => {
    const times = ['2026-08-21T12:00:00.000Z', '2026-08-21T02:00:00.000Z'];
    let time = 0;
    const queue = createRequestQueue({ minIntervalMs: 10, queued: 'all' }, () => new Date(times[time] ?? ''));
    const request = (): Promise<number> => queue.run(async () => 1, { isInteractive: false, signal: never });
    await request();
    time = 1;
    expect(await request()).toBe(1);
  });
});
