import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakeDiscord, startFakeDiscord } from '../../fakes/discord/index.ts';
import { everyComponent, visibleText } from '../../fakes/discord/message-body.ts';
import { ending, PROGRAM, paperboy, start } from '../../fakes/paperboy.ts';

let discord: FakeDiscord;

beforeEach(async () => {
  discord = await startFakeDiscord();
});

afterEach(async () => {
  await discord.close();
});

const settings = () => ({ DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.apiUrl });

describe('paperboy with a Discord token', () => {
  it('connects, replies, exits on SIGTERM, and never prints the token', async () => {
    const child = start(PROGRAM, settings());
    const ended = ending(child);
    await expect.poll(() => discord.commands().length).toBe(2);
    const asked = discord.command({ name: 'papers', subcommand: 'search', options: { query: 'safe offline rl' } });
    expect(visibleText((await asked.answered).body)).toContain('papers for safe offline rl');
    discord.personSays(discord.channelId, `<@${discord.botId}> top week`);
    await expect.poll(() => discord.messages(discord.channelId).length).toBe(1);
    child.kill('SIGTERM');
    const { code, stdout, stderr } = await ended;
    expect(code).toBe(0);
    expect(stderr).toContain('connected to Discord');
    expect(stdout + stderr).not.toContain(discord.token);
    expect(discord.violations).toEqual([]);
  });

  it('pages through a long search after a restart', async () => {
    const query = `safe reinforcement learning ${'with offline data '.repeat(8)}`.trim();
    const env = {
      ...settings(),
      DATABASE_URL: `sqlite:${join(mkdtempSync(join(tmpdir(), 'paperboy-state-')), 'paperboy.db')}`,
    };
    const first = start(PROGRAM, env);
    const ended = ending(first);
    await expect.poll(() => discord.commands().length).toBe(2);
    const list = discord.command({ name: 'papers', subcommand: 'search', options: { query } });
    const next = everyComponent((await list.answered).body.components).find(
      ({ component }) => component.label === 'Next',
    );
    first.kill('SIGTERM');
    await ended;

    const second = start(PROGRAM, env);
    const endedToo = ending(second);
    await expect.poll(() => discord.gateway.sessions.length).toBe(1);
    discord.press({ message: list, customId: next?.component.custom_id ?? '' });
    await list.until(({ body }) => visibleText(body).includes('Page 2'));
    second.kill('SIGTERM');
    await endedToo;
  });

  it('fails with one line about what to do if the token is invalid', async () => {
    const { code, stdout, stderr } = await paperboy([], {
      env: { ...settings(), DISCORD_TOKEN: 'wrong.token.here', LOG_LEVEL: 'warn' },
    });
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^Discord rejected DISCORD_TOKEN\. Reset it at [^\n]+\n$/);
  });
});
