import { accessSync, constants, mkdirSync, statfsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { SqliteDatabase, SqliteStatement } from 'kysely';
import Database from 'libsql';
import { LRUCache } from 'lru-cache';
import { describeFileError, errorCode, UserError } from '../runtime/errors.ts';

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
  const statements = new LRUCache<string, SqliteStatement>({
    max: MAX_PREPARED_STATEMENTS,
    memoMethod: (sql) => prepareStatement(database, sql),
  });
  return {
    prepare: (sql) => statements.memo(sql),
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

const OTHER_FILE_HINT = 'or set DATABASE_URL to another file';
const DISK_FULL = "can't be written: the disk is full, make room";
const IO_ERROR =
  "can't be read or written, as the system reports a fault: see that its disk works, that no quota or limit of files is reached, and that nobody moved it";

/**
 * What SQLite, and the system, report that a host can put right (https://www.sqlite.org/rescode.html). The first that fits counts: codes
 * have longer ones, which begin with theirs.
 */
const SQLITE_ERROR_MESSAGES: Readonly<Record<string, string>> = {
  SQLITE_NOTADB:
    "is some other kind of file: set DATABASE_URL to the one that was meant, or, where this one was Paperboy's, put a backup in its place",
  SQLITE_CORRUPT: 'is damaged: put a backup in its place',
  SQLITE_BUSY: 'is in use by a program that does not let go of it: stop that program',
  SQLITE_FULL: DISK_FULL,
  ENOSPC: DISK_FULL,
  SQLITE_READONLY_DBMOVED: 'was moved or removed while it was in use: put it back, and start again',
  SQLITE_READONLY: `can't be written: let the user that runs Paperboy write it and its folder, ${OTHER_FILE_HINT}`,
};

/** So much SQLite needs beside a database, for the processes that use it to agree. */
const MIN_FREE_BYTES = 64 * 1024;

/** Why a SQLite file can't be used, for people; undefined where that is nothing that they can put right. */
export function explainSqliteError(file: string, error: unknown): UserError | undefined {
  const problem = describeSqliteError(resolve(file), errorCode(error));
  return problem === undefined ? undefined : new UserError(`The database ${file} ${problem}.`, { cause: error });
}

function describeSqliteError(path: string, code: string): string | undefined {
  const hasCode = (name: string): boolean => code === name || code.startsWith(`${name}_`);
  const known = Object.entries(SQLITE_ERROR_MESSAGES).find(([name]) => hasCode(name))?.[1];
  if (known !== undefined) return known;
  // Of a file that can't be opened libsql says nothing but a number, so the system is asked. Any other error is not about the file.
  const isAboutFile = code === '' || /^E[A-Z]+$/.test(code) || hasCode('SQLITE_IOERR') || hasCode('SQLITE_CANTOPEN');
  const reason = isAboutFile ? describeFileProblem(path) : undefined;
  if (reason !== undefined) return `can't be opened: ${reason}. Put that right, ${OTHER_FILE_HINT}`;
  if (!hasCode('SQLITE_IOERR')) return undefined;
  // The files beside a database are made and mapped in a way in which a full disk looks like a broken one.
  return isDiskFull(dirname(path)) ? DISK_FULL : IO_ERROR;
}

/** Whether there may be a database in a file, which is left as it is. One that was made and never written to is as good as none. */
export function sqliteFileExists(file: string): boolean {
  try {
    return (statSync(resolve(file), { throwIfNoEntry: false })?.size ?? 0) > 0;
  } catch {
    // Nobody may look, or there can't be a file: to open it says why.
    return true;
  }
}

function isDiskFull(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize < MIN_FREE_BYTES;
  } catch {
    return false;
  }
}

/** Why a file, and those that SQLite keeps beside it, can't be written. It is not opened to find out: to close it would drop SQLite's own locks on it. */
function describeFileProblem(path: string): string | undefined {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found !== undefined) {
      if (!found.isFile()) return 'it is no regular file';
      accessSync(path, constants.R_OK | constants.W_OK);
    }
    return describeFolderProblem(dirname(path));
  } catch (error) {
    return describeFileError(error);
  }
}

/** Of a folder that is missing the one above it: it could not be made there. */
function describeFolderProblem(folder: string): string | undefined {
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found === undefined) return describeFolderProblem(dirname(folder));
  if (!found.isDirectory()) return 'part of its path is not a folder';
  accessSync(folder, constants.W_OK);
  return undefined;
}

/**
 * Remembers which file stands at a path now.
 *
 * SQLite goes on writing to a file that somebody has deleted or put another one in the place of: all seems well, and is gone with the
 * process.
 *
 * @returns throws where that file is not there any more
 */
export function createSameFileAssertion(path: string): () => void {
  const { ino, dev } = statSync(path);
  return () => {
    const current = statSync(path, { throwIfNoEntry: false });
    if (current?.ino === ino && current.dev === dev) return;
    const change = current === undefined ? 'was deleted' : 'has another one in its place';
    throw new Error(
      `the database file ${change} while Paperboy works on it: what it keeps from now on is lost at its end`,
    );
  };
}
