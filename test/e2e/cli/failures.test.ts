import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openStore } from '../../../src/store/database.ts';
import { runInProcess } from '../../fakes/cli.ts';
import { rawEntry } from '../../fakes/huggingface/entries.ts';
import { startHuggingFace } from '../../fakes/huggingface/index.ts';
import { createMemoryLog } from '../../fakes/log.ts';
import { ending, operatorUrl, PROGRAM, paperboy, start } from '../../fakes/paperboy.ts';

const CORPUS = join(import.meta.dirname, '..', '..', '..', 'data', 'papers.jsonl');

const newFile = (): string => join(mkdtempSync(join(tmpdir(), 'paperboy-faults-')), 'paperboy.db');

let template: Promise<string> | undefined;

/** A copy of a new database. */
async function copyDatabase(): Promise<string> {
  template ??= createDatabase();
  const file = newFile();
  copyFileSync(await template, file);
  return file;
}

async function createDatabase(): Promise<string> {
  const file = newFile();
  expect(await runInProcess(['say', 'help'], { DATABASE_URL: `sqlite:${file}` })).toMatchObject({ code: 0 });
  return file;
}

/** The program, with a limit on the size of files. SQLite needs 33 KiB besides a database. */
function limited(maxKiB = 40) {
  return ['bash', '-c', `ulimit -f ${maxKiB} && exec "$@"`, 'limited', ...PROGRAM] as const;
}

// Git's bash for Windows has no such limit.
const canLimit = spawnSync('bash', ['-c', 'ulimit -f 40']).status === 0;
if (!canLimit) process.stderr.write('\n*** SKIPPED: the tests of a file size limit need `ulimit -f` ***\n\n');

describe.skipIf(!canLimit)('paperboy with a file size limit (needs `ulimit -f`)', () => {
  const IO_ERROR = /^The database .* can't be read or written: I\/O error\. .*\.$/;

  it("explains in one line why it can't create the database", async () => {
    const file = newFile();
    const { code, stderr } = await ending(start([...limited(), 'say', 'help'], { DATABASE_URL: `sqlite:${file}` }));
    expect(code).toBe(1);
    expect(stderr.trimEnd()).toMatch(IO_ERROR);
  });

  it("explains in one line why it can't import", async () => {
    const file = await copyDatabase();
    const pages = `${file}.jsonl`;
    writeFileSync(pages, readFileSync(CORPUS, 'utf8').replaceAll('2024', '2023'));
    const { code, stdout, stderr } = await ending(
      start([...limited(), 'import', pages], { DATABASE_URL: `sqlite:${file}` }),
    );
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr.trimEnd()).toMatch(IO_ERROR);
  });

  it.each<[string, readonly string[], string, 'stdout' | 'stderr', number]>([
    ['paperboy say', ['say', 'save mirror descent'], '', 'stderr', 1],
    ['a pipe', [], 'save mirror descent\n', 'stdout', 0],
  ])("explains in one line why it can't save a paper, with %s", async (_, args, input, stream, code) => {
    const url = `sqlite:${await copyDatabase()}`;
    // While another process has the database open, opening it needs no new files.
    const other = await openStore({ url, log: createMemoryLog().log, now: () => new Date() });
    onTestFinished(() => other.close());
    const child = start([...limited(4), ...args], { DATABASE_URL: url, LOG_LEVEL: 'silent' });
    child.stdin.end(input);
    const output = await ending(child);
    expect(output).toMatchObject({ code, stdout: '', stderr: '', [stream]: expect.stringMatching(/^The database /) });
    expect(output[stream].replaceAll(/\s+/g, ' ').trim()).toMatch(IO_ERROR);
  });

  it("explains in one line why a refresh can't continue", async () => {
    const days = ['2026-08-03', '2026-08-04', '2026-08-05', '2026-08-06'];
    const entries = (day: string) =>
      Array.from({ length: 9 }, (_, at) => rawEntry({ id: `${day.slice(2, 4)}08.${day.slice(8)}00${at}` }));
    const huggingFace = await startHuggingFace({ days: Object.fromEntries(days.map((day) => [day, entries(day)])) });
    const file = await copyDatabase();
    const env = {
      DATABASE_URL: `sqlite:${file}`,
      PAPERS_SOURCES: 'huggingface',
      HUGGING_FACE_URL: huggingFace.url,
    };
    const { code, stderr } = await ending(
      start([...limited(), 'refresh', '--from', '2026-08-03', '--to', '2026-08-06'], env),
    );
    await huggingFace.close();
    expect(code).toBe(1);
    expect(stderr).toMatch(/^The database .* can't be read or written: I\/O error\. /m);
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});

/** Runs a program on a full disk, with a copy of a database at `disk/paperboy.db`. */
const FULL_DISK = [
  'unshare',
  ...['--user', '--map-root-user', '--mount', 'bash', '-c'],
  'mkdir disk && mount -t tmpfs -o size=3m full disk && cp "$1" disk/paperboy.db && shift && { cat /dev/zero >disk/full 2>&-; exec "$@"; }',
  'full',
] as const;
const hasFullDisk = spawnSync('unshare', [...FULL_DISK.slice(1, 6), 'mount -t tmpfs full /mnt']).status === 0;
if (!hasFullDisk) process.stderr.write('\n*** SKIPPED: the tests on a full disk need `unshare` of util-linux ***\n\n');

describe.skipIf(!hasFullDisk)('paperboy on a full disk (needs `unshare` of util-linux)', () => {
  it.each([['status'], ['import', CORPUS], ['say', 'help']])('explains in one line why %s fails', async (...args) => {
    const child = start([...FULL_DISK, await copyDatabase(), ...PROGRAM, ...args], {
      DATABASE_URL: 'sqlite:disk/paperboy.db',
    });
    const { code, stderr } = await ending(child);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: "The database disk/paperboy.db can't be written: the disk is full. Free some space.\n",
    });
  });
});

describe('paperboy in production that nobody can reach', () => {
  const env = { NODE_ENV: 'production', LOG_LEVEL: 'warn' };

  it('explains what to set, and exits with code 1', async () => {
    const { code, stdout, stderr } = await paperboy([], { env });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^Nobody can reach this Paperboy\. Set .* PAGES=on or PLAYGROUND=on [^\n]*\n$/);
  });

  it('replies to a pipe, and exits with code 0', async () => {
    const { code, stdout, stderr } = await paperboy([], { env, input: 'help\n' });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('/papers search');
  });

  it('exits with code 0 on SIGTERM', async () => {
    const child = start(PROGRAM, { ...env, LOG_LEVEL: 'info' });
    const closed = once(child, 'close');
    const url = await operatorUrl(child);
    // Ready once it reads its input, too.
    await expect.poll(async () => (await fetch(`${url}/readyz`)).status).toBe(200);
    child.kill('SIGTERM');
    expect(await closed).toEqual([0, null]);
  });
});

it('paperboy without input and web server exits with code 0 outside of production', async () => {
  const env = { PLAYGROUND: 'off', PAGES: 'off', LOG_LEVEL: 'warn' };
  expect(await paperboy([], { env })).toEqual({ code: 0, stdout: '', stderr: '' });
});
