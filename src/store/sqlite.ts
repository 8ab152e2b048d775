import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { SqliteDatabase, SqliteStatement } from 'kysely';
import Database from 'libsql';
import { codeOf } from '../file-error.ts';

/** A file that is locked by another process is waited for so long, in milliseconds. */
export const BUSY_MS = 5000;
const MOST_PREPARED = 200;
const MOST_ATTEMPTS = 20;

/**
 * Opens a SQLite file, and makes it and its folder where they are missing. It is libsql, which comes ready built for every system, in
 * the form of better-sqlite3 that Kysely wants, without what is wrong with it in 0.5:
 *
 * - A prepared statement that fails because the file is locked stays in progress until it is garbage. Until then nothing that follows
 *   is committed, without any error (https://github.com/tursodatabase/libsql-client-ts/issues/352). So every transaction begins through
 *   `exec`, which has no such fault, takes the lock right then, and no writing statement ever runs outside of one.
 * - A statement holds some 25 kB that the garbage collector does not know of: they are prepared once and kept.
 * - `iterate` holds its locks until it is garbage as well, so everything is read at once.
 */
export async function openSqlite(file: string): Promise<SqliteDatabase> {
  // An absolute path is never taken for an address: libsql would connect to `http:…`.
  const path = resolve(file);
  mkdirSync(dirname(path), { recursive: true });
  const database = new Database(path);
  // First, so that what follows waits for other processes that start now.
  database.exec(`pragma busy_timeout = ${BUSY_MS}`);
  await useWal(database);
  // A delivery that was noted must not be forgotten when the power fails.
  database.exec('pragma synchronous = FULL');
  database.exec('pragma foreign_keys = ON');
  return wrap(database);
}

/** The first switch to WAL is the one thing for which SQLite does not wait: processes that start together would fail at it. */
async function useWal(database: Database.Database): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      database.exec('pragma journal_mode = WAL');
      return;
    } catch (error) {
      if (codeOf(error) !== 'SQLITE_BUSY' || attempt === MOST_ATTEMPTS) throw error;
      await setTimeout(attempt * 5);
    }
  }
}

function wrap(database: Database.Database): SqliteDatabase {
  const statements = new Map<string, SqliteStatement>();
  return {
    prepare(sql) {
      const known = statements.get(sql) ?? prepare(database, sql);
      statements.delete(sql);
      statements.set(sql, known);
      const oldest = statements.keys().next().value;
      if (statements.size > MOST_PREPARED && oldest !== undefined) statements.delete(oldest);
      return known;
    },
    close() {
      statements.clear();
      try {
        // The connection ends when its last statement is garbage, so what SQLite does at its end is done here, without waiting.
        database.exec('pragma wal_checkpoint(PASSIVE)');
      } finally {
        database.close();
      }
    },
  };
}

function prepare(database: Database.Database, sql: string): SqliteStatement {
  if (/^(begin|commit|rollback)$/i.test(sql)) return transactionStep(database, sql.toLowerCase());
  const statement = database.prepare<unknown[]>(sql);
  const isRead = /^\s*(select|pragma)\b/i.test(sql);
  const within = <T>(run: () => T): T => (isRead || database.inTransaction ? run() : inTransaction(database, run));
  return {
    reader: statement.reader,
    all: (parameters) => within(() => statement.all([...parameters])),
    run: (parameters) => within(() => statement.run([...parameters])),
    *iterate(parameters) {
      yield* statement.all([...parameters]);
    },
  };
}

function transactionStep(database: Database.Database, step: string): SqliteStatement {
  const nothing = { changes: 0, lastInsertRowid: 0 };
  return {
    reader: false,
    all: () => [],
    run() {
      // A full disk has rolled back already, and to do it again would hide that error behind its own.
      if (step !== 'rollback' || database.inTransaction) database.exec(step === 'begin' ? 'begin immediate' : step);
      return nothing;
    },
    *iterate() {},
  };
}

function inTransaction<T>(database: Database.Database, run: () => T): T {
  database.exec('begin immediate');
  try {
    const result = run();
    database.exec('commit');
    return result;
  } catch (error) {
    if (database.inTransaction) database.exec('rollback');
    throw error;
  }
}
