import { PermissionFlagsBits } from 'discord.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { prose } from '../../../../src/chat/document.ts';
import type { Place, Posted } from '../../../../src/chat/place.ts';
import type { Fault } from '../../../fakes/discord/faults.ts';
import { DEFAULT_PERMISSIONS } from '../../../fakes/discord/state.ts';
import { type PaperboyOnDiscord, paperboyOnDiscord } from './paperboy-on-discord.ts';

let paperboy: PaperboyOnDiscord;
let card: Posted;

const OPENING = /^\/channels\/\d+\/messages\/\d+\/threads$/;

async function cardIn(place: Place): Promise<Posted> {
  const outcome = await paperboy.platform.post(place, { blocks: [prose('A paper')] }, `card in ${place.channel}`);
  if (outcome.kind !== 'sent') throw new Error(`not sent: ${JSON.stringify(outcome)}`);
  return outcome.posted;
}

const thread = (): Place => ({ ...card.place, thread: card.message });
const open = (title = 'A title', posted = card) => paperboy.platform.openThread(posted, title);
const read = (place = thread()) => paperboy.platform.readThread(place);

beforeEach(async () => {
  paperboy = await paperboyOnDiscord({ discord: { maxActiveThreads: 2 } });
  await paperboy.platform.start(paperboy.dispatch);
  const { guildId, channelId } = paperboy.discord;
  card = await cardIn({ platform: 'discord', tenant: guildId, channel: channelId });
});

afterEach(async () => {
  expect(paperboy.discord.violations).toEqual([]);
  await paperboy.close();
});

describe('a thread on a message', () => {
  it('is opened with a name, and has a URL', async () => {
    expect(await open('Walking *safely* <@1>')).toEqual({
      kind: 'open',
      thread: { place: thread(), url: `https://discord.com/channels/${card.place.tenant}/${card.message}` },
    });
    expect(paperboy.discord.channel(card.message)).toMatchObject({ name: 'Walking *safely* <@1>', type: 11 });
  });

  it.each([
    ['words '.repeat(40), /^(words ){10,}words…$/],
    ['', /^Discussion$/],
    ['\u202e\u200b', /^Discussion$/],
    ['👩‍👩‍👧‍👦'.repeat(40), /^(👩‍👩‍👧‍👦)+…$/u],
  ])('has a name within the limit: %j', async (title, name) => {
    await open(title);
    const given = paperboy.discord.channel(card.message)?.name ?? '';
    expect(given).toMatch(name);
    expect(given.length).toBeLessThanOrEqual(100);
  });

  it('is not opened twice', async () => {
    const opened = await open();
    expect(await open('Another title')).toEqual(opened);
    expect(paperboy.discord.channel(card.message)?.name).toBe('A title');
  });

  it('can be one that someone else has opened', async () => {
    paperboy.discord.personOpensThread(card.message);
    expect(await open()).toMatchObject({ kind: 'open', thread: { place: thread() } });
  });

  it('is unarchived', async () => {
    const opened = await open();
    paperboy.discord.moderate(card.message, { archived: true });
    expect(await open()).toEqual(opened);
    expect(paperboy.discord.channel(card.message)).not.toHaveProperty('archivedAt');
  });

  it('is open even if Paperboy cannot unarchive it', async () => {
    paperboy.discord.personOpensThread(card.message);
    paperboy.discord.moderate(card.message, { archived: true });
    expect((await open()).kind).toBe('open');
  });

  it.each([{ locked: true }, { locked: true, archived: true }])('is locked: %j', async (how) => {
    await open();
    paperboy.discord.moderate(card.message, how);
    expect(await open()).toEqual({ kind: 'locked' });
  });

  it('outlives its message', async () => {
    const opened = await open();
    paperboy.discord.deleteMessage(card.message);
    expect(await open()).toEqual(opened);
  });

  it('cannot be opened on a deleted message', async () => {
    paperboy.discord.deleteMessage(card.message);
    expect((await open()).kind).toBe('gone');
  });

  it('can be opened again after it was deleted', async () => {
    await open();
    paperboy.discord.deleteChannel(card.message);
    expect((await open()).kind).toBe('open');
  });

  it('is an announcement thread in an announcement channel', async () => {
    const { id, channels } = paperboy.discord.addGuild({ channels: [{ type: 5 }] });
    card = await cardIn({ platform: 'discord', tenant: id, channel: channels[0]?.id ?? '' });
    expect((await open()).kind).toBe('open');
    expect(paperboy.discord.channel(card.message)?.type).toBe(10);
  });

  it('is the thread itself for a message in a thread', async () => {
    const place = thread();
    await open();
    const inside = await paperboy.platform.post(place, { blocks: [prose('Inside')] }, 'inside');
    expect(inside.kind === 'sent' && (await open('Title', inside.posted))).toMatchObject({
      kind: 'open',
      thread: { place },
    });
  });
});

describe('opening a thread', () => {
  it('fails with advice if there are too many active threads, even to unarchive one', async () => {
    const { discord } = paperboy;
    await open();
    discord.moderate(card.message, { archived: true });
    for (const words of ['One', 'Two']) discord.personOpensThread(discord.personSays(discord.channelId, words));
    expect(await open()).toEqual({
      kind: 'failed',
      reason: expect.stringMatching(/Close some.*then try again \(160006\)/),
    });
    discord.deleteChannel(card.message);
    expect((await open()).kind).toBe('failed');
  });

  it.each<[string, bigint, object]>([
    [
      'without Create Public Threads',
      PermissionFlagsBits.CreatePublicThreads,
      { kind: 'forbidden', reason: 'Missing Permissions (50013)' },
    ],
    ['without View Channel', PermissionFlagsBits.ViewChannel, { kind: 'forbidden', reason: 'Missing Access (50001)' }],
  ])('fails %s', async (_, missing, expected) => {
    const { id, channels } = paperboy.discord.addGuild({ permissions: DEFAULT_PERMISSIONS & ~missing });
    const channel = channels[0]?.id ?? '';
    const message = paperboy.discord.personSays(channel, 'A message').id;
    expect(await open('Title', { place: { platform: 'discord', tenant: id, channel }, message })).toEqual(expected);
  });

  it('fails if the channel was deleted', async () => {
    paperboy.discord.deleteChannel(card.place.channel);
    expect((await open()).kind).toBe('gone');
  });

  it.each<[string, Omit<Fault, 'path'>, object]>([
    ['slow mode', { kind: 400, code: 20016 }, { kind: 'rate-limited', retryAfterMs: 10_000 }],
    [
      'a rate limit',
      { kind: '429 shared', retryAfter: 219 },
      { kind: 'rate-limited', retryAfterMs: expect.closeTo(219_000, -4) },
    ],
    ['too many announcement threads', { kind: 400, code: 160007 }, { kind: 'failed' }],
    ['an invalid token', { kind: 401 }, { kind: 'unavailable' }],
    ['a server error', { kind: '500' }, { kind: 'unknown' }],
    ['a connection reset', { kind: 'reset' }, { kind: 'unknown' }],
    ['a truncated response', { kind: 'truncated JSON' }, { kind: 'unknown' }],
  ])('returns the failure of a single request: %s', async (_, fault, expected) => {
    paperboy.discord.fault({ method: 'POST', path: OPENING, ...fault });
    expect(await open()).toMatchObject(expected);
    expect(paperboy.discord.requestsTo('POST', OPENING)).toHaveLength(1);
  });

  it('can be repeated after an unknown outcome', async () => {
    paperboy.discord.fault({ method: 'POST', path: OPENING, kind: 'reset', afterCommit: true });
    expect((await open()).kind).toBe('unknown');
    expect((await open()).kind).toBe('open');
  });
});

describe('reading a thread', () => {
  it('finds no replies at first', async () => {
    await open();
    expect(await read()).toEqual({ kind: 'read', state: 'open', replies: 0, people: 0 });
  });

  it('counts replies and people, and returns the time of the last reply', async () => {
    const { discord } = paperboy;
    await open();
    const grace = discord.addUser('Grace');
    discord.personSays(card.message, 'One');
    discord.personSays(card.message, 'Two', grace);
    const last = discord.personSays(card.message, 'Three', grace);
    const at = new Date(Number(BigInt(last.id) >> 22n) + 1_420_070_400_000).toISOString();
    expect(await read()).toEqual({ kind: 'read', state: 'open', replies: 3, people: 2, lastAt: at });
    discord.deleteMessage(last.id);
    expect(await read()).toMatchObject({ replies: 2 });
  });

  it('counts all members if Paperboy is not one', async () => {
    paperboy.discord.personOpensThread(card.message);
    expect(await read()).toMatchObject({ people: 1 });
  });

  it.each([
    [{ archived: true }, 'archived'],
    [{ locked: true }, 'locked'],
    [{ archived: true, locked: true }, 'locked'],
  ])('returns that it is closed: %j', async (how, state) => {
    await open();
    paperboy.discord.moderate(card.message, how);
    expect(await read()).toMatchObject({ kind: 'read', state });
  });

  it('fails if the thread was deleted', async () => {
    await open();
    paperboy.discord.deleteChannel(card.message);
    expect((await read()).kind).toBe('gone');
  });

  it('fails for a channel', async () => {
    expect((await read(card.place)).kind).toBe('failed');
  });

  it.each<[string, Omit<Fault, 'path'>, string]>([
    ['no access', { kind: 403, code: 50001 }, 'forbidden'],
    ['a rate limit', { kind: '429 route', retryAfter: 3 }, 'rate-limited'],
    ['a server error', { kind: '500' }, 'rate-limited'],
    ['a connection reset', { kind: 'reset' }, 'rate-limited'],
  ])('returns the failure, which can be retried: %s', async (_, fault, kind) => {
    await open();
    paperboy.discord.fault({ method: 'GET', path: /^\/channels\/\d+$/, ...fault });
    expect((await read()).kind).toBe(kind);
  });
});
