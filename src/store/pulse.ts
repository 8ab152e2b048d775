import { type Kysely, sql } from 'kysely';
import { errorCode } from '../file-error.ts';
import type { Store } from './database.ts';
import { BUSY_TIMEOUT_MS } from './sqlite.ts';
import type { Tables } from './tables.ts';

/** A probe asks every few seconds, and what can be written now can most likely be written in half a minute. */
const WRITE_CHECK_INTERVAL_MS = 30_000;

/**
 * Finds out whether the database takes what is written to it: on a full disk it can still be read. SQLite would stop the whole process
 * while it waits for another one that writes, so it does not wait here: where somebody else writes, it can be written.
 *
 * @returns rejects where nothing can be written
 */
export function createDatabaseHealthCheck({ db, dialect, now, assertFileInPlace }: Store): () => Promise<void> {
  let writtenAt = Number.NEGATIVE_INFINITY;
  return async () => {
    assertFileInPlace();
    const at = now().getTime();
    if (Math.abs(at - writtenAt) < WRITE_CHECK_INTERVAL_MS) {
      await sql`select 1`.execute(db);
      return;
    }
    if (dialect === 'sqlite')
      await db
        .connection()
        .execute((connection) => withoutBusyTimeout(connection, () => writeHealthCheckRow(connection, at)));
    else await writeHealthCheckRow(db, at);
    writtenAt = at;
  };
}

async function writeHealthCheckRow(db: Kysely<Tables>, at: number): Promise<void> {
  await db
    .insertInto('pulse')
    .values({ one: 1, at })
    .onConflict((conflict) => conflict.column('one').doUpdateSet({ at }))
    .execute();
}

async function withoutBusyTimeout(connection: Kysely<Tables>, run: () => Promise<void>): Promise<void> {
  await sql`pragma busy_timeout = 0`.execute(connection);
  try {
    await run();
  } catch (error) {
    if (errorCode(error) !== 'SQLITE_BUSY') throw error;
  } finally {
    await sql`pragma busy_timeout = ${sql.raw(String(BUSY_TIMEOUT_MS))}`.execute(connection);
  }
}
