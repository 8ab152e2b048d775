import { accessSync, constants, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { UserError } from '../errors.ts';
import { codeOf, reasonOf } from '../file-error.ts';

const ELSEWHERE = 'or set DATABASE_URL to another file';

/** What SQLite reports that a host can put right (https://www.sqlite.org/rescode.html). */
const FAULTS: Readonly<Record<string, string>> = {
  SQLITE_NOTADB: `is no database: remove it, ${ELSEWHERE}`,
  SQLITE_CORRUPT: 'is damaged: put a backup in its place',
  SQLITE_BUSY: 'is in use by a program that does not let go of it: stop that program',
  SQLITE_FULL: "can't be written: the disk is full, make room",
  SQLITE_READONLY: `can't be written: let the user that runs Paperboy write it and its folder, ${ELSEWHERE}`,
};

/** Why a SQLite file can't be used, for people; undefined where that is nothing that they can put right. */
export function sqliteFault(file: string, error: unknown): UserError | undefined {
  const code = codeOf(error);
  const fault = Object.entries(FAULTS).find(([name]) => code === name || code.startsWith(`${name}_`))?.[1];
  if (fault !== undefined) return new UserError(`The database ${file} ${fault}.`, { cause: error });
  // Of a file that can't be opened libsql says a number alone, so the system is asked.
  const reason = fileFault(resolve(file));
  if (reason === undefined) return undefined;
  return new UserError(`The database ${file} can't be opened: ${reason}. Put that right, ${ELSEWHERE}.`, {
    cause: error,
  });
}

/** Why a file can't be written. It is not opened to find out: to close it would drop SQLite's own locks on it. */
function fileFault(path: string): string | undefined {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found === undefined) return folderFault(dirname(path));
    if (!found.isFile()) return 'it is no regular file';
    accessSync(path, constants.R_OK | constants.W_OK);
    return undefined;
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
