import { PermissionFlagsBits } from 'discord.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Document, heading, prose } from '../../../../src/chat/document.ts';
import type { Place, Posted } from '../../../../src/chat/place.ts';
import { FLAG, visibleText } from '../../../fakes/discord/message-body.ts';
import { DEFAULT_PERMISSIONS, type FakeChannel } from '../../../fakes/discord/state.ts';
import { type PaperboyOnDiscord, paperboyOnDiscord } from './paperboy-on-discord.ts';

let paperboy: PaperboyOnDiscord;
let place: Place;

const CREATE_POST = /^\/channels\/\d+\/threads$/;
const TAGS = [
  { id: '1', name: 'Robots' },
  { id: '2', name: 'Papers' },
  { id: '3', name: 'Walking', moderated: true },
];
const document: Document = { blocks: [heading('Robots that learn'), prose('To walk')] };
const since = () => new Date(Date.now() - 60_000).toISOString();

function forum(how: Partial<FakeChannel> = {}, permissions = DEFAULT_PERMISSIONS): Place {
  const { id, channels } = paperboy.discord.addGuild({ permissions, channels: [{ type: 15, tags: TAGS, ...how }] });
  return { platform: 'discord', tenant: id, channel: channels[0]?.id ?? '' };
}

const post = (key = 'card 1', content = document) => paperboy.platform.post(place, content, key);

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

describe('a forum post', () => {
  it.each([15, 16])('is a thread with a name and matching tags: channel of type %i', async (type) => {
    place = forum({ type });
    const { place: there, message } = await posted();
    expect(there).toEqual({ ...place, thread: message });
    expect(paperboy.discord.channel(message)).toMatchObject({ name: 'Robots that learn', appliedTags: ['1'] });
    const [starter, ...more] = paperboy.discord.messages(message);
    expect(visibleText(starter?.body ?? {})).toContain('To walk');
    expect(starter).toMatchObject({ id: message, flags: FLAG.silent | FLAG.v2 });
    expect(more).toEqual([]);
  });

  it('makes no extra requests for other channels', async () => {
    const { guildId, channelId, requestsTo } = paperboy.discord;
    place = { platform: 'discord', tenant: guildId, channel: channelId };
    await posted();
    const [reads, posts] = ['GET', 'POST'].map((method) => requestsTo(method, /^\/channels\//).length);
    expect([reads, posts]).toEqual([0, 1]);
  });

  it('is named after its first paper', async () => {
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

  it('gets a generic tag if one is required and none matches', async () => {
    place = forum({ requiresTag: true });
    const outcome = await post('card 1', { blocks: [prose('Nothing of the kind')] });
    expect(outcome.kind === 'sent' && paperboy.discord.channel(outcome.posted.message)).toMatchObject({
      name: 'Discussion',
      appliedTags: ['2'],
    });
  });

  it('gets a tag if one has become required just now', async () => {
    paperboy.discord.fault({ method: 'POST', path: CREATE_POST, kind: 400, code: 40067 });
    const outcome = await post('card 1', { blocks: [prose('Nothing of the kind')] });
    expect(outcome.kind === 'sent' && paperboy.discord.channel(outcome.posted.message)?.appliedTags).toEqual(['2']);
  });

  it('fails with advice if a tag is required and members can use none', async () => {
    place = forum({ requiresTag: true, tags: [{ id: '3', name: 'Robots', moderated: true }] });
    expect(await post()).toEqual({
      kind: 'failed',
      reason: expect.stringMatching(/need a tag.*add one.*\(40067\)/),
    });
  });

  it('is forbidden without Send Messages', async () => {
    place = forum({}, DEFAULT_PERMISSIONS & ~PermissionFlagsBits.SendMessages);
    expect((await post()).kind).toBe('forbidden');
  });

  it('is its own thread, which can be reopened, read and posted in', async () => {
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

  it('can be updated', async () => {
    const card = await posted();
    const changed = { blocks: [prose('Changed')] };
    expect(await paperboy.platform.update(card, changed)).toEqual({ kind: 'sent', posted: card });
    expect(visibleText(paperboy.discord.messages(card.message)[0]?.body ?? {})).toBe('Changed');
  });

  it('cannot be updated while it is archived', async () => {
    const card = await posted();
    paperboy.discord.moderate(card.message, { archived: true });
    expect(await paperboy.platform.update(card, document)).toMatchObject({
      kind: 'failed',
      reason: expect.stringContaining('50083'),
    });
  });
});

describe('a forum post with an unknown outcome', () => {
  const find = (key = 'card 1', from = since()) => paperboy.platform.findPosted(place, key, from);

  it.each(['reset', '500', 'truncated JSON'] as const)('is found by its key: %s', async (kind) => {
    paperboy.discord.fault({ method: 'POST', path: CREATE_POST, kind, afterCommit: true });
    expect((await post()).kind).toBe('unknown');
    const found = await find();
    expect(found).toEqual({ place: { ...place, thread: found?.message }, message: expect.any(String) });
    expect(await find('card 2')).toBeUndefined();
  });

  it('is not found if it was not created', async () => {
    paperboy.discord.fault({ method: 'POST', path: CREATE_POST, kind: '500' });
    expect((await post()).kind).toBe('unknown');
    expect(await find()).toBeUndefined();
  });

  it('is found after it was archived, among more than a hundred others', async () => {
    const { discord } = paperboy;
    const archived = { type: 11, parentId: '42', ownerId: discord.person.id, archivedAt: '2999-01-01T00:00:00Z' };
    const others = Array.from({ length: 110 }, () => archived);
    const { id } = discord.addGuild({ channels: [{ id: '42', type: 15 }, ...others] });
    place = { platform: 'discord', tenant: id, channel: '42' };
    const card = await posted();
    discord.moderate(card.message, { archived: true });
    expect(await find()).toEqual(card);
    expect(discord.requestsTo('GET', /archived/)).toHaveLength(2);
  });

  it('is not found in another forum, before the given time, or once its message was deleted', async () => {
    const card = await posted();
    expect(await find('card 1', new Date(Date.now() + 60_000).toISOString())).toBeUndefined();
    expect(await paperboy.platform.findPosted(forum(), 'card 1', since())).toBeUndefined();
    paperboy.discord.deleteMessage(card.message);
    expect(await find()).toBeUndefined();
  });

  it('rejects rather than finding no post if it cannot read the history', async () => {
    place = forum({}, DEFAULT_PERMISSIONS & ~PermissionFlagsBits.ReadMessageHistory);
    await post();
    await expect(find()).rejects.toThrow('Missing Permissions');
  });
});
