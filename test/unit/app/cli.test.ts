import { CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
import { createCli } from '../../../src/app/cli/program.ts';
import { PLATFORMS } from '../../../src/app/platforms.ts';

/** Parses arguments, and returns which handlers were called, the output and the exit code. */
async function run(...args: string[]) {
  const called: unknown[][] = [];
  let stdout = '';
  let stderr = '';
  const handler =
    (name: string) =>
    async (...values: unknown[]): Promise<void> => {
      called.push([name, ...values]);
    };
  const handlers = {
    start: handler('start'),
    say: handler('say'),
    importFiles: handler('import'),
    refresh: handler('refresh'),
    status: handler('status'),
    platform: async (command: { name: string }, platform: { name: string }, option: string | undefined) => {
      called.push([platform.name, command.name, option]);
    },
  };
  const cli = createCli(handlers, { version: '1.2.3', platforms: PLATFORMS });
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

describe('createCli', () => {
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
      ['say', '/papers search safe rl', { as: 'console', open: false }],
    ],
    [
      ['say', 'search', 'safe', 'rl', '--as', 'json'],
      ['say', 'search safe rl', { as: 'json', open: false }],
    ],
    [
      ['say', 'search', 'safe', 'rl', '--as', 'slack', '--open'],
      ['say', 'search safe rl', { as: 'slack', open: true }],
    ],
    [
      ['say', '--', 'search', '-diffusion'],
      ['say', 'search -diffusion', { as: 'console', open: false }],
    ],
    [
      ['import', 'a.txt', 'b.jsonl'],
      ['import', ['a.txt', 'b.jsonl'], {}],
    ],
    [
      ['import', 'a.txt', '--captured', '2025-11-04', '--into', 'c.jsonl'],
      ['import', ['a.txt'], { captured: '2025-11-04', into: 'c.jsonl' }],
    ],
    [['register'], ['discord', 'register', undefined]],
    [['invite'], ['discord', 'invite', undefined]],
    [['manifest'], ['slack', 'manifest', undefined]],
    [
      ['manifest', '--url', 'https://papers.example.org/slack/events'],
      ['slack', 'manifest', 'https://papers.example.org/slack/events'],
    ],
  ])('maps %j to %j', async (args, call) => {
    expect(await run(...args)).toEqual({ called: [call], code: 0, stdout: '', stderr: '' });
  });

  it('prints help and version', async () => {
    const help = await run('--help');
    expect(help).toMatchObject({ called: [], code: 0, stderr: '' });
    for (const command of ['say', 'import', 'refresh', 'status', 'register', 'invite', 'manifest'])
      expect(help.stdout).toMatch(new RegExp(`^ +${command}\\b`, 'm'));
    expect(await run('--version')).toMatchObject({ called: [], code: 0, stdout: '1.2.3\n' });
  });

  it.each([
    [['--nonsense'], "unknown option '--nonsense'"],
    [['search', 'safe', 'rl'], "unknown command 'search'. To run a chat command, use say"],
    [['say'], "missing required argument 'command'"],
    [['say', 'help', '--as', 'telegram'], "argument 'telegram' is invalid"],
    [['say', 'help', '--open'], '--open needs --as slack'],
    [['import'], "missing required argument 'file'"],
    [['import', 'a.txt', '--captured', '2025-02-30'], 'Use a day such as 2025-11-04.'],
    [
      ['manifest', '--url', 'http://papers.example.org'],
      'Use a URL that starts with https:// and ends with /slack/events.',
    ],
  ])('rejects %j and points to the help', async (args, message) => {
    const { called, code, stdout, stderr } = await run(...args);
    expect({ called, code, stdout }).toEqual({ called: [], code: 1, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).toContain('(run paperboy --help for all commands)');
  });
});
