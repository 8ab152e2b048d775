import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { newDatabaseUrl, runInProcess } from '../../../fakes/cli.ts';
import { startTestServer } from '../monitored-process.ts';

const newFile = (): string => join(mkdtempSync(join(tmpdir(), 'paperboy-status-')), 'paperboy.db');

describe('paperboy status', () => {
  it('reports platforms and papers, and that no process is running', async () => {
    const env = { DATABASE_URL: newDatabaseUrl(), OPERATOR_PORT: '1' };
    await runInProcess(['say', 'help'], env);
    const { code, stdout, stderr } = await runInProcess(['status'], env);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^Running: {4}no Paperboy at http:\/\/127\.0\.0\.1:1: /m);
    expect(stdout).toMatch(/^Platforms: +console, web$/m);
    expect(stdout).toMatch(/^Papers: +\d+, from \w+ \d+, \d{4} to \w+ \d+, \d{4}$/m);
  });

  it('reports the running process and a missing database, and creates none', async () => {
    const { server } = await startTestServer();
    const file = join(newFile(), 'var', 'paperboy.db');
    const env = { DATABASE_URL: `sqlite:${file}`, OPERATOR_PORT: String(server.port) };
    const { code, stdout, stderr } = await runInProcess(['status'], env);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^Running: +1\.2\.3 since .*, discord connected, slack connected, database ok$/m);
    expect(stdout).toMatch(/^Database: +sqlite:.* \(can't be read\)$/m);
    expect(stderr).toContain(`There is no Paperboy database at ${file}.`);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(existsSync(dirname(file))).toBe(false);
  });

  it.each<[string, () => string, RegExp]>([
    [
      'the database is a folder',
      () => {
        const file = newFile();
        mkdirSync(file);
        return `sqlite:${file}`;
      },
      /^The database .* can't be opened: [^\n]*file\. [^\n]*\n$/,
    ],
    [
      'the database is another kind of file',
      () => {
        const file = newFile();
        writeFileSync(file, 'To do: buy milk.\n'.repeat(100));
        return `sqlite:${file}`;
      },
      /^The database .* is not a SQLite database\. Set DATABASE_URL [^\n]*\n$/,
    ],
    [
      'part of its path is not a folder',
      () => {
        const file = newFile();
        writeFileSync(file, '');
        return `sqlite:${file}/paperboy.db`;
      },
      /^The database .* can't be opened: part of its path is not a folder\. [^\n]*\n$/,
    ],
    [
      'PostgreSQL is unreachable',
      () => 'postgres://bot:s3cret@127.0.0.1:1/papers',
      /^Can't reach the database server 127\.0\.0\.1:1\. [^\n]*\n$/,
    ],
  ])("explains in one line why the database can't be read if %s", async (_, createUrl, message) => {
    const { server } = await startTestServer();
    const env = { DATABASE_URL: createUrl(), OPERATOR_PORT: String(server.port) };
    const { code, stdout, stderr } = await runInProcess(['status'], env);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^Running: +1\.2\.3 since /m);
    expect(stderr).toMatch(message);
    expect(stdout + stderr).not.toContain('s3cret');
  });
});
