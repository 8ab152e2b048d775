import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { openStore } from '../../../src/store/database.ts';
import { startFakeDiscord } from '../../fakes/discord/index.ts';
import { visibleText as visibleOnDiscord } from '../../fakes/discord/message-body.ts';
import { createMemoryLog } from '../../fakes/log.ts';
import { ending, PROGRAM, paperboy, start } from '../../fakes/paperboy.ts';
import { type FakeSlack, startFakeSlack } from '../../fakes/slack/index.ts';
import { visibleText } from '../../fakes/slack/visible-text.ts';
import { use } from '../../integration/adapters/slack/slack-user.ts';

let slack: FakeSlack;

beforeEach(async () => {
  slack = await startFakeSlack();
});

afterEach(async () => {
  await slack.close();
});

const settings = () => ({
  SLACK_BOT_TOKEN: slack.botToken,
  SLACK_APP_TOKEN: slack.appToken,
  SLACK_API_URL: slack.apiUrl,
});

describe('paperboy with the tokens of a Slack app', () => {
  it('connects, replies, exits on SIGTERM, and never prints a token', async () => {
    const child = start(PROGRAM, settings());
    const ended = ending(child);
    await expect.poll(() => slack.socketMode.openConnections).toBe(1);
    await slack.socketMode.connected();
    const asked = slack.command({ text: 'search safe offline rl' });
    expect(visibleText((await asked.answered).body)).toContain('papers for safe offline rl');
    child.kill('SIGTERM');
    const { code, stdout, stderr } = await ended;
    expect(code).toBe(0);
    expect(stderr).toContain('connected to Slack');
    for (const secret of [slack.botToken, slack.appToken]) expect(stdout + stderr).not.toContain(secret);
    expect(slack.violations).toEqual([]);
  });

  it('serves Discord and Slack at the same time', async () => {
    const discord = await startFakeDiscord();
    const child = start(PROGRAM, { ...settings(), DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.apiUrl });
    const ended = ending(child);
    await expect.poll(() => discord.commands().length).toBe(2);
    await expect.poll(() => slack.socketMode.openConnections).toBe(1);
    await slack.socketMode.connected();
    const inSlack = slack.command({ text: 'search safe offline rl' });
    const inDiscord = discord.command({ name: 'papers', subcommand: 'search', options: { query: 'safe offline rl' } });
    expect(visibleText((await inSlack.answered).body)).toContain('papers for safe offline rl');
    expect(visibleOnDiscord((await inDiscord.answered).body)).toContain('papers for safe offline rl');
    child.kill('SIGTERM');
    expect((await ended).code).toBe(0);
    await discord.close();
  });

  it('exits and deletes all data when the app is removed from the workspace', async () => {
    const url = `sqlite:${join(mkdtempSync(join(tmpdir(), 'paperboy-removed-')), 'paperboy.db')}`;
    const ended = ending(start(PROGRAM, { ...settings(), DATABASE_URL: url }));
    await expect.poll(() => slack.socketMode.openConnections).toBe(1);
    await slack.socketMode.connected();
    await slack.command({ text: 'save mirror descent' }).answered;
    await slack.command({ text: 'discuss mirror descent' }).answered;
    const preview = slack.command({ text: 'subscribe safe rl zone:UTC' });
    await preview.answered;
    use(slack, preview, 'Subscribe');
    await preview.until(({ body }) => visibleText(body).includes('Subscribed'));
    slack.appUninstalled();
    const { code, stderr } = await ended;
    expect(code).toBe(1);
    expect(stderr).toContain('reinstall it at');
    const store = await openStore({ url, log: createMemoryLog().log, now: () => new Date() });
    for (const table of ['subscriptions', 'deliveries', 'saved_papers', 'discussions'] as const) {
      expect(await store.db.selectFrom(table).selectAll().execute()).toEqual([]);
    }
    await store.close();
  });

  it('opens one discussion from two processes, and links to it after a restart', async () => {
    const url = `sqlite:${join(mkdtempSync(join(tmpdir(), 'paperboy-discussions-')), 'paperboy.db')}`;
    const running = async (count: number) => {
      const children = Array.from({ length: count }, () => start(PROGRAM, { ...settings(), DATABASE_URL: url }));
      onTestFinished(() => {
        for (const child of children) child.kill('SIGKILL');
      });
      const ended = Promise.all(children.map(ending));
      await expect.poll(() => slack.socketMode.openConnections).toBe(count);
      await slack.socketMode.connected(count);
      return async () => {
        for (const child of children) child.kill('SIGTERM');
        expect((await ended).map(({ code }) => code)).toEqual(children.map(() => 0));
      };
    };
    const grace = slack.addUser({ name: 'grace' });
    const stop = await running(2);
    // Slack tells each thing to one of the processes, in turn.
    const pressed = [{}, { user: grace }].map((who) => slack.command({ text: 'discuss mirror descent', ...who }));
    for (const one of pressed) expect(visibleText((await one.answered).body)).toContain('The discussion of');
    const [card, ...others] = slack.messages(slack.channelId);
    expect(others).toEqual([]);
    const link = `https://lab.slack.com/archives/${slack.channelId}/p${card?.ts.replace('.', '')}`;
    await stop();
    const stopAgain = await running(1);
    const again = await slack.command({ text: 'discuss mirror descent' }).answered;
    expect(JSON.stringify(again.body)).toContain(link);
    expect(slack.messages(slack.channelId)).toHaveLength(1);
    await stopAgain();
    expect(slack.violations).toEqual([]);
  });

  it('explains in one line what to do about an invalid token, and exits with code 1', async () => {
    const { code, stdout, stderr } = await paperboy([], { env: { ...settings(), SLACK_BOT_TOKEN: 'xoxb-wrong' } });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr.split('\n').filter((line) => line !== '' && !line.startsWith('{'))).toEqual([
      expect.stringMatching(/^Slack rejects SLACK_BOT_TOKEN\. Copy it again from /),
    ]);
  });
});
