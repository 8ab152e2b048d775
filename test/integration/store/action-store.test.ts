import { expect, it } from 'vitest';
import { createActionStore } from '../../../src/chat/action.ts';
import type { Store } from '../../../src/store/database.ts';
import { SqlActionRepository } from '../../../src/store/repositories/action-repository.ts';
import { createMemoryLog } from '../../fakes/log.ts';
import { describeStores } from './stores.ts';

const DAY_MS = 24 * 60 * 60_000;

/** An action repository whose clock a test can set. */
function actionsOf(store: Store, { maxActions = 1000 } = {}) {
  const clock = { at: 0 };
  const { log, records } = createMemoryLog();
  const actions = new SqlActionRepository({ store, log, now: () => new Date(clock.at), maxActions });
  return { actions, clock, records };
}

describeStores('the action repository', (fresh) => {
  it('returns a text at once in the same process, and in others once it is written', async () => {
    const { open } = await fresh();
    const { actions: mine } = actionsOf(await open());
    const { actions: others } = actionsOf(await open());
    const key = mine.put('a long search');
    expect(await mine.get(key)).toBe('a long search');
    await mine.flush();
    expect(await others.get(key)).toBe('a long search');
    expect(await others.get('no key')).toBeUndefined();
  });

  it('uses the same keys as the action store, so that no button breaks', async () => {
    const { actions } = actionsOf(await (await fresh()).open());
    expect(actions.put('a long search')).toBe(createActionStore().put('a long search'));
  });

  it('stores more texts at once than one statement takes', async () => {
    const { actions } = actionsOf(await (await fresh()).open(), { maxActions: 10_000 });
    const keys = Array.from({ length: 1200 }, (_, at) => actions.put(`search ${at}`));
    await actions.flush();
    expect(await actions.get(keys[0] ?? '')).toBe('search 0');
    expect(await actions.get(keys[1199] ?? '')).toBe('search 1199');
  });

  it('keeps the newest texts, where putting a text again makes it new', async () => {
    const { actions, clock } = actionsOf(await (await fresh()).open(), { maxActions: 3 });
    const keys: string[] = [];
    for (const text of ['a', 'b', 'c', 'a', 'd', 'e']) {
      clock.at += 2 * DAY_MS;
      keys.push(actions.put(text));
      await actions.flush();
    }
    const kept = await Promise.all([...new Set(keys)].map((key) => actions.get(key)));
    expect(kept).toEqual(['a', undefined, undefined, 'd', 'e']);
  });

  it('logs a failed write, serves the text from memory, and writes it with the next one', async () => {
    const { open } = await fresh();
    const store = await open();
    const { actions, records } = actionsOf(store);
    await store.db.schema.alterTable('actions').renameTo('elsewhere').execute();
    const key = actions.put('a long search');
    await actions.flush();
    expect(records).toEqual([expect.objectContaining({ msg: 'failed to persist actions' })]);
    await store.db.schema
      .alterTable('elsewhere' as 'actions')
      .renameTo('actions')
      .execute();
    expect(await actions.get(key)).toBe('a long search');
    actions.put('another one');
    await actions.flush();
    expect(await actionsOf(await open()).actions.get(key)).toBe('a long search');
  });
});
