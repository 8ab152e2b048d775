import { PermissionFlagsBits } from 'discord.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Document, heading, prose } from '../../../../src/chat/document.ts';
import type { Place, Posted } from '../../../../src/chat/place.ts';
import { FLAG, visibleText } from '../../../fakes/discord/message-body.ts';
import { type FakeChannel, ORDINARY } from '../../../fakes/discord/state.ts';
import { type PaperboyOnDiscord, paperboyOnDiscord } from './paperboy-on-discord.ts';

let paperboy: PaperboyOnDiscord;
let place: Place;

const BEGINNING = /^\/channels\/\d+\/threads$/;
const TAGS = [
  { id: '1', name: 'Robots' },
  { id: '2', name: 'Papers' },
  { id: '3', name: 'Walking', moderated: true },
];
const document: Document = { blocks: [heading('Robots that learn'), prose('To walk')] };
const since = () => new Date(Date.now() - 60_000).toISOString();

function forum(how: Partial<FakeChannel> = {}, permissions = ORDINARY): Place {
  const { id, channels } = paperboy.discord.addGuild({ permissions, channels: [{ type: 15, tags: TAGS, ...how }] });
  return { platform: 'discord', tenant: id, channel: channels[0]?.id ?? '' };
}

const post = (key = 'card 1', said = document) => paperboy.platform.post(place, said, key);

async function posted(key?: string): Promise<Posted> {
  const outcome = await post(key);
  if (outcome.kind !== 'sent') throw new Error(`not sent: ${JSON.stringify(outcome)}`);
  return outcome.posted;
}

beforeEach(async () => {
  paperboy = await paperboyOnDiscord();
  await paperboy.platform.start(paperboy.dispatch);
  place = forum();
});

afterEach(async () => {
  expect(paperboy.discord.violations).toEqual([]);
  await paperboy.close();
});

describe('a post in a forum', () => {
  it.each([15, 16])('is a thread with a name and fitting tags: channel of type %i', async (type) => {
    place = forum({ type });
    const { place: there, message } = await posted();
    expect(there).toEqual({ ...place, thread: message });
    expect(paperboy.discord.channel(message)).toMatchObject({ name: 'Robots that learn', appliedTags: ['1'] });
    const [starter, ...more] = paperboy.discord.messages(message);
    expect(visibleText(starter?.body ?? {})).toContain('To walk');
    expect(starter).toMatchObject({ id: message, flags: FLAG.silent | FLAG.v2 });
    expect(more).toEqual([]);
  });

  it('costs other channels no request', async () => {
    const { guildId, channelId, requestsTo } = paperboy.discord;
    place = { platform: 'discord', tenant: guildId, channel: channelId };
    await posted();
    const [asked, posts] = ['GET', 'POST'].map((method) => requestsTo(method, /^\/channels\//).length);
    expect([asked, posts]).toEqual([0, 1]);
  });

  it('has the title of its first paper for a name', async () => {
    const title = [{ kind: 'text' as const, text: 'Walking '.repeat(20) }];
    const paper = {
      kind: 'paper' as const,
      title,
      url: 'https://arxiv.org/abs/2401.12345',
      byline: [],
      lead: [],
      facts: [],
      links: [],
      controls: [],
    };
    const outcome = await post('card 1', { blocks: [heading('Shared'), paper] });
    const name = outcome.kind === 'sent' ? paperboy.discord.channel(outcome.posted.message)?.name : '';
    expect(name).toMatch(/^(Walking ){5,}Walking…$/);
  });

  it('has the one tag that says little where a tag is required and none fits', async () => {
    place = forum({ requiresTag: true });
    const outcome = await post('card 1', { blocks: [prose('Nothing of the kind')] });
    expect(outcome.kind === 'sent' && paperboy.discord.channel(outcome.posted.message)).toMatchObject({
      name: 'Discussion',
      appliedTags: ['2'],
    });
  });

  it('gets a tag after all where one has come to be required just now', async () => {
    paperboy.discord.fault({ method: 'POST', path: BEGINNING, kind: 400, code: 40067 });
    const outcome = await post('card 1', { blocks: [prose('Nothing of the kind')] });
    expect(outcome.kind === 'sent' && paperboy.discord.channel(outcome.posted.message)?.appliedTags).toEqual(['2']);
  });

  it('says what to do where a tag is required and members may use none', async () => {
    place = forum({ requiresTag: true, tags: [{ id: '3', name: 'Robots', moderated: true }] });
    expect(await post()).toEqual({
      kind: 'failed',
      reason: expect.stringMatching(/needs a tag.*can add one.*\(40067\)/),
    });
  });

  it('that may not be made is forbidden', async () => {
    place = forum({}, ORDINARY & ~PermissionFlagsBits.SendMessages);
    expect((await post()).kind).toBe('forbidden');
  });

  it('has itself for its thread, which is woken, read, and spoken in', async () => {
    const { discord, platform } = paperboy;
    const card = await posted();
    const opened = {
      kind: 'open',
      thread: { place: card.place, url: `https://discord.com/channels/${place.tenant}/${card.message}` },
    };
    expect(await platform.openThread(card, 'Title')).toEqual(opened);
    discord.moderate(card.message, { archived: true });
    expect(await platform.openThread(card, 'Title')).toEqual(opened);
    expect(await platform.readThread(card.place)).toEqual({ kind: 'read', state: 'open', replies: 0, people: 0 });
    expect((await platform.post(card.place, { blocks: [prose('Inside')] }, 'inside')).kind).toBe('sent');
    expect(await platform.readThread(card.place)).toMatchObject({ replies: 1, people: 0 });
    discord.moderate(card.message, { locked: true });
    expect(await platform.openThread(card, 'Title')).toEqual({ kind: 'locked' });
  });

  it('is changed in its place', async () => {
    const card = await posted();
    const said = { blocks: [prose('Changed')] };
    expect(await paperboy.platform.update(card, said)).toEqual({ kind: 'sent', posted: card });
    expect(visibleText(paperboy.discord.messages(card.message)[0]?.body ?? {})).toBe('Changed');
  });

  it('is not changed while it sleeps, which wakes nobody', async () => {
    const card = await posted();
    paperboy.discord.moderate(card.message, { archived: true });
    expect(await paperboy.platform.update(card, document)).toMatchObject({
      kind: 'failed',
      reason: expect.stringContaining('50083'),
    });
  });
});

describe('a post in a forum of which nobody can tell', () => {
  const find = (key = 'card 1', from = since()) => paperboy.platform.findPosted(place, key, from);

  it.each(['reset', '500', 'truncated JSON'] as const)('is found by its key: %s', async (kind) => {
    paperboy.discord.fault({ method: 'POST', path: BEGINNING, kind, afterCommit: true });
    expect((await post()).kind).toBe('unknown');
    const found = await find();
    expect(found).toEqual({ place: { ...place, thread: found?.message }, message: expect.any(String) });
    expect(await find('card 2')).toBeUndefined();
  });

  it('is not found where it was not made', async () => {
    paperboy.discord.fault({ method: 'POST', path: BEGINNING, kind: '500' });
    expect((await post()).kind).toBe('unknown');
    expect(await find()).toBeUndefined();
  });

  it('is found after it has gone to sleep, beyond a hundred that others began', async () => {
    const { discord } = paperboy;
    const asleep = { type: 11, parentId: '42', ownerId: discord.person.id, archivedAt: '2999-01-01T00:00:00Z' };
    const others = Array.from({ length: 110 }, () => asleep);
    const { id } = discord.addGuild({ channels: [{ id: '42', type: 15 }, ...others] });
    place = { platform: 'discord', tenant: id, channel: '42' };
    const card = await posted();
    discord.moderate(card.message, { archived: true });
    expect(await find()).toEqual(card);
    expect(discord.requestsTo('GET', /archived/)).toHaveLength(2);
  });

  it('is none of another forum, of before the instant, or whose text was deleted', async () => {
    const card = await posted();
    expect(await find('card 1', new Date(Date.now() + 60_000).toISOString())).toBeUndefined();
    expect(await paperboy.platform.findPosted(forum(), 'card 1', since())).toBeUndefined();
    paperboy.discord.deleteMessage(card.message);
    expect(await find()).toBeUndefined();
  });

  it('is not looked for in vain where nothing may be read', async () => {
    place = forum({}, ORDINARY & ~PermissionFlagsBits.ReadMessageHistory);
    await post();
    await expect(find()).rejects.toThrow('Missing Permissions');
  });
});
