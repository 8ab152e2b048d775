import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
import { createCli } from '../../../src/app/cli.ts';
import { paperboy } from '../../fakes/paperboy.ts';

/** Gives arguments to the command line: what it called, wrote and ended with. */
async function run(...args: string[]) {
  const called: unknown[][] = [];
  let stdout = '';
  let stderr = '';
  const call =
    (name: string) =>
    async (...values: unknown[]): Promise<void> => {
      called.push([name, ...values]);
    };
  const calls = {
    start: call('start'),
    say: call('say'),
    importFiles: call('import'),
    refresh: call('refresh'),
    status: call('status'),
    register: call('register'),
    invite: call('invite'),
    manifest: call('manifest'),
  };
  const cli = createCli(calls, { version: '1.2.3', forms: ['console', 'json'] });
  for (const command of [cli, ...cli.commands]) {
    command.exitOverride().configureOutput({
      writeOut: (text) => {
        stdout += text;
      },
      writeErr: (text) => {
        stderr += text;
      },
    });
  }
  let code = 0;
  try {
    await cli.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    code = error.exitCode;
  }
  return { called, code, stdout, stderr };
}

describe('the command line', () => {
  it.each([
    [[], ['start']],
    [['status'], ['status']],
    [['refresh'], ['refresh', {}]],
    [
      ['refresh', '--from', '2024-05-27', '--to', '2024-06-30'],
      ['refresh', { from: '2024-05-27', to: '2024-06-30' }],
    ],
    [
      ['say', '/papers search safe rl'],
      ['say', '/papers search safe rl', 'console', false],
    ],
    [
      ['say', 'search', 'safe', 'rl', '--as', 'json'],
      ['say', 'search safe rl', 'json', false],
    ],
    [
      ['say', '--', 'search', '-diffusion'],
      ['say', 'search -diffusion', 'console', false],
    ],
    [
      ['import', 'a.txt', 'b.jsonl'],
      ['import', ['a.txt', 'b.jsonl'], {}],
    ],
    [
      ['import', 'a.txt', '--captured', '2025-11-04', '--into', 'c.jsonl'],
      ['import', ['a.txt'], { captured: '2025-11-04', into: 'c.jsonl' }],
    ],
  ])('of %j calls %j', async (args, call) => {
    expect(await run(...args)).toEqual({ called: [call], code: 0, stdout: '', stderr: '' });
  });

  it('explains itself, and tells its version', async () => {
    const help = await run('--help');
    expect(help).toMatchObject({ called: [], code: 0, stderr: '' });
    for (const command of ['say', 'import', 'refresh', 'status'])
      expect(help.stdout).toMatch(new RegExp(`^ +${command}\\b`, 'm'));
    expect(await run('--version')).toMatchObject({ called: [], code: 0, stdout: '1.2.3\n' });
  });

  it.each([
    [['--nonsense'], "unknown option '--nonsense'"],
    [['search', 'safe', 'rl'], "there is no command 'search'; what one types in a chat goes behind say"],
    [['say'], "missing required argument 'command'"],
    [['say', 'help', '--as', 'telegram'], "argument 'telegram' is invalid"],
    [['import'], "missing required argument 'file'"],
    [['import', 'a.txt', '--captured', '2025-02-30'], 'A day is written as 2025-11-04.'],
  ])('refuses %j, and says where to read on', async (args, message) => {
    const { called, code, stdout, stderr } = await run(...args);
    expect({ called, code, stdout }).toEqual({ called: [], code: 1, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).toContain('(paperboy --help names all commands)');
  });
});

it('the program has the version of its package', async () => {
  const manifest: { version: string } = JSON.parse(
    readFileSync(join(import.meta.dirname, '..', '..', '..', 'package.json'), 'utf8'),
  );
  expect(await paperboy(['--version'])).toEqual({ code: 0, stdout: `${manifest.version}\n`, stderr: '' });
});
