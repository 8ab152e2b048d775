import { describe, expect, it } from 'vitest';
import { createActionStore } from '../../../src/chat/action.ts';

describe('keepsakes', () => {
  it('give a text back for its key, and the same key for the same text', () => {
    const keepsakes = createActionStore();
    const [one, two] = [keepsakes.put('one'), keepsakes.put('two')];
    expect(keepsakes.put('one')).toBe(one);
    expect(one).toMatch(/^[\w-]{16}$/);
    expect([keepsakes.get(one), keepsakes.get(two)]).toEqual(['one', 'two']);
    expect(keepsakes.get('unknown')).toBeUndefined();
  });

  it('forget the oldest of more than ten thousand; what is kept again is young again', () => {
    const keepsakes = createActionStore();
    const keys = Array.from({ length: 10_000 }, (_, index) => keepsakes.put(`text ${index}`));
    keepsakes.put('text 0');
    keepsakes.put('one more');
    expect(keepsakes.get(keys[0] ?? '')).toBe('text 0');
    expect(keepsakes.get(keys[1] ?? '')).toBeUndefined();
    expect(keepsakes.get(keys[2] ?? '')).toBe('text 2');
  });

  it('kept by another process are fetched from the shelf that both have', async () => {
    const shelved = new Map<string, string>();
    const shelf = {
      put: (text: string) => void shelved.set(createActionStore().put(text), text),
      get: async (key: string) => shelved.get(key),
    };
    const [here, elsewhere] = [createActionStore(shelf), createActionStore(shelf)];
    const key = here.put('a long search');
    expect(elsewhere.get(key)).toBeUndefined();
    await elsewhere.load(key);
    await elsewhere.load('unknown');
    expect(elsewhere.get(key)).toBe('a long search');
  });
});
