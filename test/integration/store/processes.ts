import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const PROGRAM = ['--import', import.meta.resolve('tsx'), fileURLToPath(import.meta.resolve('./store-process.ts'))];

/** Runs a task in another process. Returns the lines of its output. */
export async function runProcess(task: 'open' | 'claim', url: string): Promise<readonly string[]> {
  const process = start(task, url);
  const code = new Promise((resolve) => process.once('close', resolve));
  const [out, error] = await Promise.all([text(process.stdout), text(process.stderr)]);
  if ((await code) !== 0) throw new Error(error);
  return out.split('\n').filter(Boolean);
}

/** Kills a writing process after a number of lines. Returns all lines that it confirmed. */
export async function killAfter(lines: number, url: string): Promise<readonly string[]> {
  const process = start('write', url);
  const confirmed: string[] = [];
  for await (const line of createInterface(process.stdout)) {
    confirmed.push(line);
    if (confirmed.length === lines) process.kill('SIGKILL');
  }
  return confirmed;
}

function start(task: string, url: string): ChildProcessWithoutNullStreams {
  const started = spawn(process.execPath, [...PROGRAM, task, url]);
  onTestFinished(() => void started.kill('SIGKILL'));
  return started;
}
