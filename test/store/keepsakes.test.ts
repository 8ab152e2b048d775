import { expect, it } from 'vitest';
import { createKeepsakes } from '../../src/chat/keepsakes.ts';
import type { Store } from '../../src/store/database.ts';
import { createStoredKeepsakes } from '../../src/store/keepsakes.ts';
import { createMemoryLog } from '../fakes/log.ts';
import { describeStores } from './stores.ts';

const DAY_MS = 24 * 60 * 60_000;

/** Keepsakes at an instant that a test may change. */
function keepsakesOf(store: Store, { most = 1000 } = {}) {
  const clock = { at: 0 };
  const { log, records } = createMemoryLog();
  const keepsakes = createStoredKeepsakes({ store, log, now: () => new Date(clock.at), most });
  return { ...keepsakes, clock, records };
}

describeStores('keepsakes', (fresh) => {
  it('are known at once where they were kept, and elsewhere once they are written', async () => {
    const { open } = await fresh();
    const here = keepsakesOf(await open());
    const elsewhere = keepsakesOf(await open());
    const key = here.keep('a long search');
    expect(await here.recall(key)).toBe('a long search');
    await here.written();
    expect(await elsewhere.recall(key)).toBe('a long search');
    expect(await elsewhere.recall('no key')).toBeUndefined();
  });

  it('have the keys that they have everywhere, so that no button is lost', async () => {
    const { keep } = keepsakesOf(await (await fresh()).open());
    expect(keep('a long search')).toBe(createKeepsakes().keep('a long search'));
  });

  it('are many at once', async () => {
    const { keep, written, recall } = keepsakesOf(await (await fresh()).open(), { most: 10_000 });
    const keys = Array.from({ length: 1200 }, (_, at) => keep(`search ${at}`));
    await written();
    expect(await recall(keys[0] ?? '')).toBe('search 0');
    expect(await recall(keys[1199] ?? '')).toBe('search 1199');
  });

  it('are the newest, and one that is kept again is new', async () => {
    const { keep, written, recall, clock } = keepsakesOf(await (await fresh()).open(), { most: 3 });
    const keys: string[] = [];
    for (const text of ['a', 'b', 'c', 'a', 'd', 'e']) {
      clock.at += 2 * DAY_MS;
      keys.push(keep(text));
      await written();
    }
    const kept = await Promise.all([...new Set(keys)].map(recall));
    expect(kept).toEqual(['a', undefined, undefined, 'd', 'e']);
  });

  it('that can not be written are kept by this process, said in the log, and written when it works again', async () => {
    const { open } = await fresh();
    const store = await open();
    const { keep, written, recall, records } = keepsakesOf(store);
    await store.db.schema.alterTable('keepsakes').renameTo('elsewhere').execute();
    const key = keep('a long search');
    await written();
    expect(records).toEqual([expect.objectContaining({ msg: 'long buttons will not work after a restart' })]);
    await store.db.schema
      .alterTable('elsewhere' as 'keepsakes')
      .renameTo('keepsakes')
      .execute();
    expect(await recall(key)).toBe('a long search');
    keep('another one');
    await written();
    expect(await keepsakesOf(await open()).recall(key)).toBe('a long search');
  });
});
