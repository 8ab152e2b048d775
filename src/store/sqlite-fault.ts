import { accessSync, constants, statfsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { UserError } from '../errors.ts';
import { codeOf, reasonOf } from '../file-error.ts';

const ELSEWHERE = 'or set DATABASE_URL to another file';
const FULL = "can't be written: the disk is full, make room";
const IO_FAULT =
  "can't be read or written, as the system reports a fault: see that its disk works, that no quota or limit of files is reached, and that nobody moved it";

/**
 * What SQLite, and the system, report that a host can put right (https://www.sqlite.org/rescode.html). The first that fits counts: codes
 * have longer ones, which begin with theirs.
 */
const FAULTS: Readonly<Record<string, string>> = {
  SQLITE_NOTADB:
    "is some other kind of file: set DATABASE_URL to the one that was meant, or, where this one was Paperboy's, put a backup in its place",
  SQLITE_CORRUPT: 'is damaged: put a backup in its place',
  SQLITE_BUSY: 'is in use by a program that does not let go of it: stop that program',
  SQLITE_FULL: FULL,
  ENOSPC: FULL,
  SQLITE_READONLY_DBMOVED: 'was moved or removed while it was in use: put it back, and start again',
  SQLITE_READONLY: `can't be written: let the user that runs Paperboy write it and its folder, ${ELSEWHERE}`,
};

/** So much SQLite needs beside a database, for the processes that use it to agree. */
const LEAST_ROOM_BYTES = 64 * 1024;

/** Why a SQLite file can't be used, for people; undefined where that is nothing that they can put right. */
export function sqliteFault(file: string, error: unknown): UserError | undefined {
  const fault = faultOf(resolve(file), codeOf(error));
  return fault === undefined ? undefined : new UserError(`The database ${file} ${fault}.`, { cause: error });
}

function faultOf(path: string, code: string): string | undefined {
  const isOf = (name: string): boolean => code === name || code.startsWith(`${name}_`);
  const known = Object.entries(FAULTS).find(([name]) => isOf(name))?.[1];
  if (known !== undefined) return known;
  // Of a file that can't be opened libsql says nothing but a number, so the system is asked. Any other error is not about the file.
  const isAboutFile = code === '' || /^E[A-Z]+$/.test(code) || isOf('SQLITE_IOERR') || isOf('SQLITE_CANTOPEN');
  const reason = isAboutFile ? fileFault(path) : undefined;
  if (reason !== undefined) return `can't be opened: ${reason}. Put that right, ${ELSEWHERE}`;
  if (!isOf('SQLITE_IOERR')) return undefined;
  // The files beside a database are made and mapped in a way in which a full disk looks like a broken one.
  return isFull(dirname(path)) ? FULL : IO_FAULT;
}

/** Whether there may be a database in a file, which is left as it is. One that was made and never written to is as good as none. */
export function isSqliteThere(file: string): boolean {
  try {
    return (statSync(resolve(file), { throwIfNoEntry: false })?.size ?? 0) > 0;
  } catch {
    // Nobody may look, or there can't be a file: to open it says why.
    return true;
  }
}

function isFull(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize < LEAST_ROOM_BYTES;
  } catch {
    return false;
  }
}

/** Why a file, and those that SQLite keeps beside it, can't be written. It is not opened to find out: to close it would drop SQLite's own locks on it. */
function fileFault(path: string): string | undefined {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found !== undefined) {
      if (!found.isFile()) return 'it is no regular file';
      accessSync(path, constants.R_OK | constants.W_OK);
    }
    return folderFault(dirname(path));
  } catch (error) {
    return reasonOf(error);
  }
}

/** Of a folder that is missing the one above it: it could not be made there. */
function folderFault(folder: string): string | undefined {
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found === undefined) return folderFault(dirname(folder));
  if (!found.isDirectory()) return 'a part of its path is no folder';
  accessSync(folder, constants.W_OK);
  return undefined;
}
