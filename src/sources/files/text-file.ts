import { readFileSync, statSync } from 'node:fs';
import { describeFileError, UserError } from '../../runtime/errors.ts';

const MAX_FILE_BYTES = 256 * 1024 * 1024;

/**
 * A UTF-8 file's text, without byte order mark and with `\n` as line end.
 *
 * @throws UserError if it can't be read, isn't a regular file, or is empty, too large, binary or in another encoding
 */
export function readTextFile(file: string): string {
  const bytes = readBytes(file);
  if (bytes.length === 0) throw createLineError(file, 1, 'the file is empty');
  const binary = bytes.indexOf(0);
  if (binary >= 0) throw createLineError(file, lineNumberAt(bytes, binary), 'this is a binary file, not a text file');
  return decodeText(bytes, file).replace(/\r\n?/g, '\n');
}

function readBytes(file: string): Buffer {
  try {
    // Checked first, because opening a pipe would block until something is written to it.
    const stat = statSync(file);
    if (!stat.isFile()) throw new UserError(`${file}: not a regular file`);
    if (stat.size > MAX_FILE_BYTES) {
      throw new UserError(
        `${file}: ${Math.round(stat.size / 1e6)} MB is more than the maximum of 256 MB. Split the file`,
      );
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
    const at = firstInvalidByte(bytes);
    const byte = (bytes[at] ?? 0).toString(16).toUpperCase();
    throw createLineError(
      file,
      lineNumberAt(bytes, at),
      `not UTF-8 (byte 0x${byte}; the file may be Latin-1). Save it as UTF-8`,
    );
  }
}

const REPLACEMENT_CHARACTER = Buffer.from('\ufffd');

/** The position of the first byte that isn't UTF-8: it's decoded as U+FFFD, which may also be in the file. */
function firstInvalidByte(bytes: Buffer): number {
  const text = bytes.toString();
  for (let [at, index] = [0, 0]; ; at += REPLACEMENT_CHARACTER.length, index += 1) {
    const next = text.indexOf('\ufffd', index);
    at += Buffer.byteLength(text.slice(index, next));
    index = next;
    if (!bytes.subarray(at, at + REPLACEMENT_CHARACTER.length).equals(REPLACEMENT_CHARACTER)) return at;
  }
}

function lineNumberAt(bytes: Buffer, at: number): number {
  let line = 1;
  for (let index = bytes.indexOf(10); index >= 0 && index < at; index = bytes.indexOf(10, index + 1)) line++;
  return line;
}

/** In the format of compilers, `file:line: message`, which editors link. */
export function createLineError(file: string, line: number, message: string): UserError {
  return new UserError(`${file}:${line}: ${message}`);
}
