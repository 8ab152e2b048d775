import { type Kysely, sql } from 'kysely';
import { codeOf } from '../file-error.ts';
import type { Store } from './database.ts';
import { BUSY_MS } from './sqlite.ts';
import type { Tables } from './tables.ts';

/** A probe asks every few seconds, and what can be written now can most likely be written in half a minute. */
const EVERY_MS = 30_000;

/**
 * Finds out whether the database takes what is written to it: on a full disk it can still be read. SQLite would stop the whole process
 * while it waits for another one that writes, so it does not wait here: where somebody else writes, it can be written.
 *
 * @returns rejects where nothing can be written
 */
export function createPulse({ db, dialect, now, isInPlace }: Store): () => Promise<void> {
  let writtenAt = Number.NEGATIVE_INFINITY;
  return async () => {
    isInPlace();
    const at = now().getTime();
    if (Math.abs(at - writtenAt) < EVERY_MS) {
      await sql`select 1`.execute(db);
      return;
    }
    if (dialect === 'sqlite') await db.connection().execute((one) => withoutWaiting(one, () => write(one, at)));
    else await write(db, at);
    writtenAt = at;
  };
}

async function write(db: Kysely<Tables>, at: number): Promise<void> {
  await db
    .insertInto('pulse')
    .values({ one: 1, at })
    .onConflict((known) => known.column('one').doUpdateSet({ at }))
    .execute();
}

async function withoutWaiting(one: Kysely<Tables>, work: () => Promise<void>): Promise<void> {
  await sql`pragma busy_timeout = 0`.execute(one);
  try {
    await work();
  } catch (error) {
    if (codeOf(error) !== 'SQLITE_BUSY') throw error;
  } finally {
    await sql`pragma busy_timeout = ${sql.raw(String(BUSY_MS))}`.execute(one);
  }
}
