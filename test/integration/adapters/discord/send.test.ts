import { PermissionFlagsBits } from 'discord.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { discord as descriptor } from '../../../../adapters/discord/descriptor.ts';
import { prose } from '../../../../src/chat/document.ts';
import { directMessagePlace, type Place } from '../../../../src/chat/place.ts';
import type { PostOutcome } from '../../../../src/chat/platform.ts';
import type { Fault } from '../../../fakes/discord/faults.ts';
import { FLAG, visibleText } from '../../../fakes/discord/message-body.ts';
import { DEFAULT_PERMISSIONS } from '../../../fakes/discord/state.ts';
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

/** Posts with a fault, and returns the outcome and how many messages and requests there were. */
async function postWithFault(
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

describe('a post that Discord rejects', () => {
  it.each<[string, Omit<Fault, 'path'>, object]>([
    [
      'a rate limit of the route',
      { kind: '429 route', retryAfter: 3 },
      { kind: 'rate-limited', retryAfterMs: expect.closeTo(3000, -3) },
    ],
    [
      'a shared rate limit',
      { kind: '429 shared', retryAfter: 2 },
      { kind: 'rate-limited', retryAfterMs: expect.closeTo(2000, -3) },
    ],
    ['a 429 without retry-after', { kind: '429 no retry-after' }, { kind: 'rate-limited', retryAfterMs: 10_000 }],
    ['slow mode', { kind: 400, code: 20016 }, { kind: 'rate-limited' }],
    ['no access', { kind: 403, code: 50001 }, { kind: 'forbidden', reason: '403: refused (50001)' }],
    ['no permission', { kind: 403, code: 50013 }, { kind: 'forbidden' }],
    ['a person who blocks direct messages', { kind: 403, code: 50007 }, { kind: 'forbidden' }],
    ['an unknown channel', { kind: 404, code: 10003 }, { kind: 'gone' }],
    ['an invalid token', { kind: 401 }, { kind: 'unavailable' }],
    ['a link that Discord blocks', { kind: 403, code: 240000 }, { kind: 'failed' }],
    ['an invalid body', { kind: 400, code: 50035 }, { kind: 'failed' }],
    ['text that AutoMod blocks', { kind: 400, code: 200000 }, { kind: 'failed' }],
  ])('fails after one request and posts nothing: %s', async (_, fault, outcome) => {
    expect(await postWithFault(fault)).toMatchObject({ outcome, messages: 0, requests: 1 });
  });
});

describe('a post with an unknown outcome', () => {
  it.each<[string, Omit<Fault, 'path'>]>([
    ['a server error', { kind: '500' }],
    ['a server error after the message was created', { kind: '500', afterCommit: true }],
    ['a gateway error after the message was created', { kind: '502', afterCommit: true }],
    ['a connection reset after the message was created', { kind: 'reset', afterCommit: true }],
    ['a connection closed after the message was created', { kind: 'close', afterCommit: true }],
    ['a truncated response', { kind: 'truncated JSON' }],
    ['a response that stalls', { kind: 'stall' }],
    ['no response', { kind: 'hang' }],
    ['no response after the message was created', { kind: 'hang', afterCommit: true }],
  ])('makes one request, and is found again or posted under the same key: %s', async (_, fault) => {
    const since = new Date(Date.now() - 1000).toISOString();
    const { outcome, messages, requests } = await postWithFault(fault);
    expect(outcome.kind).toBe('unknown');
    expect(requests).toBe(1);
    const found = await paperboy.platform.findPosted(place, 'delivery 1', since);
    expect(found !== undefined).toBe(messages === 1);
    expect((await post()).kind).toBe('sent');
    expect(paperboy.discord.messages(place.channel)).toHaveLength(1);
  });
});

it('stops all posts and notifies the operator when Discord rejects the token', async () => {
  expect((await postWithFault({ kind: 401 })).outcome.kind).toBe('unavailable');
  expect(await post('delivery 2')).toMatchObject({ kind: 'unavailable' });
  expect(paperboy.discord.requestsTo('POST', MESSAGES)).toHaveLength(1);
  expect(paperboy.fatal.map(({ message }) => message)).toEqual([expect.stringContaining('DISCORD_TOKEN')]);
});

it('reports a post whose message was deleted since as sent', async () => {
  expect((await postWithFault({ kind: 404, code: 10008 })).outcome).toEqual({ kind: 'sent-then-deleted' });
});

it('waits for a global rate limit', async () => {
  const { outcome, messages } = await postWithFault({ kind: '429 global', retryAfter: 0.1 });
  expect([outcome.kind, messages]).toEqual(['sent', 1]);
});

it('does not hold up other channels while one is rate limited', async () => {
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

it('finds a post among hundreds of messages of other people', async () => {
  const { discord, platform } = paperboy;
  const since = new Date(Date.now() - 1000).toISOString();
  for (let count = 0; count < 120; count++) discord.personSays(place.channel, `Message ${count}`);
  const outcome = await post();
  for (let count = 0; count < 120; count++) discord.personSays(place.channel, `Later ${count}`);
  expect(await platform.findPosted(place, 'delivery 1', since)).toEqual(outcome.kind === 'sent' && outcome.posted);
});

it('sends posts and updates silently', async () => {
  const { discord, platform } = paperboy;
  const outcome = await post();
  expect(discord.messages(place.channel)).toMatchObject([{ flags: FLAG.silent | FLAG.v2 }]);
  if (outcome.kind === 'sent') await platform.update(outcome.posted, { blocks: [prose('Other words')] });
  expect(discord.messages(place.channel)).toMatchObject([{ flags: FLAG.silent | FLAG.v2, edits: 1 }]);
  expect(discord.violations).toEqual([]);
});

it('rejects rather than finding no post if it cannot read the history', async () => {
  const { discord, platform } = paperboy;
  const { id, channels } = discord.addGuild({
    permissions: DEFAULT_PERMISSIONS & ~PermissionFlagsBits.ReadMessageHistory,
  });
  const unread = { platform: 'discord', tenant: id, channel: channels[0]?.id ?? '' };
  const since = new Date(Date.now() - 1000).toISOString();
  await platform.post(unread, { blocks: [prose('The highlights')] }, 'delivery 1');
  await expect(platform.findPosted(unread, 'delivery 1', since)).rejects.toThrow('Missing Permissions');
});

describe('a post to a person', () => {
  const OPENING = /^\/users\/@me\/channels$/;
  const direct = (): Place => directMessagePlace(place, paperboy.discord.person, descriptor);
  const postTo = (to: Place, key = 'delivery 1'): Promise<PostOutcome> =>
    paperboy.platform.post(to, { blocks: [prose('Yours alone')] }, key);

  it('goes to their DM, which is opened once', async () => {
    const { discord } = paperboy;
    expect(await postTo(direct())).toMatchObject({ kind: 'sent', posted: { place: direct() } });
    expect((await postTo(direct(), 'delivery 2')).kind).toBe('sent');
    const [opened, ...more] = discord.requestsTo('POST', OPENING);
    expect(opened?.body).toEqual({ recipient_id: discord.person.id });
    expect(more).toEqual([]);
    const [request] = discord.requestsTo('POST', MESSAGES);
    expect(discord.messages(request?.path.split('/')[2] ?? '').map(({ body }) => visibleText(body))).toEqual([
      'Yours alone',
      'Yours alone',
    ]);
    expect(discord.messages(place.channel)).toEqual([]);
    expect(discord.violations).toEqual([]);
  });

  it('is found and updated there, and its discussion stays in the DM', async () => {
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
    ['who blocks Paperboy', { kind: 400, code: 50007 }, { kind: 'forbidden', reason: '400: refused (50007)' }],
    ['who shares no server with Paperboy', { kind: 403, code: 50278 }, { kind: 'forbidden' }],
    ['who does not exist', { kind: 400, code: 50033 }, { kind: 'gone' }],
    ['when too many DMs were opened', { kind: 403, code: 40003 }, { kind: 'rate-limited', retryAfterMs: 600_000 }],
    ['with an invalid token', { kind: 401 }, { kind: 'unavailable' }],
    ['after a server error', { kind: '500' }, { kind: 'rate-limited' }],
    ['without a response', { kind: 'hang' }, { kind: 'rate-limited' }],
  ])('fails and sends nothing if the DM cannot be opened: %s', async (_, fault, expected) => {
    const { discord } = paperboy;
    discord.fault({ method: 'POST', path: OPENING, ...fault });
    expect(await postTo(direct())).toMatchObject(expected);
    expect(discord.requestsTo('POST', MESSAGES)).toEqual([]);
  });

  it.each([50007, 50278])('fails with the reason if they stopped accepting messages: %i', async (code) => {
    const { discord } = paperboy;
    await postTo(direct());
    discord.fault({ method: 'POST', path: MESSAGES, kind: 403, code, message: 'Cannot send messages to this user' });
    const reason = `Cannot send messages to this user (${code})`;
    expect(await postTo(direct(), 'delivery 2')).toEqual({ kind: 'forbidden', reason });
  });

  it('cannot be sent to an invalid user id, or found there', async () => {
    const nobody = { ...place, channel: 'user:nobody' };
    expect((await postTo(nobody)).kind).toBe('failed');
    await expect(paperboy.platform.findPosted(nobody, 'delivery 1', '2025-03-05T09:00:00Z')).rejects.toThrow();
  });
});
