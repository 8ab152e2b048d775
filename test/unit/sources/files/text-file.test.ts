import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readTextFile } from '../../../../src/sources/files/text-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'paperboy-text-'));

function fileWith(bytes: string | Uint8Array): string {
  const file = join(folder, 'file.txt');
  writeFileSync(file, bytes);
  return file;
}

describe('readTextFile', () => {
  it('strips the byte order mark and normalizes line ends', () => {
    expect(readTextFile(fileWith('\uFEFFone\r\ntwo\rthree\n'))).toBe('one\ntwo\nthree\n');
  });

  it.each([
    ['empty', '', '1: the file is empty'],
    ['binary', Buffer.from('one\ntwo\0'), '2: this is a binary file'],
    ['Latin-1', Buffer.from('one\ntwo\ncaf\xe9 au lait', 'latin1'), '3: not UTF-8 (byte 0xE9'],
    ['truncated inside a character', Buffer.from('one\ncafé').subarray(0, -1), '2: not UTF-8 (byte 0xC3'],
  ])('rejects a file that is %s, with the line', (_, bytes, message) => {
    expect(() => readTextFile(fileWith(bytes))).toThrow(message);
  });

  it('rejects a missing file and a folder', () => {
    expect(() => readTextFile(join(folder, 'not-found'))).toThrow("can't be read: no such file or folder");
    expect(() => readTextFile(folder)).toThrow('not a regular file');
    expect(() => readTextFile('/dev/null')).toThrow('not a regular file');
  });
});
