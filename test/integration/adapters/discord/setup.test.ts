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
  it('registers what is missing and prints it, then nothing', async () => {
    const access = { token: discord.token, apiUrl: discord.apiUrl };
    expect(await registerCommands(access, commands)).toMatch(
      /^\+ Find papers in this message.*\nRegistered: \d+ differences\.\n$/s,
    );
    expect(await registerCommands(access, commands)).toBe('Discord has these commands already.\n');
    expect(discord.requestsTo('PUT', /\/commands$/)).toHaveLength(1);
  });

  it('says what to do about a wrong token, and about no answer', async () => {
    await expect(registerCommands({ token: 'wrong.token.here', apiUrl: discord.apiUrl }, commands)).rejects.toThrow(
      'Discord does not know this DISCORD_TOKEN',
    );
    const nobody = { token: discord.token, apiUrl: 'http://127.0.0.1:9/api' };
    await expect(registerCommands(nobody, commands)).rejects.toThrow(
      /Discord did not do it: .*ECONNREFUSED.* Check the network and DISCORD_API_URL/,
    );
  });
});

describe('paperboy invite', () => {
  it('asks for no more than posting, also in threads and with charts, opening threads, and finding what it has posted', async () => {
    const link = new URL(await inviteLink({ token: discord.token, apiUrl: discord.apiUrl }));
    expect(Object.fromEntries(link.searchParams)).toEqual({
      client_id: discord.applicationId,
      scope: 'bot applications.commands',
      permissions: String((1n << 10n) | (1n << 11n) | (1n << 15n) | (1n << 16n) | (1n << 35n) | (1n << 38n)),
    });
  });
});
