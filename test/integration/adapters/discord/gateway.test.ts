import { afterEach, describe, expect, it } from 'vitest';
import { UserError } from '../../../../src/runtime/errors.ts';
import { visibleText } from '../../../fakes/discord/message-body.ts';
import { type PaperboyOnDiscord, paperboyOnDiscord } from './paperboy-on-discord.ts';

let paperboy: PaperboyOnDiscord;

afterEach(async () => {
  await paperboy.close();
});

async function started(options: Parameters<typeof paperboyOnDiscord>[0] = {}): Promise<PaperboyOnDiscord> {
  paperboy = await paperboyOnDiscord(options);
  await paperboy.platform.start(paperboy.dispatch);
  return paperboy;
}

async function expectAnswer({ discord }: PaperboyOnDiscord): Promise<void> {
  const search = discord.command({ name: 'papers', subcommand: 'search', options: { query: 'walking' } });
  expect(visibleText((await search.answered).body)).toContain('1 paper for walking');
}

describe('the connection to Discord', () => {
  it('uses two intents, and registers the commands only if they differ', async () => {
    const { discord, restart } = await started();
    expect(discord.gateway.sessions).toMatchObject([{ intents: (1 << 0) | (1 << 9) }]);
    await discord.until(() => discord.commands().length === 2, 'the registration');
    await restart();
    await discord.until(() => discord.requestsTo('GET', /\/commands$/).length === 2, 'the second check');
    await expectAnswer(paperboy);
    expect(discord.requestsTo('PUT', /\/commands$/)).toHaveLength(1);
  });

  it('resumes after a disconnect, and answers what was asked meanwhile', async () => {
    const { discord } = await started();
    discord.gateway.drop();
    await expectAnswer(paperboy);
    expect(discord.gateway.resumes).toHaveLength(1);
    expect(discord.gateway.identifies).toHaveLength(1);
  });

  it('resumes when Discord requests a reconnect', async () => {
    const { discord } = await started();
    discord.gateway.reconnect();
    await discord.until(() => discord.gateway.resumes.length === 1, 'the resume');
    await expectAnswer(paperboy);
  });

  it('starts a new session when the old one is invalid', async () => {
    const { discord } = await started();
    discord.gateway.invalidate(false);
    // discord.js starts at most one session every five seconds.
    await expect.poll(() => discord.gateway.identifies.length, { timeout: 15_000 }).toBe(2);
    await expectAnswer(paperboy);
  }, 20_000);

  it('runs the configured shards', async () => {
    const { discord } = await started({ shards: { shards: [2], shardCount: 4 } });
    expect(discord.gateway.sessions).toMatchObject([{ shard: [2, 4] }]);
  });

  it('reconnects when a shard stays down', async () => {
    const { discord, records } = await started({
      shardTimeoutMs: 50,
      shardCheckIntervalMs: 20,
      discord: { heartbeatMs: 100_000 },
    });
    // discord.js waits five seconds before the second session, longer than the shard timeout.
    discord.gateway.invalidate(false);
    await discord.until(() => records.some(({ msg }) => msg === 'Discord shards down, reconnecting'), 'the watchdog');
    await discord.until(() => discord.gateway.identifies.length > 1, 'a new session');
    await expectAnswer(paperboy);
  }, 20_000);
});

describe('a fatal error', () => {
  it('names an invalid token', async () => {
    paperboy = await paperboyOnDiscord({ token: 'wrong.token.here' });
    const start = paperboy.platform.start(paperboy.dispatch);
    await expect(start).rejects.toThrow(UserError);
    await expect(start).rejects.toThrow('Discord rejected DISCORD_TOKEN. Reset it at https://discord.com/developers');
  });

  it('names disallowed intents', async () => {
    paperboy = await paperboyOnDiscord({ discord: { disallowedIntents: 1 } });
    await expect(paperboy.platform.start(paperboy.dispatch)).rejects.toThrow('Discord rejected the gateway intents');
  });

  it('reports a token that was revoked while running', async () => {
    const { discord, fatal } = await started();
    discord.gateway.close(4004);
    await discord.until(() => fatal.length === 1, 'the fatal error');
    expect(fatal[0]?.message).toContain('Discord rejected DISCORD_TOKEN');
  });
});

it('retries until Discord is reachable, and logs it', async () => {
  paperboy = await paperboyOnDiscord();
  const { discord, platform, records } = paperboy;
  discord.fault({ path: /gateway/, kind: '500', times: 4 });
  await platform.start(paperboy.dispatch);
  expect(records.some(({ msg }) => msg === 'failed to connect to Discord, retrying')).toBe(true);
  await expectAnswer(paperboy);
}, 20_000);

it('stops while it retries', async () => {
  paperboy = await paperboyOnDiscord();
  paperboy.discord.fault({ path: /gateway/, kind: '500', times: 1000 });
  const start = paperboy.platform.start(paperboy.dispatch);
  await paperboy.discord.until(() => paperboy.records.length > 0, 'the first attempt to fail');
  await paperboy.platform.stop();
  await start;
});

it('stops while the gateway refuses', async () => {
  paperboy = await paperboyOnDiscord();
  paperboy.discord.gateway.refusing = true;
  const start = paperboy.platform.start(paperboy.dispatch);
  await paperboy.discord.until(() => paperboy.discord.requestsTo('GET', /gateway/).length > 0, 'the first attempt');
  await paperboy.platform.stop();
  await start;
});

describe('connected', () => {
  it('is false while the connection is lost', async () => {
    const { discord, platform } = await started();
    discord.gateway.refusing = true;
    discord.gateway.drop();
    await expect.poll(() => platform.connected()).toBe(false);
    discord.gateway.refusing = false;
    await expect.poll(() => platform.connected(), { timeout: 20_000 }).toBe(true);
  });

  it('is false while one of the shards is down', async () => {
    const { discord, platform } = await started({ shards: { shards: [0, 1], shardCount: 2 } });
    expect(platform.connected()).toBe(true);
    discord.gateway.refusing = true;
    discord.gateway.drop(1);
    await expect.poll(() => platform.connected()).toBe(false);
  });

  it('is false while Discord is unreachable, and once it has closed the connection for good', async () => {
    paperboy = await paperboyOnDiscord();
    const { discord, platform, dispatch, fatal } = paperboy;
    discord.gateway.refusing = true;
    const start = platform.start(dispatch);
    await discord.until(() => discord.requestsTo('GET', /gateway/).length > 0, 'the first attempt');
    expect(platform.connected()).toBe(false);
    discord.gateway.refusing = false;
    await start;
    expect(platform.connected()).toBe(true);
    discord.gateway.close(4004);
    await expect.poll(() => fatal.length).toBe(1);
    expect(platform.connected()).toBe(false);
  });
});
