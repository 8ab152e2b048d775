import { createHash } from 'node:crypto';
import type { Log } from '../../runtime/log.ts';
import type { Store } from '../database.ts';

/** Keepsakes in the database, the same for all processes that share it (see `../chat/keepsakes.ts`). */
export interface ActionRepository {
  /** Gives the key at once; the text is written meanwhile, and this process recalls it from now on. */
  put(text: string): string;
  get(key: string): Promise<string | undefined>;
  /** Ends when what was kept so far is written, or can't be. To be awaited before the store is closed. */
  flush(): Promise<void>;
}

/** Long searches of many tenants, each with its pages: some 20 MB. */
const MAX_STORED_ACTIONS = 100_000;
/** A text that is kept again counts as new, but is not written anew with every answer that has it. */
const TOUCH_THROTTLE_MS = 24 * 60 * 60_000;
const WRITE_BATCH_SIZE = 500;

/** @param most how many are kept, about: the newest */
export function createActionRepository({
  store,
  log,
  now,
  maxActions = MAX_STORED_ACTIONS,
}: {
  store: Store;
  log: Log;
  now: () => Date;
  maxActions?: number;
}): ActionRepository {
  const pending = new Map<string, string>();
  let lastWrite = Promise.resolve();
  let putsUntilTrim = 0;

  async function writePending(): Promise<void> {
    try {
      while (pending.size > 0) {
        const batch = [...pending].slice(0, WRITE_BATCH_SIZE);
        await upsertActions(store, batch, now().getTime());
        for (const [key] of batch) pending.delete(key);
        putsUntilTrim -= batch.length;
        if (putsUntilTrim > 0) continue;
        await deleteOldestActions(store, maxActions);
        putsUntilTrim = Math.ceil(maxActions / 100);
      }
    } catch (error) {
      // They wait for the next text, and this process knows them meanwhile.
      log.warn({ err: error }, 'long buttons will not work after a restart');
      for (const key of [...pending.keys()].slice(0, -maxActions)) pending.delete(key);
    }
  }

  return {
    put(text) {
      const key = createHash('sha256').update(text).digest('base64url').slice(0, 16);
      pending.set(key, text);
      lastWrite = lastWrite.then(writePending);
      return key;
    },
    async get(key) {
      const row = await store.db.selectFrom('actions').select('text').where('key', '=', key).executeTakeFirst();
      return pending.get(key) ?? row?.text;
    },
    flush: () => lastWrite,
  };
}

async function upsertActions({ db }: Store, batch: readonly (readonly [string, string])[], at: number): Promise<void> {
  await db
    .insertInto('actions')
    .values(batch.map(([key, text]) => ({ key, text, stored_at: at })))
    .onConflict((conflict) =>
      conflict
        .column('key')
        .doUpdateSet({ stored_at: at })
        .where('actions.stored_at', '<', at - TOUCH_THROTTLE_MS),
    )
    .execute();
}

async function deleteOldestActions({ db }: Store, maxActions: number): Promise<void> {
  await db
    .deleteFrom('actions')
    .where('stored_at', '<', (actions) =>
      actions
        .selectFrom('actions')
        .select('stored_at')
        .orderBy('stored_at', 'desc')
        .limit(1)
        .offset(maxActions - 1),
    )
    .execute();
}
