import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

/** The built program (`test/setup/build.ts`). */
export const PROGRAM = [process.execPath, join(import.meta.dirname, '..', '..', 'dist', 'src', 'main.js')] as const;

interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Standard input, which then ends. */
  readonly input?: string;
}

/** Starts a program in an empty folder and environment, without sources, on free ports. It is killed with the test. */
export function start([program, ...args]: readonly [string, ...string[]], env: RunOptions['env'] = {}) {
  const home = mkdtempSync(join(tmpdir(), 'paperboy-'));
  const child = spawn(program, args, {
    cwd: home,
    env: { PATH: process.env['PATH'], HOME: home, PAPERS_SOURCES: 'none', OPERATOR_PORT: '0', ...env },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

/** The exit code or signal, and the output. */
export async function ending(child: ChildProcessWithoutNullStreams) {
  const closed = new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.once('close', (code, signal) => resolve(code ?? signal));
  });
  const [code, stdout, stderr] = await Promise.all([closed, text(child.stdout), text(child.stderr)]);
  return { code, stdout, stderr };
}

/** Runs `paperboy` to its end. */
export function paperboy(args: readonly string[], { env, input = '' }: RunOptions = {}) {
  const child = start([...PROGRAM, ...args], env);
  child.stdin.end(input);
  return ending(child);
}

interface LogRecord {
  readonly msg: string;
  readonly url?: string;
}

/** Resolves with the first log record with this message. Other lines, such as warnings of Node.js, are skipped. */
export function logged({ stderr }: ChildProcessWithoutNullStreams, message: string): Promise<LogRecord> {
  return new Promise((resolve, reject) => {
    const lines = createInterface({ input: stderr });
    lines.on('line', (line) => {
      const record = parseRecord(line);
      if (record?.msg === message) resolve(record);
    });
    lines.on('close', () => reject(new Error(`the program never logged "${message}"`)));
  });
}

function parseRecord(line: string): LogRecord | undefined {
  try {
    return JSON.parse(line) as LogRecord;
  } catch {
    return undefined;
  }
}

/** The URL of the operator server. */
export async function operatorUrl(child: ChildProcessWithoutNullStreams): Promise<string> {
  return (await logged(child, 'operator server is listening')).url ?? '';
}
