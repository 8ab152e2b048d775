import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openStore } from '../../../src/store/database.ts';
import { rawEntry } from '../../fakes/huggingface/entries.ts';
import { startHuggingFace } from '../../fakes/huggingface/index.ts';
import { createMemoryLog } from '../../fakes/log.ts';
import { ending, PROGRAM, paperboy, start } from '../../fakes/paperboy.ts';
import { operate } from '../../integration/app/monitored-process.ts';

const CORPUS = join(import.meta.dirname, '..', '..', '..', 'data', 'papers.jsonl');

const freshFile = (): string => join(mkdtempSync(join(tmpdir(), 'paperboy-faults-')), 'paperboy.db');

/** A copy of a database as a first start makes it. */
async function madeFile(): Promise<string> {
  made ??= make();
  const file = freshFile();
  copyFileSync(await made, file);
  return file;
}

let made: Promise<string> | undefined;

async function make(): Promise<string> {
  const file = freshFile();
  expect(await paperboy(['say', 'help'], { env: { DATABASE_URL: `sqlite:${file}` } })).toMatchObject({ code: 0 });
  return file;
}

describe('paperboy status', () => {
  it('says that there is no database, what to check, and how the process is that runs, and makes none', async () => {
    const { listening } = await operate();
    const file = join(freshFile(), 'var', 'paperboy.db');
    const env = { DATABASE_URL: `sqlite:${file}`, OPERATOR_PORT: String(listening.port) };
    const { code, stdout, stderr } = await paperboy(['status'], { env });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^Running: +1\.2\.3 since .*, discord connected, slack connected, its database answers$/m);
    expect(stdout).toMatch(/^Database: +sqlite:.*, which can't be read$/m);
    expect(stderr).toBe(
      `There is no Paperboy database at ${file}. Run this in the folder where Paperboy is started, or set DATABASE_URL as it is set there.\n`,
    );
    expect(existsSync(dirname(file))).toBe(false);
  });

  it.each<[string, () => string, RegExp]>([
    [
      'a folder has the name of the database',
      () => {
        const file = freshFile();
        mkdirSync(file);
        return `sqlite:${file}`;
      },
      /^The database .* can't be opened: it is no regular file\. [^\n]*\n$/,
    ],
    [
      'the database is another kind of file',
      () => {
        const file = freshFile();
        writeFileSync(file, 'To do: buy milk.\n'.repeat(100));
        return `sqlite:${file}`;
      },
      /^The database .* is not a SQLite database\. Set DATABASE_URL [^\n]*\n$/,
    ],
    [
      'part of its path is not a folder',
      () => {
        const file = freshFile();
        writeFileSync(file, '');
        return `sqlite:${file}/paperboy.db`;
      },
      /^The database .* can't be opened: part of its path is not a folder\. [^\n]*\n$/,
    ],
    [
      'PostgreSQL is away',
      () => 'postgres://bot:s3cret@127.0.0.1:1/papers',
      /^The database server 127\.0\.0\.1:1 does not answer: [^\n]*\n$/,
    ],
  ])('says in one line what is wrong, and how the process is that runs, where %s', async (_, make, says) => {
    const { listening } = await operate();
    const env = { DATABASE_URL: make(), OPERATOR_PORT: String(listening.port) };
    const { code, stdout, stderr } = await paperboy(['status'], { env });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^Running: +1\.2\.3 since /m);
    expect(stderr).toMatch(says);
    expect(stdout + stderr).not.toContain('s3cret');
  });
});

/** The program, for which no file grows beyond so many KiB. SQLite needs 33 of them beside a database. */
function limited(most = 40) {
  return ['bash', '-c', `ulimit -f ${most} && exec "$@"`, 'limited', ...PROGRAM] as const;
}

// Git's bash for Windows has no such limit.
const canLimit = spawnSync('bash', ['-c', 'ulimit -f 40']).status === 0;
if (!canLimit) process.stderr.write('\n*** SKIPPED: the tests of a disk that takes no more need `ulimit -f` ***\n\n');

describe.skipIf(!canLimit)('paperboy whose disk takes no more (needs `ulimit -f`)', () => {
  const FAULT = /^The database .* can't be read or written, as the system reports a fault: .*\.$/;

  it('says so in one line at its first start', async () => {
    const file = freshFile();
    const { code, stderr } = await ending(start([...limited(), 'say', 'help'], { DATABASE_URL: `sqlite:${file}` }));
    expect(code).toBe(1);
    expect(stderr.trimEnd()).toMatch(FAULT);
  });

  it('says so in one line in the place of an import', async () => {
    const file = await madeFile();
    const pages = `${file}.jsonl`;
    writeFileSync(pages, readFileSync(CORPUS, 'utf8').replaceAll('2024', '2023'));
    const { code, stdout, stderr } = await ending(
      start([...limited(), 'import', pages], { DATABASE_URL: `sqlite:${file}` }),
    );
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr.trimEnd()).toMatch(FAULT);
  });

  it.each<[string, readonly string[], string, 'stdout' | 'stderr', number]>([
    ['asked for once', ['say', 'save mirror descent'], '', 'stderr', 1],
    ['asked for through a pipe', [], 'save mirror descent\n', 'stdout', 0],
  ])('says so in one line in the place of an answer that was %s', async (_, args, input, told, code) => {
    const url = `sqlite:${await madeFile()}`;
    // As long as another process has it open, what lies beside it needs no room, and it is opened well.
    const other = await openStore({ url, log: createMemoryLog().log, now: () => new Date() });
    onTestFinished(() => other.close());
    const child = start([...limited(4), ...args], { DATABASE_URL: url, LOG_LEVEL: 'silent' });
    child.stdin.end(input);
    const said = await ending(child);
    expect(said).toMatchObject({ code, stdout: '', stderr: '', [told]: expect.stringMatching(/^The database /) });
    expect(said[told].replaceAll(/\s+/g, ' ').trim()).toMatch(FAULT);
  });

  it('says so in one line where a refresh can not go on', async () => {
    const days = ['2026-08-03', '2026-08-04', '2026-08-05', '2026-08-06'];
    const entries = (day: string) =>
      Array.from({ length: 9 }, (_, at) => rawEntry({ id: `${day.slice(2, 4)}08.${day.slice(8)}00${at}` }));
    const huggingFace = await startHuggingFace({ days: Object.fromEntries(days.map((day) => [day, entries(day)])) });
    const file = await madeFile();
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
    expect(stderr).toMatch(/^The database .* can't be read or written, as the system reports a fault: /m);
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});

/** Runs what follows it on a full disk with a copy of a database, `disk/paperboy.db`. */
const FULL_DISK = [
  'unshare',
  ...['--user', '--map-root-user', '--mount', 'bash', '-c'],
  'mkdir disk && mount -t tmpfs -o size=3m full disk && cp "$1" disk/paperboy.db && shift && { cat /dev/zero >disk/full 2>&-; exec "$@"; }',
  'full',
] as const;
const hasFullDisk = spawnSync('unshare', [...FULL_DISK.slice(1, 6), 'mount -t tmpfs full /mnt']).status === 0;
if (!hasFullDisk) process.stderr.write('\n*** SKIPPED: the tests on a full disk need `unshare` of util-linux ***\n\n');

describe.skipIf(!hasFullDisk)('paperboy on a full disk (needs `unshare` of util-linux)', () => {
  it.each([['status'], ['import', CORPUS], ['say', 'help']])('%s says so in one line', async (...args) => {
    const child = start([...FULL_DISK, await madeFile(), ...PROGRAM, ...args], {
      DATABASE_URL: 'sqlite:disk/paperboy.db',
    });
    const { code, stderr } = await ending(child);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: "The database disk/paperboy.db can't be written: the disk is full. Free some space.\n",
    });
  });
});

describe('paperboy in production, that nobody can reach', () => {
  const env = { NODE_ENV: 'production', LOG_LEVEL: 'warn' };

  it('says what to set, and fails', async () => {
    const { code, stdout, stderr } = await paperboy([], { env });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(
      /^Nobody can reach this Paperboy: set DISCORD_TOKEN, .* PAGES=on or PLAYGROUND=on [^\n]*\n$/,
    );
  });

  it('answers what comes through a pipe, and all is well', async () => {
    const { code, stdout, stderr } = await paperboy([], { env, input: 'help\n' });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('Paperboy finds research papers');
  });

  it('leaves at SIGTERM as if nothing had happened', async () => {
    const child = start(PROGRAM, { ...env, LOG_LEVEL: 'info' });
    const closed = once(child, 'close');
    let url: string | undefined;
    createInterface({ input: child.stderr }).on('line', (line) => {
      const record = JSON.parse(line) as { readonly url?: string; readonly msg: string };
      if (record.msg.includes('/readyz')) url = record.url;
    });
    // Once its input is listened to as well.
    await expect.poll(async () => url && (await fetch(`${url}/readyz`)).status).toBe(200);
    child.kill('SIGTERM');
    expect(await closed).toEqual([0, null]);
  });
});

it('paperboy with nothing to do on a machine of your own ends well', async () => {
  const env = { PLAYGROUND: 'off', PAGES: 'off', LOG_LEVEL: 'warn' };
  expect(await paperboy([], { env })).toEqual({ code: 0, stdout: '', stderr: '' });
});
