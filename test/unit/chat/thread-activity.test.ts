import { describe, expect, it, vi } from 'vitest';
import { createThreadActivityThrottle, MAX_TRACKED_THREADS, type Place } from '../../../src/chat/place.ts';

const HOUR_MS = 3_600_000;

function startThrottle(intervalMs: number) {
  const reported: (string | undefined)[] = [];
  const throttle = createThreadActivityThrottle({
    intervalMs,
    onActivity: (resolvePlace) => void resolvePlace().then((place) => reported.push(place?.thread)),
  });
  const record = (thread: string): void => {
    throttle.record(thread, async (): Promise<Place> => ({ platform: 'discord', tenant: '1', channel: '2', thread }));
  };
  return { reported, record, flush: throttle.flush };
}

describe('createThreadActivityThrottle', () => {
  it('reports the first activity of a thread at once, and later activity once after the interval', async () => {
    const { reported, record } = startThrottle(20);
    for (let count = 0; count < 5; count++) record('a');
    record('b');
    await Promise.resolve();
    expect(reported).toEqual(['a', 'b']);
    await vi.waitFor(() => expect(reported).toEqual(['a', 'b', 'a']));
  });

  it('reports pending activity once when it is flushed', async () => {
    const { reported, record, flush } = startThrottle(HOUR_MS);
    for (const thread of ['a', 'a', 'b']) record(thread);
    flush();
    flush();
    await Promise.resolve();
    expect(reported).toEqual(['a', 'b', 'a']);
  });

  it('flushes the oldest thread when it tracks too many, so that no activity is lost', async () => {
    const { reported, record, flush } = startThrottle(HOUR_MS);
    record('first');
    record('first');
    for (let count = 0; count < MAX_TRACKED_THREADS; count++) record(`${count}`);
    record('first');
    await Promise.resolve();
    expect(reported.filter((thread) => thread === 'first')).toHaveLength(3);
    flush();
  });
});
