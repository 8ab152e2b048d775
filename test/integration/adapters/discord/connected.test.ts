import { afterEach, expect, it } from 'vitest';
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

it('is not connected to Discord while its line is broken, and is again once that is mended', async () => {
  const { discord, platform } = await started();
  discord.gateway.refusing = true;
  discord.gateway.drop();
  await expect.poll(() => platform.connected()).toBe(false);
  discord.gateway.refusing = false;
  await expect.poll(() => platform.connected(), { timeout: 20_000 }).toBe(true);
}, 30_000);

it('is not connected to Discord while one of its shards is away', async () => {
  const { discord, platform } = await started({ shards: { shards: [0, 1], shardCount: 2 } });
  expect(platform.connected()).toBe(true);
  discord.gateway.refusing = true;
  discord.gateway.drop(1);
  await expect.poll(() => platform.connected()).toBe(false);
}, 30_000);

it('is not connected to a Discord that can not be reached, nor to one that closed for good', async () => {
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
}, 30_000);

it('tells how long the first response to each interaction took, and nothing of one that Discord refused', async () => {
  const { discord, acknowledged } = await started();
  const asked = discord.command({ name: 'papers', subcommand: 'search', options: { query: 'walking' } });
  expect(visibleText((await asked.answered).body)).toContain('1 paper for walking');
  expect(acknowledged).toEqual([expect.any(Number)]);
  const form = discord.command({ name: 'papers', subcommand: 'subscribe' });
  await form.acknowledged;
  await expect.poll(() => acknowledged.length).toBe(2);

  discord.fault({ path: /\/callback/, kind: 404, times: 1 });
  discord.command({ name: 'papers', subcommand: 'search', options: { query: 'walking' } });
  await expect.poll(() => paperboy.records.some(({ msg }) => /an interaction/.test(String(msg)))).toBe(true);
  expect(acknowledged).toHaveLength(2);
});
