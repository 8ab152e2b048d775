import 'undici';
import { PermissionFlagsBits, REST, Routes } from 'discord.js';
import { expect, it, onTestFinished } from 'vitest';
import { sendRequest } from '../../../../adapters/discord/gateway.ts';
import { render } from '../../../../adapters/discord/render.ts';
import { type Document, heading, prose } from '../../../../src/chat/document.ts';
import type { Place } from '../../../../src/chat/place.ts';
import type { ChartRenderer } from '../../../../src/runtime/charts/chart.ts';
import { visibleText } from '../../../fakes/discord/message-body.ts';
import { DEFAULT_PERMISSIONS, type FakeMessage } from '../../../fakes/discord/state.ts';
import { drawTitle } from '../../../fakes/draw-chart.ts';
import { chart } from '../../../fixtures/charts.ts';
import { paperboyOnDiscord } from './paperboy-on-discord.ts';

const CHART = chart();
const OTHER = chart({ title: 'Papers per month: juggling', alt: 'Chart of juggling.' });
const POST: Document = { blocks: [heading('Trends'), { kind: 'chart', chart: CHART }] };

async function start(drawChart: ChartRenderer = drawTitle, options: { readonly postTimeoutMs?: number } = {}) {
  const paperboy = await paperboyOnDiscord({ drawChart, ...options });
  onTestFinished(async () => {
    await paperboy.close();
    expect(paperboy.discord.violations).toEqual([]);
  });
  await paperboy.platform.start(paperboy.dispatch);
  const { guildId, channelId } = paperboy.discord;
  const place: Place = { platform: 'discord', tenant: guildId, channel: channelId };
  return { ...paperboy, place };
}

/** The titles of a message's charts, as `drawTitle` draws them, and their alt texts. */
function picturesOf(message: FakeMessage | undefined): object[] {
  return (message?.files ?? []).map(({ data, description }) => ({
    title: Buffer.from(data).subarray(8).toString(),
    description,
  }));
}

const SHOWN = [{ title: CHART.title, description: CHART.alt }];

it('posts a chart as a file with its alt text', async () => {
  const { discord, platform, place } = await start();
  expect(await platform.post(place, POST, 'key')).toMatchObject({ kind: 'sent' });
  expect(picturesOf(discord.messages(place.channel)[0])).toEqual(SHOWN);
});

it('posts the same delivery once, with one file', async () => {
  const { discord, platform, place } = await start();
  const first = await platform.post(place, POST, 'key');
  expect(await platform.post(place, POST, 'key')).toEqual(first);
  expect(discord.messages(place.channel)).toHaveLength(1);
  expect(picturesOf(discord.messages(place.channel)[0])).toEqual(SHOWN);
});

it('replaces the chart of an updated post, and removes it if the update has none', async () => {
  const { discord, platform, place } = await start();
  const sent = await platform.post(place, POST, 'key');
  if (sent.kind !== 'sent') throw new Error(sent.kind);
  await platform.update(sent.posted, { blocks: [{ kind: 'chart', chart: OTHER }] });
  expect(picturesOf(discord.messages(place.channel)[0])).toEqual([{ title: OTHER.title, description: OTHER.alt }]);
  await platform.update(sent.posted, { blocks: [prose('No chart anymore')] });
  expect(picturesOf(discord.messages(place.channel)[0])).toEqual([]);
});

it('creates a forum post with a chart', async () => {
  const { discord, platform, place } = await start();
  const { id, channels } = discord.addGuild({ channels: [{ type: 15 }] });
  const forum = { ...place, tenant: id, channel: channels[0]?.id ?? '' };
  const sent = await platform.post(forum, POST, 'key');
  if (sent.kind !== 'sent') throw new Error(sent.kind);
  expect(picturesOf(discord.messages(sent.posted.message)[0])).toEqual(SHOWN);
});

it('answers a mention with a chart', async () => {
  const { discord, place } = await start();
  discord.personSays(place.channel, `<@${discord.botId}> trends juggling`);
  const isAnswer = ({ files }: FakeMessage) => files?.length === 1;
  const answer = await discord.until(() => discord.messages(place.channel).find(isAnswer));
  expect(picturesOf(answer)).toMatchObject([{ title: 'Papers per month: juggling' }]);
});

it('answers a command with a chart', async () => {
  const { discord } = await start();
  const used = discord.command({ name: 'papers', subcommand: 'trends', options: { topic: 'juggling' } });
  const answer = await used.answered;
  expect(picturesOf(answer)).toMatchObject([{ title: 'Papers per month: juggling' }]);
  expect(visibleText(answer.body)).toContain('7 papers');
});

it('sends alternative text without Attach Files, and logs what to do', async () => {
  const { discord, platform, place, records } = await start();
  const { id, channels } = discord.addGuild({ permissions: DEFAULT_PERMISSIONS & ~PermissionFlagsBits.AttachFiles });
  const there = { ...place, tenant: id, channel: channels[0]?.id ?? '' };
  expect(await platform.post(there, POST, 'key')).toMatchObject({ kind: 'sent' });
  const [message] = discord.messages(there.channel);
  expect(picturesOf(message)).toEqual([]);
  expect(visibleText(message?.body ?? {})).toContain('66 papers, most in Oct 2023');
  expect(records).toContainEqual(
    expect.objectContaining({
      msg: 'Discord rejected chart files, sending alternative text',
      hint: 'grant Paperboy Attach Files',
    }),
  );
});

it('sends alternative text if Discord does not find the file of an edit (discord-api-docs#7529)', async () => {
  const { discord } = await start();
  discord.fault({ kind: 400, code: 50035, method: 'PATCH', path: /\/webhooks\// });
  const used = discord.command({ name: 'papers', subcommand: 'trends', options: { topic: 'juggling' } });
  const answer = await used.answered;
  expect(picturesOf(answer)).toEqual([]);
  expect(visibleText(answer.body)).toContain('Chart of papers per month');
});

it('does not retry without charts if Discord rejects a post for other reasons', async () => {
  const { discord, platform, place } = await start();
  discord.fault({ kind: 403, code: 50001, method: 'POST', path: /\/messages$/ });
  expect(await platform.post(place, POST, 'key')).toMatchObject({ kind: 'forbidden' });
  discord.fault({ kind: '500', method: 'POST', path: /\/messages$/ });
  expect(await platform.post(place, POST, 'key 2')).toMatchObject({ kind: 'unknown' });
  expect(discord.requestsTo('POST', /\/messages$/)).toHaveLength(2);
});

it.each([
  ['reset', false],
  ['reset', true],
  ['close', false],
  ['hang', false],
  ['hang', true],
  ['stall', true],
  ['502', true],
] as const)('posts once if the connection fails during an upload: %s, arrived: %s', async (kind, afterCommit) => {
  const { discord, platform, place } = await start(drawTitle, { postTimeoutMs: 300 });
  discord.fault({ kind, method: 'POST', path: /\/messages$/, afterCommit });
  const since = new Date(Date.now() - 1000).toISOString();
  expect(await platform.post(place, POST, 'key')).toMatchObject({ kind: 'unknown' });
  expect((await platform.findPosted(place, 'key', since)) !== undefined).toBe(afterCommit);
  expect(await platform.post(place, POST, 'key')).toMatchObject({ kind: 'sent' });
  expect(discord.messages(place.channel).map(picturesOf)).toEqual([SHOWN]);
});

it.each(['429 route', '429 shared', '429 no retry-after'] as const)(
  'does not retry an upload that is rate limited: %s',
  async (kind) => {
    const { discord, platform, place } = await start();
    discord.fault({ kind, method: 'POST', path: /\/messages$/, retryAfter: 1 });
    expect(await platform.post(place, POST, 'key')).toMatchObject({ kind: 'rate-limited' });
    expect(discord.requestsTo('POST', /\/messages$/)).toHaveLength(1);
    expect(discord.messages(place.channel)).toEqual([]);
  },
);

it('sends the whole file again after a global rate limit', async () => {
  const { discord, platform, place } = await start();
  discord.fault({ kind: '429 global', method: 'POST', path: /\/messages$/, retryAfter: 0.1 });
  expect(await platform.post(place, POST, 'key')).toMatchObject({ kind: 'sent' });
  expect(discord.messages(place.channel).map(picturesOf)).toEqual([SHOWN]);
});

it('sends alternative text for a chart that cannot be drawn', async () => {
  const { discord, platform, place, records } = await start(() => Promise.reject(new Error('no canvas')));
  expect(await platform.post(place, POST, 'key')).toMatchObject({ kind: 'sent' });
  expect(visibleText(discord.messages(place.channel)[0]?.body ?? {})).toContain('66 papers, most in Oct 2023');
  expect(records.map(({ msg }) => msg)).toContain('failed to draw chart, sending alternative text');
});

it('leaves out the file of a chart that does not fit into the message', async () => {
  const { discord, platform, place } = await start();
  const long: Document = { blocks: [...Array.from({ length: 60 }, () => heading('x'.repeat(3000))), ...POST.blocks] };
  expect(await platform.post(place, long, 'key')).toMatchObject({ kind: 'sent' });
  expect(discord.messages(place.channel)).toHaveLength(1);
});

it('gives equal charts the same file name', () => {
  const text = JSON.stringify(render(POST));
  expect(text).toMatch(/"url":"attachment:\/\/trends-[0-9a-f]{16}\.png"\},"description":"Chart of papers/);
  expect(JSON.stringify(render(POST))).toBe(text);
  expect(JSON.stringify(render({ blocks: [{ kind: 'chart', chart: OTHER }] }))).not.toContain(
    text.match(/trends-\w+/)?.[0] ?? '',
  );
});

it('runs against a fake that rejects missing files and reports unused ones', async () => {
  const paperboy = await paperboyOnDiscord();
  onTestFinished(paperboy.close);
  const { discord } = paperboy;
  const rest = new REST({ api: discord.apiUrl, makeRequest: sendRequest }).setToken(discord.token);
  const path = Routes.channelMessages(discord.channelId);
  const body = { ...render(POST) };
  await expect(rest.post(path, { body })).rejects.toThrow('was not found');
  const files = [{ name: 'other.png', data: Buffer.from('x') }];
  await rest.post(path, { body: { ...render({ blocks: [heading('No chart')] }) }, files });
  expect(discord.violations).toEqual([
    expect.stringContaining('The referenced attachment'),
    expect.stringContaining('the file other.png is not used'),
  ]);
});
