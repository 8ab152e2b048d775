import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

/** The true program, as it was built for this run (`build-setup.ts`). */
export const PROGRAM = [process.execPath, join(import.meta.dirname, '..', '..', 'dist', 'src', 'main.js')] as const;

interface Surroundings {
  readonly env?: Readonly<Record<string, string>>;
  /** What stands on its standard input, which then ends. */
  readonly input?: string;
}

/**
 * Starts a program far from its own folder, in an environment that sets nothing but these variables. It asks no live source, unless they
 * name one.
 */
export function start([program, ...args]: readonly [string, ...string[]], env: Surroundings['env'] = {}) {
  const home = mkdtempSync(join(tmpdir(), 'paperboy-'));
  return spawn(program, args, {
    cwd: home,
    // At any port that is free: many of them run at the same time.
    env: { PATH: process.env['PATH'], HOME: home, PAPERS_SOURCES: 'none', OPERATOR_PORT: '0', ...env },
  });
}

/** What became of a program that was started. */
export async function ending(child: ChildProcessWithoutNullStreams) {
  const closed = new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.once('close', (code, signal) => resolve(code ?? signal));
  });
  const [code, stdout, stderr] = await Promise.all([closed, text(child.stdout), text(child.stderr)]);
  return { code, stdout, stderr };
}

/** Runs `paperboy` with these arguments until it ends. */
export function paperboy(args: readonly string[], { env, input = '' }: Surroundings = {}) {
  const child = start([...PROGRAM, ...args], env);
  child.stdin.end(input);
  return ending(child);
}
