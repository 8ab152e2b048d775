import { describe, expect, it } from 'vitest';
import { createKeepsakes } from '../../src/chat/keepsakes.ts';

describe('keepsakes', () => {
  it('give a text back for its key, and the same key for the same text', () => {
    const keepsakes = createKeepsakes();
    const [one, two] = [keepsakes.keep('one'), keepsakes.keep('two')];
    expect(keepsakes.keep('one')).toBe(one);
    expect(one).toMatch(/^[\w-]{16}$/);
    expect([keepsakes.recall(one), keepsakes.recall(two)]).toEqual(['one', 'two']);
    expect(keepsakes.recall('unknown')).toBeUndefined();
  });

  it('forget the oldest of more than ten thousand; what is kept again is young again', () => {
    const keepsakes = createKeepsakes();
    const keys = Array.from({ length: 10_000 }, (_, index) => keepsakes.keep(`text ${index}`));
    keepsakes.keep('text 0');
    keepsakes.keep('one more');
    expect(keepsakes.recall(keys[0] ?? '')).toBe('text 0');
    expect(keepsakes.recall(keys[1] ?? '')).toBeUndefined();
    expect(keepsakes.recall(keys[2] ?? '')).toBe('text 2');
  });

  it('kept by another process are fetched from the shelf that both have', async () => {
    const shelved = new Map<string, string>();
    const shelf = {
      keep: (text: string) => void shelved.set(createKeepsakes().keep(text), text),
      recall: async (key: string) => shelved.get(key),
    };
    const [here, elsewhere] = [createKeepsakes(shelf), createKeepsakes(shelf)];
    const key = here.keep('a long search');
    expect(elsewhere.recall(key)).toBeUndefined();
    await elsewhere.fetch(key);
    await elsewhere.fetch('unknown');
    expect(elsewhere.recall(key)).toBe('a long search');
  });
});
