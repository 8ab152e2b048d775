import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inviteLink, registerCommands } from '../../../../adapters/discord/registration.ts';
import { commands } from '../../../../commands/index.ts';
import { type FakeDiscord, startFakeDiscord } from '../../../fakes/discord/index.ts';

let discord: FakeDiscord;

beforeEach(async () => {
  discord = await startFakeDiscord();
});

afterEach(async () => {
  expect(discord.violations).toEqual([]);
  await discord.close();
});

describe('paperboy register', () => {
  it('registers and prints the changes, and nothing the next time', async () => {
    const access = { token: discord.token, apiUrl: discord.apiUrl };
    expect(await registerCommands(access, commands)).toMatch(
      /^\+ Find papers in this message.*\nCommands registered: \d+ changes\.\n$/s,
    );
    expect(await registerCommands(access, commands)).toBe('Commands are up to date.\n');
    expect(discord.requestsTo('PUT', /\/commands$/)).toHaveLength(1);
  });

  it('says what to do about an invalid token and an unreachable Discord', async () => {
    await expect(registerCommands({ token: 'wrong.token.here', apiUrl: discord.apiUrl }, commands)).rejects.toThrow(
      'Discord rejected DISCORD_TOKEN',
    );
    const unreachable = { token: discord.token, apiUrl: 'http://127.0.0.1:9/api' };
    await expect(registerCommands(unreachable, commands)).rejects.toThrow(
      /Discord request failed: .*ECONNREFUSED.* Check the network and DISCORD_API_URL/,
    );
  });
});

describe('paperboy invite', () => {
  it('only asks for permissions to post, attach charts, open threads and find its posts', async () => {
    const link = new URL(await inviteLink({ token: discord.token, apiUrl: discord.apiUrl }));
    expect(Object.fromEntries(link.searchParams)).toEqual({
      client_id: discord.applicationId,
      scope: 'bot applications.commands',
      permissions: String((1n << 10n) | (1n << 11n) | (1n << 15n) | (1n << 16n) | (1n << 35n) | (1n << 38n)),
    });
  });
});
