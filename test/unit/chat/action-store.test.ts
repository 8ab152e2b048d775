import { describe, expect, it } from 'vitest';
import { createActionStore } from '../../../src/chat/action.ts';

describe('createActionStore', () => {
  it('returns the text of a key, and the same key for the same text', () => {
    const actionStore = createActionStore();
    const [one, two] = [actionStore.put('one'), actionStore.put('two')];
    expect(actionStore.put('one')).toBe(one);
    expect(one).toMatch(/^[\w-]{16}$/);
    expect([actionStore.get(one), actionStore.get(two)]).toEqual(['one', 'two']);
    expect(actionStore.get('unknown')).toBeUndefined();
  });

  it('evicts the least recently used of more than ten thousand texts from memory', () => {
    const actionStore = createActionStore();
    const keys = Array.from({ length: 10_000 }, (_, index) => actionStore.put(`text ${index}`));
    actionStore.put('text 0');
    actionStore.put('one more');
    expect(actionStore.get(keys[0] ?? '')).toBe('text 0');
    expect(actionStore.get(keys[1] ?? '')).toBeUndefined();
    expect(actionStore.get(keys[2] ?? '')).toBe('text 2');
  });

  it('loads what another process has put into the persistent store', async () => {
    const stored = new Map<string, string>();
    const persistent = {
      put: (text: string) => void stored.set(createActionStore().put(text), text),
      get: async (key: string) => stored.get(key),
    };
    const [here, elsewhere] = [createActionStore(persistent), createActionStore(persistent)];
    const key = here.put('a long search');
    expect(elsewhere.get(key)).toBeUndefined();
    await elsewhere.load(key);
    await elsewhere.load('unknown');
    expect(elsewhere.get(key)).toBe('a long search');
  });
});
