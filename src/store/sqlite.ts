import { accessSync, constants, mkdirSync, statfsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { SqliteDatabase, SqliteStatement } from 'kysely';
import Database from 'libsql';
import { LRUCache } from 'lru-cache';
import { describeFileError, errorCode, UserError } from '../runtime/errors.ts';

/** How long to wait for a lock of another process. */
export const BUSY_TIMEOUT_MS = 5000;
const MAX_PREPARED_STATEMENTS = 200;
const MAX_WAL_ATTEMPTS = 20;

/**
 * Opens a SQLite file, and creates it and its folder if they are missing. Uses libsql, which has prebuilt binaries for
 * every system, through the interface of better-sqlite3 that Kysely expects. Works around bugs in libsql 0.5:
 *
 * - A prepared statement that fails because the file is locked stays in progress until it is garbage collected. Until
 *   then nothing is committed, without any error (https://github.com/tursodatabase/libsql-client-ts/issues/352). So
 *   every transaction begins with `exec`, which doesn't have the bug, takes the lock immediately, and every write is in
 *   one.
 * - A statement holds some 25 kB that the garbage collector doesn't know of, so statements are cached.
 * - `iterate` too holds its locks until it is garbage collected, so all rows are read at once.
 */
export async function openSqlite(file: string): Promise<SqliteDatabase> {
  // An absolute path, as libsql would connect to `http:…`.
  const path = resolve(file);
  mkdirSync(dirname(path), { recursive: true });
  const database = new Database(path);
  // First, so that the rest waits for other processes that start now.
  database.exec(`pragma busy_timeout = ${BUSY_TIMEOUT_MS}`);
  await enableWal(database);
  // A recorded delivery must survive a power failure.
  database.exec('pragma synchronous = FULL');
  database.exec('pragma foreign_keys = ON');
  return toKyselyDatabase(database);
}

/** SQLite doesn't wait for a lock when it first switches to WAL, so processes that start together would fail. */
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
        // SQLite would do this when the connection ends, which is only when its last statement is garbage collected.
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
      // On a full disk, SQLite has rolled back already, and another rollback would hide that error.
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

const OTHER_FILE_HINT = 'or set DATABASE_URL to another file.';
const DISK_FULL = "can't be written: the disk is full. Free some space.";
const IO_ERROR =
  "can't be read or written: I/O error. Check the disk, quotas and file limits, and that nobody moved the file.";

/**
 * By error code (https://www.sqlite.org/rescode.html), if the operator can fix it. The first match counts: extended
 * codes start with their primary code.
 */
const SQLITE_ERROR_MESSAGES: Readonly<Record<string, string>> = {
  SQLITE_NOTADB: 'is not a SQLite database. Set DATABASE_URL to another file, or restore this one from a backup.',
  SQLITE_CORRUPT: 'is corrupted. Restore it from a backup.',
  SQLITE_BUSY: 'is locked by another program. Stop that program.',
  SQLITE_FULL: DISK_FULL,
  ENOSPC: DISK_FULL,
  SQLITE_READONLY_DBMOVED: 'was moved or deleted while it was in use. Put it back, and restart Paperboy.',
  SQLITE_READONLY: `can't be written. Give the user that runs Paperboy write access to the file and its folder, ${OTHER_FILE_HINT}`,
};

/** SQLite needs this for the shared memory file next to the database. */
const MIN_FREE_BYTES = 64 * 1024;

/** Explains an error that the operator can fix; undefined for any other error. */
export function explainSqliteError(file: string, error: unknown): UserError | undefined {
  const problem = describeSqliteError(resolve(file), errorCode(error));
  return problem === undefined ? undefined : new UserError(`The database ${file} ${problem}`, { cause: error });
}

function describeSqliteError(path: string, code: string): string | undefined {
  const hasCode = (name: string): boolean => code === name || code.startsWith(`${name}_`);
  const known = Object.entries(SQLITE_ERROR_MESSAGES).find(([name]) => hasCode(name))?.[1];
  if (known !== undefined) return known;
  // If a file can't be opened, libsql only reports a number, so the file is checked here. Other errors aren't about the
  // file.
  const isAboutFile = code === '' || /^E[A-Z]+$/.test(code) || hasCode('SQLITE_IOERR') || hasCode('SQLITE_CANTOPEN');
  const reason = isAboutFile ? describeFileProblem(path) : undefined;
  if (reason !== undefined) return `can't be opened: ${reason}. Fix that, ${OTHER_FILE_HINT}`;
  if (!hasCode('SQLITE_IOERR')) return undefined;
  // When SQLite maps the shared memory file, a full disk looks like a broken one.
  return isDiskFull(dirname(path)) ? DISK_FULL : IO_ERROR;
}

/** Whether a file exists and isn't empty. True if that can't be checked: opening the file then tells why. */
export function sqliteFileExists(file: string): boolean {
  try {
    return (statSync(resolve(file), { throwIfNoEntry: false })?.size ?? 0) > 0;
  } catch {
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

/** Why a file or its folder can't be written. Doesn't open the file: closing it would drop SQLite's locks on it. */
function describeFileProblem(path: string): string | undefined {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found !== undefined) {
      if (!found.isFile()) return 'it is not a regular file';
      accessSync(path, constants.R_OK | constants.W_OK);
    }
    return describeFolderProblem(dirname(path));
  } catch (error) {
    return describeFileError(error);
  }
}

/** Why a folder can't be written or created. */
function describeFolderProblem(folder: string): string | undefined {
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found === undefined) return describeFolderProblem(dirname(folder));
  if (!found.isDirectory()) return 'part of its path is not a folder';
  accessSync(folder, constants.W_OK);
  return undefined;
}

/**
 * Returns a function that throws if the file was deleted or replaced since.
 *
 * SQLite goes on writing to a deleted file: everything seems to work, and is lost when the process ends.
 */
export function createSameFileAssertion(path: string): () => void {
  const { ino, dev } = statSync(path);
  return () => {
    const current = statSync(path, { throwIfNoEntry: false });
    if (current?.ino === ino && current.dev === dev) return;
    const change = current === undefined ? 'was deleted' : 'was replaced';
    throw new Error(`the database file ${change} while in use: new data will be lost when Paperboy stops`);
  };
}
