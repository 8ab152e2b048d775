import { appendFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createKeepsakeFile } from '../../src/chat/keepsakes.ts';
import { createLog } from '../../src/log.ts';

const silent = createLog('silent');

function newFile(): string {
  return join(mkdtempSync(join(tmpdir(), 'paperboy-keepsakes-')), 'var', 'keepsakes.jsonl');
}

it('gives a text back after a restart, also one with line breaks', () => {
  const file = newFile();
  const key = createKeepsakeFile(file, silent).keep('search "a\nb" page:2');
  expect(createKeepsakeFile(file, silent).recall(key)).toBe('search "a\nb" page:2');
});

it('writes the same text once', () => {
  const file = newFile();
  for (const keepsakes of [createKeepsakeFile(file, silent), createKeepsakeFile(file, silent)]) {
    keepsakes.keep('the same');
    keepsakes.keep('the same');
  }
  expect(readFileSync(file, 'utf8')).toBe('"the same"\n');
});

it('passes over a line that a crash cut, and goes on', () => {
  const file = newFile();
  const key = createKeepsakeFile(file, silent).keep('whole');
  appendFileSync(file, '"cut');
  const after = createKeepsakeFile(file, silent);
  const next = after.keep('next');
  expect([key, next].map((one) => createKeepsakeFile(file, silent).recall(one))).toEqual(['whole', 'next']);
});

it('forgets the oldest of too many', () => {
  const file = newFile();
  const first = createKeepsakeFile(file, silent).keep('number 0');
  appendFileSync(file, Array.from({ length: 10_000 }, (_, at) => `"number ${at + 1}"\n`).join(''));
  const keepsakes = createKeepsakeFile(file, silent);
  const last = keepsakes.keep('number 10000');
  expect([keepsakes.recall(first), keepsakes.recall(last)]).toEqual([undefined, 'number 10000']);
  expect(readFileSync(file, 'utf8').split('\n')).toHaveLength(10_001);
});

it('keeps in memory, and says so once a text, where the file can not be written', () => {
  const blocked = newFile();
  const lines: string[] = [];
  const log = createLog('warn', { write: (line: string) => void lines.push(line) });
  const folder = join(blocked, '..', '..');
  writeFileSync(join(folder, 'var'), 'a file in the place of the folder');
  const keepsakes = createKeepsakeFile(blocked, log);
  const key = keepsakes.keep('text');
  expect(keepsakes.recall(key)).toBe('text');
  expect(lines.join('')).toContain('long buttons will not work after a restart');
});
