import { describe, expect, it } from 'vitest';
import { createLastModifiedTracker } from '../../../../../adapters/web/pages/feed.ts';

const at = (time: string) => new Date(`2025-03-05T${time}Z`);

describe('createLastModifiedTracker', () => {
  it('returns the time at which the content was first seen, in whole seconds', () => {
    let now = at('09:00:00.900');
    const lastModified = createLastModifiedTracker(() => now);
    expect(lastModified('a', 'one')).toEqual(at('09:00:00'));
    now = at('10:00:00');
    expect(lastModified('a', 'one')).toEqual(at('09:00:00'));
    expect(lastModified('b', 'one')).toEqual(at('10:00:00'));
    expect(lastModified('a', 'two')).toEqual(at('10:00:00'));
  });

  it('returns a later time for every change, even within a second or if the clock goes back', () => {
    let now = at('09:00:00.100');
    const lastModified = createLastModifiedTracker(() => now);
    lastModified('a', 'one');
    expect(lastModified('a', 'two')).toEqual(at('09:00:01'));
    now = at('08:00:00');
    expect(lastModified('a', 'one')).toEqual(at('09:00:02'));
  });

  it('evicts the least recently used key', () => {
    let now = at('09:00:00');
    const lastModified = createLastModifiedTracker(() => now, 2);
    for (const key of ['a', 'b', 'a', 'c']) lastModified(key, 'one');
    now = at('10:00:00');
    expect(lastModified('a', 'one')).toEqual(at('09:00:00'));
    expect(lastModified('b', 'one')).toEqual(at('10:00:00'));
  });
});
