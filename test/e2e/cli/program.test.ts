import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import packageJson from '../../../package.json' with { type: 'json' };
import { ending, PROGRAM, paperboy, start } from '../../fakes/paperboy.ts';

it('paperboy --version prints the version of the package', async () => {
  expect(await paperboy(['--version'])).toEqual({ code: 0, stdout: `${packageJson.version}\n`, stderr: '' });
});

it('paperboy say prints to standard output only', async () => {
  const { code, stdout, stderr } = await paperboy(['say', '/papers search safe offline rl']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^\d+ papers? for safe offline rl$/m);
});

it('paperboy say prints a refusal to standard error only, and exits with code 1', async () => {
  const { code, stdout, stderr } = await paperboy(['say', '/papers top page:x']);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(/^\/papers top: page must be .*\n$/);
});

it('paperboy say exits quietly when its reader closes the pipe', async () => {
  const child = start([...PROGRAM, 'say', 'help']);
  child.stdout.destroy();
  const [[code], stderr] = await Promise.all([once(child, 'exit'), text(child.stderr)]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
});

describe('paperboy without a command', () => {
  it('replies to the lines of a pipe in order, and exits at its end', async () => {
    const input = '/papers help search\nnonsense:x\n\nshow Streaming Deep Reinforcement\n3\n';
    const { code, stdout, stderr } = await paperboy([], { input, env: { LOG_LEVEL: 'warn' } });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const replies = ['/papers search <query>', 'nonsense: is not a filter', 'Streaming Deep', 'Related to Streaming'];
    const positions = replies.map((reply) => stdout.indexOf(reply));
    expect(positions.every((position) => position >= 0)).toBe(true);
    expect(positions).toEqual(positions.toSorted((a, b) => a - b));
  });

  it('reads settings from .env in the working directory, where the environment takes precedence', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'paperboy-env-'));
    writeFileSync(join(folder, '.env'), 'LOG_LEVEL=loud\nPORT=nowhere\n');
    const run = (env: Readonly<Record<string, string>>) =>
      ending(start(['sh', '-c', `cd '${folder}' && exec '${PROGRAM.join("' '")}' say help`], env));
    expect((await run({})).stderr).toMatch(/PORT must be .*\n.*LOG_LEVEL must be/);
    expect(await run({ LOG_LEVEL: 'silent', PORT: '0' })).toMatchObject({ code: 0, stderr: '' });
  });

  it('exits with code 0 on SIGTERM', async () => {
    const child = start(PROGRAM, { LOG_LEVEL: 'warn' });
    const ended = ending(child);
    child.stdin.write('help\n');
    await once(child.stdout, 'data');
    child.kill('SIGTERM');
    expect(await ended).toMatchObject({ code: 0, stderr: '' });
  });

  it('exits with code 1 on an uncaught exception, and prints the stack without secrets', async () => {
    const fault = `process.on('SIGUSR2', () => { throw new Error('refused the token xapp-1-A1-2-secretsecret'); })`;
    const child = start(PROGRAM, { NODE_OPTIONS: `--import "data:text/javascript,${encodeURIComponent(fault)}"` });
    const ended = ending(child);
    child.stdin.write('help\n');
    await once(child.stdout, 'data');
    child.kill('SIGUSR2');
    const { code, stderr } = await ended;
    expect(code).toBe(1);
    expect(stderr).toMatch(/Error: refused the token \[secret\]\s+at /);
    expect(stderr).not.toContain('secretsecret');
  });
});
