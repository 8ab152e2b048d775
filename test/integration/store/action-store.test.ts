import { expect, it } from 'vitest';
import { createActionStore } from '../../../src/chat/action.ts';
import type { Store } from '../../../src/store/database.ts';
import { createActionRepository } from '../../../src/store/repositories/action-repository.ts';
import { createMemoryLog } from '../../fakes/log.ts';
import { describeStores } from './stores.ts';

const DAY_MS = 24 * 60 * 60_000;

/** Keepsakes at an instant that a test may change. */
function keepsakesOf(store: Store, { most: maxActions = 1000 } = {}) {
  const clock = { at: 0 };
  const { log, records } = createMemoryLog();
  const keepsakes = createActionRepository({ store, log, now: () => new Date(clock.at), maxActions });
  return { ...keepsakes, clock, records };
}

describeStores('keepsakes', (fresh) => {
  it('are known at once where they were kept, and elsewhere once they are written', async () => {
    const { open } = await fresh();
    const here = keepsakesOf(await open());
    const elsewhere = keepsakesOf(await open());
    const key = here.put('a long search');
    expect(await here.get(key)).toBe('a long search');
    await here.flush();
    expect(await elsewhere.get(key)).toBe('a long search');
    expect(await elsewhere.get('no key')).toBeUndefined();
  });

  it('have the keys that they have everywhere, so that no button is lost', async () => {
    const { put } = keepsakesOf(await (await fresh()).open());
    expect(put('a long search')).toBe(createActionStore().put('a long search'));
  });

  it('are many at once', async () => {
    const { put, flush, get } = keepsakesOf(await (await fresh()).open(), { most: 10_000 });
    const keys = Array.from({ length: 1200 }, (_, at) => put(`search ${at}`));
    await flush();
    expect(await get(keys[0] ?? '')).toBe('search 0');
    expect(await get(keys[1199] ?? '')).toBe('search 1199');
  });

  it('are the newest, and one that is kept again is new', async () => {
    const { put, flush, get, clock } = keepsakesOf(await (await fresh()).open(), { most: 3 });
    const keys: string[] = [];
    for (const text of ['a', 'b', 'c', 'a', 'd', 'e']) {
      clock.at += 2 * DAY_MS;
      keys.push(put(text));
      await flush();
    }
    const kept = await Promise.all([...new Set(keys)].map(get));
    expect(kept).toEqual(['a', undefined, undefined, 'd', 'e']);
  });

  it('that can not be written are kept by this process, said in the log, and written when it works again', async () => {
    const { open } = await fresh();
    const store = await open();
    const { put, flush, get, records } = keepsakesOf(store);
    await store.db.schema.alterTable('actions').renameTo('elsewhere').execute();
    const key = put('a long search');
    await flush();
    expect(records).toEqual([expect.objectContaining({ msg: 'long buttons will not work after a restart' })]);
    await store.db.schema
      .alterTable('elsewhere' as 'actions')
      .renameTo('actions')
      .execute();
    expect(await get(key)).toBe('a long search');
    put('another one');
    await flush();
    expect(await keepsakesOf(await open()).get(key)).toBe('a long search');
  });
});
