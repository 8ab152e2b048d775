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

async function stillAnswers({ discord }: PaperboyOnDiscord): Promise<void> {
  const asked = discord.command({ name: 'papers', subcommand: 'search', options: { query: 'walking' } });
  expect(visibleText((await asked.answered).body)).toContain('1 paper for walking');
}

describe('the connection to Discord', () => {
  it('asks for the servers and that there are messages only, registers what is missing, and nothing the next time', async () => {
    const { discord, restart } = await started();
    expect(discord.gateway.sessions).toMatchObject([{ intents: (1 << 0) | (1 << 9) }]);
    await discord.until(() => discord.commands().length === 2, 'the registration');
    await restart();
    await discord.until(() => discord.requestsTo('GET', /\/commands$/).length === 2, 'the second look');
    await stillAnswers(paperboy);
    expect(discord.requestsTo('PUT', /\/commands$/)).toHaveLength(1);
  });

  it('resumes after a cut, and answers what was asked meanwhile', async () => {
    const { discord } = await started();
    discord.gateway.drop();
    await stillAnswers(paperboy);
    expect(discord.gateway.resumes).toHaveLength(1);
    expect(discord.gateway.identifies).toHaveLength(1);
  });

  it('resumes when Discord asks for it', async () => {
    const { discord } = await started();
    discord.gateway.reconnect();
    await discord.until(() => discord.gateway.resumes.length === 1, 'the resume');
    await stillAnswers(paperboy);
  });

  it('starts a new session when the old one is invalid', async () => {
    const { discord } = await started();
    discord.gateway.invalidate(false);
    // One session in five seconds, as Discord asks of its clients.
    await expect.poll(() => discord.gateway.identifies.length, { timeout: 15_000 }).toBe(2);
    await stillAnswers(paperboy);
  }, 20_000);

  it('takes the shards that it is told', async () => {
    const { discord } = await started({ shards: { shards: [2], shardCount: 4 } });
    expect(discord.gateway.sessions).toMatchObject([{ shard: [2, 4] }]);
  });

  it('connects anew when a shard stays away', async () => {
    const { discord, records } = await started({
      shardTimeoutMs: 50,
      shardCheckIntervalMs: 20,
      discord: { heartbeatMs: 100_000 },
    });
    // discord.js lets five seconds pass before the second session: far more than this patience.
    discord.gateway.invalidate(false);
    await discord.until(
      () => records.some(({ msg }) => String(msg).startsWith('the connection to Discord is dead')),
      'the watchdog',
    );
    await discord.until(() => discord.gateway.identifies.length > 1, 'a new session');
    await stillAnswers(paperboy);
  }, 20_000);
});

describe('what only the host can mend', () => {
  it('is a wrong token', async () => {
    paperboy = await paperboyOnDiscord({ token: 'wrong.token.here' });
    const start = paperboy.platform.start(paperboy.dispatch);
    await expect(start).rejects.toThrow(UserError);
    await expect(start).rejects.toThrow(
      'Discord does not know this DISCORD_TOKEN. Make a new one at https://discord.com/developers',
    );
  });

  it('is an intent that Discord does not allow', async () => {
    paperboy = await paperboyOnDiscord({ discord: { disallowedIntents: 1 } });
    await expect(paperboy.platform.start(paperboy.dispatch)).rejects.toThrow('Discord does not allow the intents');
  });

  it('is a token that was taken back while it ran', async () => {
    const { discord, fatal } = await started();
    discord.gateway.close(4004);
    await discord.until(() => fatal.length === 1, 'the fatal error');
    expect(fatal[0]?.message).toContain('Discord does not know this DISCORD_TOKEN');
  });
});

it('waits for a Discord that can not be reached, and says so', async () => {
  paperboy = await paperboyOnDiscord();
  const { discord, platform, records } = paperboy;
  discord.fault({ path: /gateway/, kind: '500', times: 4 });
  await platform.start(paperboy.dispatch);
  expect(records.some(({ msg }) => msg === 'Discord can not be reached, trying again')).toBe(true);
  await stillAnswers(paperboy);
}, 20_000);

it('stops while it waits', async () => {
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
