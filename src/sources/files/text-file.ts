import { readFileSync, statSync } from 'node:fs';
import { describeFileError, UserError } from '../../runtime/errors.ts';

const MAX_FILE_BYTES = 256 * 1024 * 1024;

/**
 * The text of a file that somebody gave us: UTF-8, with a byte order mark and Windows line ends taken off.
 *
 * @throws UserError when it can't be read, is no regular file, is empty, too large, binary, or in another encoding
 */
export function readTextFile(file: string): string {
  const bytes = readBytes(file);
  if (bytes.length === 0) throw createLineError(file, 1, 'the file is empty');
  const binary = bytes.indexOf(0);
  if (binary >= 0) throw createLineError(file, lineNumberAt(bytes, binary), 'this is a binary file, not text');
  return decodeText(bytes, file).replace(/\r\n?/g, '\n');
}

function readBytes(file: string): Buffer {
  try {
    // Looked at before it is opened: opening a pipe would wait for somebody to write into it.
    const stat = statSync(file);
    if (!stat.isFile()) throw new UserError(`${file}: not a file that can be read: name a regular file`);
    if (stat.size > MAX_FILE_BYTES) {
      throw new UserError(`${file}: ${Math.round(stat.size / 1e6)} MB is too large, 256 MB is the limit: split it`);
    }
    return readFileSync(file);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`${file}: can't be read: ${describeFileError(error)}`, { cause: error });
  }
}

function decodeText(bytes: Buffer, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const at = firstBadByte(bytes);
    const byte = (bytes[at] ?? 0).toString(16).toUpperCase();
    throw createLineError(
      file,
      lineNumberAt(bytes, at),
      `not UTF-8 (byte 0x${byte}, as Latin-1 would have): save the file as UTF-8`,
    );
  }
}

/** Where the first character starts that is not UTF-8: found by halving, as whatever stands before it decodes. */
function firstBadByte(bytes: Buffer): number {
  let [good, bad] = [0, bytes.length];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (isValidUtf8(bytes.subarray(0, middle), true)) good = middle;
    else bad = middle;
  }
  while (!isValidUtf8(bytes.subarray(0, good), false)) good--;
  return good;
}

/** Whether bytes are UTF-8, the last character possibly cut. */
function isValidUtf8(bytes: Buffer, mayBeTruncated: boolean): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: mayBeTruncated });
    return true;
  } catch {
    return false;
  }
}

function lineNumberAt(bytes: Buffer, at: number): number {
  let line = 1;
  for (let index = bytes.indexOf(10); index >= 0 && index < at; index = bytes.indexOf(10, index + 1)) line++;
  return line;
}

/** What is wrong in a file that somebody gave us, as editors and compilers say it: `file:line: what`. */
export function createLineError(file: string, line: number, message: string): UserError {
  return new UserError(`${file}:${line}: ${message}`);
}
