import { describe, expect, it, onTestFinished } from 'vitest';
import { runInProcess } from '../../../fakes/cli.ts';
import { startFakeDiscord } from '../../../fakes/discord/index.ts';

describe('paperboy invite and register', () => {
  it('require a token', async () => {
    for (const command of ['invite', 'register']) {
      const { code, stderr } = await runInProcess([command]);
      expect([code, stderr]).toEqual([1, expect.stringMatching(/^Set DISCORD_TOKEN .*first/)]);
    }
  });

  it('print the invite link and what the registration changed', async () => {
    const discord = await startFakeDiscord();
    onTestFinished(() => discord.close());
    const env = { DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.apiUrl };
    const invited = await runInProcess(['invite'], env);
    expect(invited).toMatchObject({ code: 0, stdout: expect.stringMatching(/^https:\/\/discord\.com\/.*\n$/) });
    const registered = await runInProcess(['register'], env);
    expect(registered).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/Commands registered: \d+ changes\.\n$/),
    });
  });
});

describe('paperboy manifest', () => {
  it('prints the Slack manifest for Socket Mode or HTTP, whatever the environment', async () => {
    const { code, stdout } = await runInProcess(['manifest'], { LOG_LEVEL: 'loud' });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ settings: { socket_mode_enabled: true } });
    const http = await runInProcess(['manifest', '--url', 'https://papers.example.org/slack/events']);
    expect(JSON.parse(http.stdout)).toMatchObject({ settings: { socket_mode_enabled: false } });
  });
});
