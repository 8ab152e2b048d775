import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { SqliteDatabase, SqliteStatement } from 'kysely';
import Database from 'libsql';
import { errorCode } from '../file-error.ts';

/** A file that is locked by another process is waited for so long, in milliseconds. */
export const BUSY_TIMEOUT_MS = 5000;
const MAX_PREPARED_STATEMENTS = 200;
const MAX_WAL_ATTEMPTS = 20;

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
  database.exec(`pragma busy_timeout = ${BUSY_TIMEOUT_MS}`);
  await enableWal(database);
  // A delivery that was noted must not be forgotten when the power fails.
  database.exec('pragma synchronous = FULL');
  database.exec('pragma foreign_keys = ON');
  return toKyselyDatabase(database);
}

/** The first switch to WAL is the one thing for which SQLite does not wait: processes that start together would fail at it. */
async function enableWal(database: Database.Database): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      database.exec('pragma journal_mode = WAL');
      return;
    } catch (error) {
      if (errorCode(error) !== 'SQLITE_BUSY' || attempt === MAX_WAL_ATTEMPTS) throw error;
      await setTimeout(attempt * 5);
    }
  }
}

function toKyselyDatabase(database: Database.Database): SqliteDatabase {
  const statements = new Map<string, SqliteStatement>();
  return {
    prepare(sql) {
      const statement = statements.get(sql) ?? prepareStatement(database, sql);
      statements.delete(sql);
      statements.set(sql, statement);
      const oldest = statements.keys().next().value;
      if (statements.size > MAX_PREPARED_STATEMENTS && oldest !== undefined) statements.delete(oldest);
      return statement;
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

function prepareStatement(database: Database.Database, sql: string): SqliteStatement {
  if (/^(begin|commit|rollback)$/i.test(sql)) return createTransactionStatement(database, sql.toLowerCase());
  const statement = database.prepare<unknown[]>(sql);
  const isRead = /^\s*(select|pragma)\b/i.test(sql);
  const execute = <T>(run: () => T): T => (isRead || database.inTransaction ? run() : runInTransaction(database, run));
  return {
    reader: statement.reader,
    all: (parameters) => execute(() => statement.all([...parameters])),
    run: (parameters) => execute(() => statement.run([...parameters])),
    *iterate(parameters) {
      yield* statement.all([...parameters]);
    },
  };
}

function createTransactionStatement(database: Database.Database, step: string): SqliteStatement {
  const emptyResult = { changes: 0, lastInsertRowid: 0 };
  return {
    reader: false,
    all: () => [],
    run() {
      // A full disk has rolled back already, and to do it again would hide that error behind its own.
      if (step !== 'rollback' || database.inTransaction) database.exec(step === 'begin' ? 'begin immediate' : step);
      return emptyResult;
    },
    *iterate() {},
  };
}

function runInTransaction<T>(database: Database.Database, run: () => T): T {
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
