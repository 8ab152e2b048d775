import { describe, expect, it, vi } from 'vitest';
import { createTrailingThrottle, MAX_KEYS } from '../../../src/runtime/throttle.ts';

const HOUR_MS = 3_600_000;

function startThrottle(intervalMs: number) {
  const passed: string[] = [];
  const { record, flush } = createTrailingThrottle<string>({ intervalMs, onEvent: (event) => passed.push(event) });
  return { passed, flush, record: (key: string, event = key) => record(key, event) };
}

describe('createTrailingThrottle', () => {
  it('passes on the first event of a key at once, and the last of those after it at the end of the interval', async () => {
    const { passed, record } = startThrottle(20);
    for (let count = 0; count < 5; count++) record('a', `a${count}`);
    record('b');
    expect(passed).toEqual(['a0', 'b']);
    await vi.waitFor(() => expect(passed).toEqual(['a0', 'b', 'a4']));
  });

  it('passes on pending events once when it is flushed', () => {
    const { passed, record, flush } = startThrottle(HOUR_MS);
    for (const key of ['a', 'a', 'b']) record(key);
    flush();
    flush();
    expect(passed).toEqual(['a', 'b', 'a']);
  });

  it('flushes the oldest key when it tracks too many, so that no event is lost', () => {
    const { passed, record, flush } = startThrottle(HOUR_MS);
    record('first');
    record('first');
    for (let count = 0; count < MAX_KEYS; count++) record(`${count}`);
    record('first');
    expect(passed.filter((event) => event === 'first')).toHaveLength(3);
    flush();
  });
});
