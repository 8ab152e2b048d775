import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Document } from '../../../../src/chat/document.ts';
import { runInProcess } from '../../../fakes/cli.ts';
import { titlesOf } from '../../../fakes/core.ts';
import { checkMessageBody } from '../../../fakes/discord/body-check.ts';

const CORPUS = join(import.meta.dirname, '..', '..', '..', '..', 'data', 'papers.jsonl');

describe('paperboy say', () => {
  it('prints the reply as text without color in a pipe', async () => {
    const { code, stdout, stderr } = await runInProcess(['say', '/papers search safe offline rl']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [heading, , first] = stdout.split('\n');
    expect(heading).toMatch(/^\d+ papers? for safe offline rl$/);
    expect(first).toMatch(/safe|offline/i);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colors
    expect(stdout).not.toMatch(/\u001b/);
  });

  it('prints the document with --as json', async () => {
    const { code, stdout } = await runInProcess(['say', '--as', 'json', 'show', 'Streaming', 'Deep', 'Reinforcement']);
    expect(code).toBe(0);
    const document: Document = JSON.parse(stdout);
    expect(titlesOf(document)).toEqual(['Streaming Deep Reinforcement Learning Finally Works']);
  });

  it('prints the payload with --as discord', async () => {
    const { code, stdout } = await runInProcess(['say', '/papers search safe rl', '--as', 'discord']);
    expect(code).toBe(0);
    expect(checkMessageBody(JSON.parse(stdout))).toEqual([]);
  });

  it('prints a link to the payload with --as slack --open', async () => {
    const { stdout } = await runInProcess(['say', 'show mirror descent', '--as', 'slack', '--open']);
    const [page, blocks = ''] = stdout.trim().split('#');
    expect(page).toBe('https://app.slack.com/block-kit-builder');
    const payload = await runInProcess(['say', 'show mirror descent', '--as', 'slack']);
    expect(JSON.parse(decodeURIComponent(blocks))).toEqual({ blocks: JSON.parse(payload.stdout).blocks });
  });

  it('prints a refusal to standard error in any format, and exits with code 1', async () => {
    const { code, stdout, stderr } = await runInProcess(['say', '/papers top page:x', '--as', 'json']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toBe('/papers top: page must be a whole number from 1 to 1000. Try: /papers top week\n');
  });

  const folder = mkdtempSync(join(tmpdir(), 'paperboy-'));
  const missing = join(folder, 'missing.jsonl');
  const broken = join(folder, 'broken.jsonl');
  writeFileSync(broken, `${readFileSync(CORPUS, 'utf8').split('\n', 1)[0]}\n{"id": 3}\n`);

  it.each([
    [{ PAPERS_FILE: missing }, `The corpus ${missing} can't be read: it doesn't exist`],
    [{ PAPERS_FILE: broken }, `${broken}:2: not a paper`],
  ])('explains in one line that the corpus is invalid: %j', async (env, message) => {
    const { code, stdout, stderr } = await runInProcess(['say', 'help'], env);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  it('lists invalid settings, one per line', async () => {
    const { code, stdout, stderr } = await runInProcess(['say', 'help'], { LOG_LEVEL: 'loud', PORT: 'x' });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toBe(
      [
        'Invalid configuration:',
        '  PORT must be a port from 0 to 65535.',
        '  LOG_LEVEL must be debug, info, warn, error or silent.\n',
      ].join('\n'),
    );
  });
});
