import { expect, it, vi } from 'vitest';
import { createThreadActivityThrottle, MAX_TRACKED_THREADS, type Place } from '../../../src/chat/place.ts';

const HOUR_MS = 3_600_000;

function stirsOf(intervalMs: number) {
  const told: (string | undefined)[] = [];
  const stirs = createThreadActivityThrottle({
    intervalMs,
    onActivity: (where) => void where().then((place) => told.push(place?.thread)),
  });
  const happen = (thread: string): void => {
    stirs.record(thread, async (): Promise<Place> => ({ platform: 'discord', tenant: '1', channel: '2', thread }));
  };
  return { told, happen, flush: stirs.flush };
}

it('what happens in a thread is told at once, and what happens soon after it once more', async () => {
  const { told, happen } = stirsOf(20);
  for (let count = 0; count < 5; count++) happen('a');
  happen('b');
  await Promise.resolve();
  expect(told).toEqual(['a', 'b']);
  await vi.waitFor(() => expect(told).toEqual(['a', 'b', 'a']));
});

it('what was held back is told when it ends, and nothing else is', async () => {
  const { told, happen, flush } = stirsOf(HOUR_MS);
  for (const thread of ['a', 'a', 'b']) happen(thread);
  flush();
  flush();
  await Promise.resolve();
  expect(told).toEqual(['a', 'b', 'a']);
});

it('so many threads are remembered and no more, and nothing is lost', async () => {
  const { told, happen, flush } = stirsOf(HOUR_MS);
  happen('first');
  happen('first');
  for (let count = 0; count < MAX_TRACKED_THREADS; count++) happen(`${count}`);
  happen('first');
  await Promise.resolve();
  expect(told.filter((thread) => thread === 'first')).toHaveLength(3);
  flush();
});
