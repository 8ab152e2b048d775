import { describe, expect, it } from 'vitest';
import { createRequestQueue } from '../../../src/sources/rate-limit.ts';
import { createGate } from '../../fakes/gate.ts';

const never = new AbortController().signal;
const now = (): Date => new Date('2026-08-21T12:00:00.000Z');

describe('turns', () => {
  it('come first to whoever is in a hurry', async () => {
    const turns = createRequestQueue({ minIntervalMs: 0, queued: 'all' }, now);
    const [gate, order] = [createGate(), [] as string[]];
    const take = (name: string, isInteractive: boolean): Promise<void> =>
      turns.run(async () => void order.push(name), { isInteractive, signal: never });
    const first = turns.run(() => gate.opened, { isInteractive: false, signal: never });
    const others = [take('patient', false), take('patient too', false), take('hurried', true)];
    gate.open();
    await Promise.all([first, ...others]);
    expect(order).toEqual(['hurried', 'patient', 'patient too']);
  });

  it('pass over who gave up meanwhile, and let them go at once', async () => {
    const turns = createRequestQueue({ minIntervalMs: 0, queued: 'all' }, now);
    const [gate, stop, done] = [createGate(), new AbortController(), [] as string[]];
    const first = turns.run(() => gate.opened, { isInteractive: false, signal: never });
    const second = turns.run(async () => void done.push('second'), { isInteractive: false, signal: stop.signal });
    stop.abort(new Error('enough'));
    await expect(second).rejects.toThrow('enough');
    gate.open();
    await first;
    expect(await turns.run(async () => 'next', { isInteractive: false, signal: never })).toBe('next');
    expect(done).toEqual([]);
  });

  it('wait until a line is free, also where whoever had it gave up', async () => {
    const turns = createRequestQueue({ minIntervalMs: 0, queued: 'all' }, now);
    const [gate, stop, order] = [createGate(), new AbortController(), [] as string[]];
    const first = turns.run(() => gate.opened.then(() => void order.push('let go')), {
      isInteractive: false,
      signal: stop.signal,
    });
    const second = turns.run(async () => void order.push('next'), { isInteractive: false, signal: never });
    stop.abort(new Error('enough'));
    await expect(first).rejects.toThrow('enough');
    gate.open();
    await second;
    expect(order).toEqual(['let go', 'next']);
  });

  it('rest no longer than they should when somebody sets the clock back', async () => {
    const times = ['2026-08-21T12:00:00.000Z', '2026-08-21T02:00:00.000Z'];
    let time = 0;
    const turns = createRequestQueue({ minIntervalMs: 10, queued: 'all' }, () => new Date(times[time] ?? ''));
    const take = (): Promise<number> => turns.run(async () => 1, { isInteractive: false, signal: never });
    await take();
    time = 1;
    expect(await take()).toBe(1);
  });
});
