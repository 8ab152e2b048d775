import { describe, expect, it } from 'vitest';
import { createLastModifiedTracker } from '../../../../../adapters/web/pages/feed.ts';

const at = (time: string) => new Date(`2025-03-05T${time}Z`);

describe('when something was last changed', () => {
  it('is when its form was first seen', () => {
    let now = at('09:00:00.900');
    const changed = createLastModifiedTracker(() => now);
    expect(changed.lastModified('a', 'one')).toEqual(at('09:00:00'));
    now = at('10:00:00');
    expect(changed.lastModified('a', 'one')).toEqual(at('09:00:00'));
    expect(changed.lastModified('b', 'one')).toEqual(at('10:00:00'));
    expect(changed.lastModified('a', 'two')).toEqual(at('10:00:00'));
  });

  it('is later with every change, even within a second or where the clock goes back', () => {
    let now = at('09:00:00.100');
    const changed = createLastModifiedTracker(() => now);
    changed.lastModified('a', 'one');
    expect(changed.lastModified('a', 'two')).toEqual(at('09:00:01'));
    now = at('08:00:00');
    expect(changed.lastModified('a', 'one')).toEqual(at('09:00:02'));
  });

  it('is forgotten of what nobody has asked for longest', () => {
    let now = at('09:00:00');
    const changed = createLastModifiedTracker(() => now, 2);
    for (const key of ['a', 'b', 'a', 'c']) changed.lastModified(key, 'one');
    now = at('10:00:00');
    expect(changed.lastModified('a', 'one')).toEqual(at('09:00:00'));
    expect(changed.lastModified('b', 'one')).toEqual(at('10:00:00'));
  });
});
