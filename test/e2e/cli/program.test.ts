import { once } from 'node:events';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import type { Document } from '../../../src/chat/document.ts';
import { titlesOf } from '../../fakes/core.ts';
import { ending, PROGRAM, paperboy, start } from '../../fakes/paperboy.ts';

const CORPUS = join(import.meta.dirname, '..', '..', '..', 'data', 'papers.jsonl');

it.concurrent('paperboy status says how it is', async () => {
  const env = { DATABASE_URL: `sqlite:${join(mkdtempSync(join(tmpdir(), 'paperboy-')), 'paperboy.db')}` };
  await paperboy(['say', 'help'], { env });
  const { code, stdout, stderr } = await paperboy(['status'], { env });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^Platforms: +console, web$/m);
  expect(stdout).toMatch(/^Papers: +\d+, from \w+ \d+, \d{4} to \w+ \d+, \d{4}$/m);
});

describe.concurrent('paperboy say', () => {
  it('answers one command as text', async () => {
    const { code, stdout, stderr } = await paperboy(['say', '/papers search safe offline rl']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [heading, , first] = stdout.split('\n');
    expect(heading).toMatch(/^\d+ papers? for safe offline rl$/);
    expect(first).toMatch(/safe|offline/i);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: no colours in a pipe
    expect(stdout).not.toMatch(/\u001b/);
  });

  it('answers as a document', async () => {
    const { code, stdout } = await paperboy(['say', '--as', 'json', 'show', 'Streaming', 'Deep', 'Reinforcement']);
    expect(code).toBe(0);
    const document: Document = JSON.parse(stdout);
    expect(titlesOf(document)).toEqual(['Streaming Deep Reinforcement Learning Finally Works']);
  });

  it('refuses on standard error alone, in whatever form', async () => {
    const { code, stdout, stderr } = await paperboy(['say', '/papers top page:x', '--as', 'json']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toBe('/papers top: page must be a whole number from 1 to 1000. Try: /papers top week\n');
  });

  it('ends quietly when its reader leaves', async () => {
    const child = start([...PROGRAM, 'say', 'help']);
    child.stdout.destroy();
    const [[code], stderr] = await Promise.all([once(child, 'exit'), text(child.stderr)]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });
});

describe.concurrent('paperboy without a corpus or with a wrong setting', () => {
  const folder = mkdtempSync(join(tmpdir(), 'paperboy-'));
  const missing = join(folder, 'missing.jsonl');
  const broken = join(folder, 'broken.jsonl');
  writeFileSync(broken, `${readFileSync(CORPUS, 'utf8').split('\n', 1)[0]}\n{"id": 3}\n`);

  it.each([
    [{ PAPERS_FILE: missing }, `The corpus ${missing} can't be read: it doesn't exist`],
    [{ PAPERS_FILE: broken }, `${broken}:2: not a paper`],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL'],
  ])('says so in one line: %j', async (env, message) => {
    const { code, stdout, stderr } = await paperboy(['say', 'help'], { env });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});

describe.concurrent('paperboy by itself', () => {
  it('answers what comes through a pipe, in order, and ends with it', async () => {
    const input = '/papers help search\nnonsense:x\n\nshow Streaming Deep Reinforcement\n3\n';
    const { code, stdout, stderr } = await paperboy([], { input, env: { LOG_LEVEL: 'warn' } });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const answers = ['/papers search <query>', 'nonsense: is not a filter', 'Streaming Deep', 'Related to Streaming'];
    const places = answers.map((answer) => stdout.indexOf(answer));
    expect(places.every((place) => place >= 0)).toBe(true);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  it('leaves at SIGTERM as if nothing had happened', async () => {
    const child = start(PROGRAM, { LOG_LEVEL: 'warn' });
    child.stdin.write('help\n');
    await once(child.stdout, 'data');
    child.kill('SIGTERM');
    const { code, stderr } = await ending(child);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('ends at a fault that nobody caught, and says where it was without the secret in it', async () => {
    const fault = `process.on('SIGUSR2', () => { throw new Error('refused the token xapp-1-A1-2-secretsecret'); })`;
    const child = start(PROGRAM, { NODE_OPTIONS: `--import "data:text/javascript,${encodeURIComponent(fault)}"` });
    child.stdin.write('help\n');
    await once(child.stdout, 'data');
    child.kill('SIGUSR2');
    const { code, stderr } = await ending(child);
    expect(code).toBe(1);
    expect(stderr).toMatch(/Error: refused the token \[secret\]\s+at /);
    expect(stderr).not.toContain('secretsecret');
  });
});
