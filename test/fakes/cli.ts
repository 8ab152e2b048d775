import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { createCliContext } from '../../src/app/cli/context.ts';
import { runCli } from '../../src/app/cli/run.ts';

/** The URL of a database that doesn't exist yet. */
export function newDatabaseUrl(): string {
  return `sqlite:${join(mkdtempSync(join(tmpdir(), 'paperboy-cli-')), 'paperboy.db')}`;
}

/** Runs a subcommand in this process, on a new database and without sources unless `env` says otherwise. */
export async function runInProcess(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const host = {
    env: { LOG_LEVEL: 'silent', PAPERS_SOURCES: 'none', OPERATOR_PORT: '0', DATABASE_URL: newDatabaseUrl(), ...env },
    stdout: stdout as unknown as NodeJS.WriteStream,
    stderr: stderr as unknown as NodeJS.WriteStream,
    exitCode: 0,
  };
  await runCli(args, createCliContext(host));
  stdout.end();
  stderr.end();
  return { code: host.exitCode, stdout: await text(stdout), stderr: await text(stderr) };
}
