import { PermissionFlagsBits } from 'discord.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { prose } from '../../../../src/chat/document.ts';
import { directMessagePlace, type Place } from '../../../../src/chat/place.ts';
import type { PostOutcome } from '../../../../src/chat/platform.ts';
import type { Fault } from '../../../fakes/discord/faults.ts';
import { FLAG, visibleText } from '../../../fakes/discord/message-body.ts';
import { ORDINARY } from '../../../fakes/discord/state.ts';
import { type PaperboyOnDiscord, paperboyOnDiscord } from './paperboy-on-discord.ts';

let paperboy: PaperboyOnDiscord;
let place: Place;

beforeEach(async () => {
  paperboy = await paperboyOnDiscord({ postTimeoutMs: 1000 });
  await paperboy.platform.start(paperboy.dispatch);
  const { guildId, channelId } = paperboy.discord;
  place = { platform: 'discord', tenant: guildId, channel: channelId };
});

afterEach(async () => {
  await paperboy.close();
});

const MESSAGES = /^\/channels\/\d+\/messages/;

function post(key = 'delivery 1'): Promise<PostOutcome> {
  return paperboy.platform.post(place, { blocks: [prose('The highlights')] }, key);
}

/** Posts into a fault; tells what came of it and how many messages and requests there were. */
async function postInto(
  fault: Omit<Fault, 'path'>,
): Promise<{ outcome: PostOutcome; messages: number; requests: number }> {
  const { discord } = paperboy;
  discord.fault({ method: 'POST', path: MESSAGES, ...fault });
  const outcome = await post();
  return {
    outcome,
    messages: discord.messages(place.channel).length,
    requests: discord.requestsTo('POST', MESSAGES).length,
  };
}

describe('a post that Discord refuses', () => {
  it.each<[string, Omit<Fault, 'path'>, object]>([
    [
      'a full route',
      { kind: '429 route', retryAfter: 3 },
      { kind: 'rate-limited', retryAfterMs: expect.closeTo(3000, -3) },
    ],
    [
      'a full shared route',
      { kind: '429 shared', retryAfter: 2 },
      { kind: 'rate-limited', retryAfterMs: expect.closeTo(2000, -3) },
    ],
    [
      'a 429 that does not say how long',
      { kind: '429 no retry-after' },
      { kind: 'rate-limited', retryAfterMs: 10_000 },
    ],
    ['slow mode', { kind: 400, code: 20016 }, { kind: 'rate-limited' }],
    ['no access', { kind: 403, code: 50001 }, { kind: 'forbidden', reason: '403: refused (50001)' }],
    ['no permission', { kind: 403, code: 50013 }, { kind: 'forbidden' }],
    ['a person who takes no messages', { kind: 403, code: 50007 }, { kind: 'forbidden' }],
    ['no such channel', { kind: 404, code: 10003 }, { kind: 'gone' }],
    ['a dead token', { kind: 401 }, { kind: 'unavailable' }],
    ['a link against the rules of Discord', { kind: 403, code: 240000 }, { kind: 'failed' }],
    ['a body of ours that is wrong', { kind: 400, code: 50035 }, { kind: 'failed' }],
    ['a text against the rules of the server', { kind: 400, code: 200000 }, { kind: 'failed' }],
  ])('says so, asks once and posts nothing: %s', async (_, fault, outcome) => {
    expect(await postInto(fault)).toMatchObject({ outcome, messages: 0, requests: 1 });
  });
});

describe('a post of which nobody can tell', () => {
  it.each<[string, Omit<Fault, 'path'>]>([
    ['a server error', { kind: '500' }],
    ['a server error after the message was made', { kind: '500', afterCommit: true }],
    ['a gateway error after the message was made', { kind: '502', afterCommit: true }],
    ['a reset line after the message was made', { kind: 'reset', afterCommit: true }],
    ['a closed line after the message was made', { kind: 'close', afterCommit: true }],
    ['half an answer', { kind: 'truncated JSON' }],
    ['an answer that stops half-way', { kind: 'stall' }],
    ['no answer at all', { kind: 'hang' }],
    ['no answer after the message was made', { kind: 'hang', afterCommit: true }],
  ])('is unknown, was asked for once, and is settled by looking or by the same key: %s', async (_, fault) => {
    const since = new Date(Date.now() - 1000).toISOString();
    const { outcome, messages, requests } = await postInto(fault);
    expect(outcome.kind).toBe('unknown');
    expect(requests).toBe(1);
    const found = await paperboy.platform.findPosted(place, 'delivery 1', since);
    expect(found !== undefined).toBe(messages === 1);
    expect((await post()).kind).toBe('sent');
    expect(paperboy.discord.messages(place.channel)).toHaveLength(1);
  });
});

it('a token that is taken no more stops all posts and is told to the host', async () => {
  expect((await postInto({ kind: 401 })).outcome.kind).toBe('unavailable');
  expect(await post('delivery 2')).toMatchObject({ kind: 'unavailable' });
  expect(paperboy.discord.requestsTo('POST', MESSAGES)).toHaveLength(1);
  expect(paperboy.fatal.map(({ message }) => message)).toEqual([expect.stringContaining('DISCORD_TOKEN')]);
});

it('a post whose message somebody has deleted since was sent', async () => {
  expect((await postInto({ kind: 404, code: 10008 })).outcome).toEqual({ kind: 'sent-then-deleted' });
});

it('a limit on the whole bot is waited for', async () => {
  const { outcome, messages } = await postInto({ kind: '429 global', retryAfter: 0.1 });
  expect([outcome.kind, messages]).toEqual(['sent', 1]);
});

it('one full channel holds no other one up', async () => {
  const { discord, platform } = paperboy;
  discord.fault({
    method: 'POST',
    path: new RegExp(`^/channels/${place.channel}/messages`),
    kind: '429 route',
    retryAfter: 30,
  });
  const other = { ...place, channel: discord.addGuild().channels[0]?.id ?? '' };
  expect((await post()).kind).toBe('rate-limited');
  expect((await platform.post(other, { blocks: [prose('Elsewhere')] }, 'delivery 2')).kind).toBe('sent');
});

it('a post is found beyond a hundred later messages, and only where the bot said it', async () => {
  const { discord, platform } = paperboy;
  const since = new Date(Date.now() - 1000).toISOString();
  for (let count = 0; count < 120; count++) discord.personSays(place.channel, `Message ${count}`);
  const outcome = await post();
  for (let count = 0; count < 120; count++) discord.personSays(place.channel, `Later ${count}`);
  expect(await platform.findPosted(place, 'delivery 1', since)).toEqual(outcome.kind === 'sent' && outcome.posted);
});

it('a post disturbs nobody, and neither does what is put in its place', async () => {
  const { discord, platform } = paperboy;
  const outcome = await post();
  expect(discord.messages(place.channel)).toMatchObject([{ flags: FLAG.silent | FLAG.v2 }]);
  if (outcome.kind === 'sent') await platform.update(outcome.posted, { blocks: [prose('Other words')] });
  expect(discord.messages(place.channel)).toMatchObject([{ flags: FLAG.silent | FLAG.v2, edits: 1 }]);
  expect(discord.violations).toEqual([]);
});

it('a post is not looked for in vain where nothing may be read: nobody knows then', async () => {
  const { discord, platform } = paperboy;
  const { id, channels } = discord.addGuild({ permissions: ORDINARY & ~PermissionFlagsBits.ReadMessageHistory });
  const unread = { platform: 'discord', tenant: id, channel: channels[0]?.id ?? '' };
  const since = new Date(Date.now() - 1000).toISOString();
  await platform.post(unread, { blocks: [prose('The highlights')] }, 'delivery 1');
  await expect(platform.findPosted(unread, 'delivery 1', since)).rejects.toThrow('Missing Permissions');
});

describe('a post to a person', () => {
  const OPENING = /^\/users\/@me\/channels$/;
  const direct = (): Place => directMessagePlace(place, { id: paperboy.discord.person.id, name: 'Ada' });
  const postTo = (to: Place, key = 'delivery 1'): Promise<PostOutcome> =>
    paperboy.platform.post(to, { blocks: [prose('Yours alone')] }, key);

  it('goes into their direct messages, which are opened once', async () => {
    const { discord } = paperboy;
    expect(await postTo(direct())).toMatchObject({ kind: 'sent', posted: { place: direct() } });
    expect((await postTo(direct(), 'delivery 2')).kind).toBe('sent');
    const [opened, ...more] = discord.requestsTo('POST', OPENING);
    expect(opened?.body).toEqual({ recipient_id: discord.person.id });
    expect(more).toEqual([]);
    const [said] = discord.requestsTo('POST', MESSAGES);
    expect(discord.messages(said?.path.split('/')[2] ?? '').map(({ body }) => visibleText(body))).toEqual([
      'Yours alone',
      'Yours alone',
    ]);
    expect(discord.messages(place.channel)).toEqual([]);
    expect(discord.violations).toEqual([]);
  });

  it('is found and changed there, and one speaks on in it where a thread is wanted', async () => {
    const { discord, platform } = paperboy;
    const since = new Date(Date.now() - 1000).toISOString();
    const outcome = await postTo(direct());
    if (outcome.kind !== 'sent') throw new Error('not sent');
    expect(await platform.findPosted(direct(), 'delivery 1', since)).toEqual(outcome.posted);
    expect(await platform.findPosted(direct(), 'delivery 2', since)).toBeUndefined();
    expect(await platform.update(outcome.posted, { blocks: [prose('Changed')] })).toEqual(outcome);
    expect(await platform.openThread(outcome.posted, 'Discussion')).toEqual({
      kind: 'open',
      thread: { place: direct() },
    });
    expect(await platform.readThread(direct())).toMatchObject({ kind: 'read', replies: 0 });
    expect(discord.violations).toEqual([]);
  });

  it.each<[string, Omit<Fault, 'path'>, object]>([
    ['who takes none from Paperboy', { kind: 400, code: 50007 }, { kind: 'forbidden', reason: '400: refused (50007)' }],
    ['who shares no server with it', { kind: 403, code: 50278 }, { kind: 'forbidden' }],
    ['who is nobody', { kind: 400, code: 50033 }, { kind: 'gone' }],
    ['when many were opened', { kind: 403, code: 40003 }, { kind: 'rate-limited', retryAfterMs: 600_000 }],
    ['with a dead token', { kind: 401 }, { kind: 'unavailable' }],
    // Nothing was sent, and that is certain.
    ['when Discord fails', { kind: '500' }, { kind: 'rate-limited' }],
    ['when no answer comes', { kind: 'hang' }, { kind: 'rate-limited' }],
  ])('that can not even be opened says so and sends nothing: %s', async (_, fault, expected) => {
    const { discord } = paperboy;
    discord.fault({ method: 'POST', path: OPENING, ...fault });
    expect(await postTo(direct())).toMatchObject(expected);
    expect(discord.requestsTo('POST', MESSAGES)).toEqual([]);
  });

  it.each([50007, 50278])('who takes no messages any more is told of, with the reason: %i', async (code) => {
    const { discord } = paperboy;
    await postTo(direct());
    discord.fault({ method: 'POST', path: MESSAGES, kind: 403, code, message: 'Cannot send messages to this user' });
    const reason = `Cannot send messages to this user (${code})`;
    expect(await postTo(direct(), 'delivery 2')).toEqual({ kind: 'forbidden', reason });
  });

  it('that is no id fails, and so does looking for it', async () => {
    const nobody = { ...place, channel: 'user:nobody' };
    expect((await postTo(nobody)).kind).toBe('failed');
    await expect(paperboy.platform.findPosted(nobody, 'delivery 1', '2025-03-05T09:00:00Z')).rejects.toThrow();
  });
});
