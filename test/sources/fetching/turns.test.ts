import { describe, expect, it } from 'vitest';
import { createTurns } from '../../../src/sources/fetching/turns.ts';
import { createGate } from '../../fakes/gate.ts';

const never = new AbortController().signal;
const now = (): Date => new Date('2026-08-21T12:00:00.000Z');

describe('turns', () => {
  it('come first to whoever is in a hurry', async () => {
    const turns = createTurns({ spacingMs: 0, queues: 'everyone' }, now);
    const [gate, order] = [createGate(), [] as string[]];
    const take = (name: string, isHurried: boolean): Promise<void> =>
      turns.take(async () => void order.push(name), { isHurried, signal: never });
    const first = turns.take(() => gate.opened, { isHurried: false, signal: never });
    const others = [take('patient', false), take('patient too', false), take('hurried', true)];
    gate.open();
    await Promise.all([first, ...others]);
    expect(order).toEqual(['hurried', 'patient', 'patient too']);
  });

  it('pass over who gave up meanwhile, and let them go at once', async () => {
    const turns = createTurns({ spacingMs: 0, queues: 'everyone' }, now);
    const [gate, stop, done] = [createGate(), new AbortController(), [] as string[]];
    const first = turns.take(() => gate.opened, { isHurried: false, signal: never });
    const second = turns.take(async () => void done.push('second'), { isHurried: false, signal: stop.signal });
    stop.abort(new Error('enough'));
    await expect(second).rejects.toThrow('enough');
    gate.open();
    await first;
    expect(await turns.take(async () => 'next', { isHurried: false, signal: never })).toBe('next');
    expect(done).toEqual([]);
  });

  it('wait until a line is free, also where whoever had it gave up', async () => {
    const turns = createTurns({ spacingMs: 0, queues: 'everyone' }, now);
    const [gate, stop, order] = [createGate(), new AbortController(), [] as string[]];
    const first = turns.take(() => gate.opened.then(() => void order.push('let go')), {
      isHurried: false,
      signal: stop.signal,
    });
    const second = turns.take(async () => void order.push('next'), { isHurried: false, signal: never });
    stop.abort(new Error('enough'));
    await expect(first).rejects.toThrow('enough');
    gate.open();
    await second;
    expect(order).toEqual(['let go', 'next']);
  });

  it('rest no longer than they should when somebody sets the clock back', async () => {
    const times = ['2026-08-21T12:00:00.000Z', '2026-08-21T02:00:00.000Z'];
    let time = 0;
    const turns = createTurns({ spacingMs: 10, queues: 'everyone' }, () => new Date(times[time] ?? ''));
    const take = (): Promise<number> => turns.take(async () => 1, { isHurried: false, signal: never });
    await take();
    time = 1;
    expect(await take()).toBe(1);
  });
});
