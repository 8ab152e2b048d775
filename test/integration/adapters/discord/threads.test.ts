import { PermissionFlagsBits } from 'discord.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { prose } from '../../../../src/chat/document.ts';
import type { Place, Posted } from '../../../../src/chat/place.ts';
import type { Fault } from '../../../fakes/discord/faults.ts';
import { ORDINARY } from '../../../fakes/discord/state.ts';
import { type PaperboyOnDiscord, paperboyOnDiscord } from './paperboy-on-discord.ts';

let paperboy: PaperboyOnDiscord;
let card: Posted;

const OPENING = /^\/channels\/\d+\/messages\/\d+\/threads$/;

async function cardIn(place: Place): Promise<Posted> {
  const outcome = await paperboy.platform.post(place, { blocks: [prose('A paper')] }, `card in ${place.channel}`);
  if (outcome.kind !== 'sent') throw new Error(`not sent: ${JSON.stringify(outcome)}`);
  return outcome.posted;
}

/** The thread of the card, as a place. */
const thread = (): Place => ({ ...card.place, thread: card.message });
const open = (title = 'A title', posted = card) => paperboy.platform.openThread(posted, title);
const read = (place = thread()) => paperboy.platform.readThread(place);

beforeEach(async () => {
  paperboy = await paperboyOnDiscord({ discord: { mostActiveThreads: 2 } });
  await paperboy.platform.start(paperboy.dispatch);
  const { guildId, channelId } = paperboy.discord;
  card = await cardIn({ platform: 'discord', tenant: guildId, channel: channelId });
});

afterEach(async () => {
  expect(paperboy.discord.violations).toEqual([]);
  await paperboy.close();
});

describe('a thread on a message', () => {
  it('is opened with its title, and has an address', async () => {
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
  ])('has a name that fits and reads well: %j', async (title, name) => {
    await open(title);
    const given = paperboy.discord.channel(card.message)?.name ?? '';
    expect(given).toMatch(name);
    expect(given.length).toBeLessThanOrEqual(100);
  });

  it('that is there already is the same', async () => {
    const opened = await open();
    expect(await open('Another title')).toEqual(opened);
    expect(paperboy.discord.channel(card.message)?.name).toBe('A title');
  });

  it('that somebody else has begun is taken', async () => {
    paperboy.discord.personOpensThread(card.message);
    expect(await open()).toMatchObject({ kind: 'open', thread: { place: thread() } });
  });

  it('that sleeps is woken', async () => {
    const opened = await open();
    paperboy.discord.moderate(card.message, { archived: true });
    expect(await open()).toEqual(opened);
    expect(paperboy.discord.channel(card.message)).not.toHaveProperty('archivedAt');
  });

  it('that sleeps and is not for Paperboy to wake is there all the same', async () => {
    paperboy.discord.personOpensThread(card.message);
    paperboy.discord.moderate(card.message, { archived: true });
    expect((await open()).kind).toBe('open');
  });

  it.each([{ locked: true }, { locked: true, archived: true }])(
    'that is closed for good is locked: %j',
    async (how) => {
      await open();
      paperboy.discord.moderate(card.message, how);
      expect(await open()).toEqual({ kind: 'locked' });
    },
  );

  it('outlives its message', async () => {
    const opened = await open();
    paperboy.discord.deleteMessage(card.message);
    expect(await open()).toEqual(opened);
  });

  it('is gone with its message where there was none', async () => {
    paperboy.discord.deleteMessage(card.message);
    expect((await open()).kind).toBe('gone');
  });

  it('is opened anew after it was deleted', async () => {
    await open();
    paperboy.discord.deleteChannel(card.message);
    expect((await open()).kind).toBe('open');
  });

  it('in a channel for announcements is of their kind', async () => {
    const { id, channels } = paperboy.discord.addGuild({ channels: [{ type: 5 }] });
    card = await cardIn({ platform: 'discord', tenant: id, channel: channels[0]?.id ?? '' });
    expect((await open()).kind).toBe('open');
    expect(paperboy.discord.channel(card.message)?.type).toBe(10);
  });

  it('in a thread is that thread', async () => {
    const place = thread();
    await open();
    const inside = await paperboy.platform.post(place, { blocks: [prose('Inside')] }, 'inside');
    expect(inside.kind === 'sent' && (await open('Title', inside.posted))).toMatchObject({
      kind: 'open',
      thread: { place },
    });
  });
});

describe('a thread that can not be opened', () => {
  it('as there are too many says what to do, also for one that would have to be woken', async () => {
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
      'may not open any',
      PermissionFlagsBits.CreatePublicThreads,
      { kind: 'forbidden', reason: 'Missing Permissions (50013)' },
    ],
    ['sees nothing there', PermissionFlagsBits.ViewChannel, { kind: 'forbidden', reason: 'Missing Access (50001)' }],
  ])('as Paperboy %s says so', async (_, lacking, expected) => {
    const { id, channels } = paperboy.discord.addGuild({ permissions: ORDINARY & ~lacking });
    const channel = channels[0]?.id ?? '';
    const message = paperboy.discord.personSays(channel, 'A message').id;
    expect(await open('Title', { place: { platform: 'discord', tenant: id, channel }, message })).toEqual(expected);
  });

  it('as the channel is gone says so', async () => {
    paperboy.discord.deleteChannel(card.place.channel);
    expect((await open()).kind).toBe('gone');
  });

  it.each<[string, Omit<Fault, 'path'>, object]>([
    ['slow mode', { kind: 400, code: 20016 }, { kind: 'rate-limited', retryAfterMs: 10_000 }],
    [
      'a full route',
      { kind: '429 shared', retryAfter: 219 },
      { kind: 'rate-limited', retryAfterMs: expect.closeTo(219_000, -4) },
    ],
    ['too many in a channel for announcements', { kind: 400, code: 160007 }, { kind: 'failed' }],
    ['a dead token', { kind: 401 }, { kind: 'unavailable' }],
    ['a server error', { kind: '500' }, { kind: 'unknown' }],
    ['a broken line', { kind: 'reset' }, { kind: 'unknown' }],
    ['half an answer', { kind: 'truncated JSON' }, { kind: 'unknown' }],
  ])('is a value, and is asked for once: %s', async (_, fault, expected) => {
    paperboy.discord.fault({ method: 'POST', path: OPENING, ...fault });
    expect(await open()).toMatchObject(expected);
    expect(paperboy.discord.requestsTo('POST', OPENING)).toHaveLength(1);
  });

  it('after an unknown outcome is opened or found by asking again', async () => {
    paperboy.discord.fault({ method: 'POST', path: OPENING, kind: 'reset', afterCommit: true });
    expect((await open()).kind).toBe('unknown');
    expect((await open()).kind).toBe('open');
  });
});

describe('how a thread stands', () => {
  it('is nothing at first', async () => {
    await open();
    expect(await read()).toEqual({ kind: 'read', state: 'open', replies: 0, people: 0 });
  });

  it('is how many replied, how many they are, and when the last one did', async () => {
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

  it('counts all people where Paperboy is not in it', async () => {
    paperboy.discord.personOpensThread(card.message);
    expect(await read()).toMatchObject({ people: 1 });
  });

  it.each([
    [{ archived: true }, 'archived'],
    [{ locked: true }, 'locked'],
    [{ archived: true, locked: true }, 'locked'],
  ])('is closed: %j', async (how, state) => {
    await open();
    paperboy.discord.moderate(card.message, how);
    expect(await read()).toMatchObject({ kind: 'read', state });
  });

  it('is gone after it was deleted', async () => {
    await open();
    paperboy.discord.deleteChannel(card.message);
    expect((await read()).kind).toBe('gone');
  });

  it('can not be told of a channel', async () => {
    expect((await read(card.place)).kind).toBe('failed');
  });

  it.each<[string, Omit<Fault, 'path'>, string]>([
    ['no access', { kind: 403, code: 50001 }, 'forbidden'],
    ['a full route', { kind: '429 route', retryAfter: 3 }, 'rate-limited'],
    // It was only looked at, so it can be looked at again.
    ['a server error', { kind: '500' }, 'rate-limited'],
    ['a broken line', { kind: 'reset' }, 'rate-limited'],
  ])('can not be told, which is a value: %s', async (_, fault, kind) => {
    await open();
    paperboy.discord.fault({ method: 'GET', path: /^\/channels\/\d+$/, ...fault });
    expect((await read()).kind).toBe(kind);
  });
});
