import { createHash } from 'node:crypto';
import type { Log } from '../../runtime/log.ts';
import type { Store } from '../database.ts';

/** Enough for the paginated searches of many tenants: about 20 MB. */
const MAX_STORED_ACTIONS = 100_000;
/** Putting a stored text again renews it, but not on every reply that contains it. */
const TOUCH_INTERVAL_MS = 24 * 60 * 60_000;
const WRITE_BATCH_SIZE = 500;

interface ActionRepositoryDeps {
  readonly store: Store;
  readonly log: Log;
  readonly now: () => Date;
  /** About how many of the newest are kept. */
  readonly maxActions?: number;
}

/** Actions that are too long for a button, shared by all processes on the database. */
export class SqlActionRepository {
  readonly #db: Store['db'];
  readonly #log: Log;
  readonly #now: () => Date;
  readonly #maxActions: number;
  readonly #pending = new Map<string, string>();
  #lastWrite = Promise.resolve();
  #writesUntilTrim = 0;

  constructor({ store, log, now, maxActions = MAX_STORED_ACTIONS }: ActionRepositoryDeps) {
    this.#db = store.db;
    this.#log = log;
    this.#now = now;
    this.#maxActions = maxActions;
  }

  /** Returns the key at once and writes in the background. This process can `get` the text right away. */
  put(text: string): string {
    const key = createHash('sha256').update(text).digest('base64url').slice(0, 16);
    this.#pending.set(key, text);
    this.#lastWrite = this.#lastWrite.then(() => this.#writePending());
    return key;
  }

  async get(key: string): Promise<string | undefined> {
    const row = await this.#db.selectFrom('actions').select('text').where('key', '=', key).executeTakeFirst();
    return this.#pending.get(key) ?? row?.text;
  }

  /** Resolves when everything put so far is written, or has failed to be. Await it before the store is closed. */
  flush(): Promise<void> {
    return this.#lastWrite;
  }

  async #writePending(): Promise<void> {
    try {
      while (this.#pending.size > 0) {
        const batch = [...this.#pending].slice(0, WRITE_BATCH_SIZE);
        await this.#write(batch);
        for (const [key] of batch) this.#pending.delete(key);
        this.#writesUntilTrim -= batch.length;
        if (this.#writesUntilTrim > 0) continue;
        await this.#deleteOldest();
        this.#writesUntilTrim = Math.ceil(this.#maxActions / 100);
      }
    } catch (error) {
      // They are written together with the next one. Until then only this process knows them.
      this.#log.warn({ err: error }, 'failed to persist actions');
      for (const key of [...this.#pending.keys()].slice(0, -this.#maxActions)) this.#pending.delete(key);
    }
  }

  async #write(batch: readonly (readonly [key: string, text: string])[]): Promise<void> {
    const at = this.#now().getTime();
    await this.#db
      .insertInto('actions')
      .values(batch.map(([key, text]) => ({ key, text, stored_at: at })))
      .onConflict((conflict) =>
        conflict
          .column('key')
          .doUpdateSet({ stored_at: at })
          .where('actions.stored_at', '<', at - TOUCH_INTERVAL_MS),
      )
      .execute();
  }

  async #deleteOldest(): Promise<void> {
    await this.#db
      .deleteFrom('actions')
      .where('stored_at', '<', (actions) =>
        actions
          .selectFrom('actions')
          .select('stored_at')
          .orderBy('stored_at', 'desc')
          .limit(1)
          .offset(this.#maxActions - 1),
      )
      .execute();
  }
}
