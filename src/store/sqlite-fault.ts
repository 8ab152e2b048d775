import { accessSync, constants, statfsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { UserError } from '../errors.ts';
import { describeFileError, errorCode } from '../file-error.ts';

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
  if (!found.isDirectory()) return 'a part of its path is no folder';
  accessSync(folder, constants.W_OK);
  return undefined;
}
