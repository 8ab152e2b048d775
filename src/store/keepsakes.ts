import { createHash } from 'node:crypto';
import type { Log } from '../log.ts';
import type { Store } from './database.ts';

/** Keepsakes in the database, the same for all processes that share it (see `../chat/keepsakes.ts`). */
export interface StoredKeepsakes {
  /** Gives the key at once; the text is written meanwhile, and this process recalls it from now on. */
  keep(text: string): string;
  recall(key: string): Promise<string | undefined>;
  /** Ends when what was kept so far is written, or can't be. To be awaited before the store is closed. */
  written(): Promise<void>;
}

/** Long searches of many tenants, each with its pages: some 20 MB. */
const MOST = 100_000;
/** A text that is kept again counts as new, but is not written anew with every answer that has it. */
const AS_GOOD_AS_NEW_MS = 24 * 60 * 60_000;
const CHUNK = 500;

/** @param most how many are kept, about: the newest */
export function createStoredKeepsakes({
  store,
  log,
  now,
  most = MOST,
}: {
  store: Store;
  log: Log;
  now: () => Date;
  most?: number;
}): StoredKeepsakes {
  const waiting = new Map<string, string>();
  let written = Promise.resolve();
  let untilTrim = 0;

  async function write(): Promise<void> {
    try {
      while (waiting.size > 0) {
        const batch = [...waiting].slice(0, CHUNK);
        await insert(store, batch, now().getTime());
        for (const [key] of batch) waiting.delete(key);
        untilTrim -= batch.length;
        if (untilTrim > 0) continue;
        await trim(store, most);
        untilTrim = Math.ceil(most / 100);
      }
    } catch (error) {
      // They wait for the next text, and this process knows them meanwhile.
      log.warn({ err: error }, 'long buttons will not work after a restart');
      for (const key of [...waiting.keys()].slice(0, -most)) waiting.delete(key);
    }
  }

  return {
    keep(text) {
      const key = createHash('sha256').update(text).digest('base64url').slice(0, 16);
      waiting.set(key, text);
      written = written.then(write);
      return key;
    },
    async recall(key) {
      const row = await store.db.selectFrom('keepsakes').select('text').where('key', '=', key).executeTakeFirst();
      return waiting.get(key) ?? row?.text;
    },
    written: () => written,
  };
}

async function insert({ db }: Store, batch: readonly (readonly [string, string])[], at: number): Promise<void> {
  await db
    .insertInto('keepsakes')
    .values(batch.map(([key, text]) => ({ key, text, kept_at: at })))
    .onConflict((known) =>
      known
        .column('key')
        .doUpdateSet({ kept_at: at })
        .where('keepsakes.kept_at', '<', at - AS_GOOD_AS_NEW_MS),
    )
    .execute();
}

async function trim({ db }: Store, most: number): Promise<void> {
  await db
    .deleteFrom('keepsakes')
    .where('kept_at', '<', (keepsakes) =>
      keepsakes
        .selectFrom('keepsakes')
        .select('kept_at')
        .orderBy('kept_at', 'desc')
        .limit(1)
        .offset(most - 1),
    )
    .execute();
}
